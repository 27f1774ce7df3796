"""Counts that must be withheld, planted to be unlike all others, are in no byte of what a batch writes."""

import shutil

import pandas as pd
import pytest

from prevent_geo.dataset import open_dataset
from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.scan import audit_folders
from prevent_geo.resources import shipped
from prevent_geo.runs.batch import briefing_jobs, run_jobs
from prevent_geo.runs.safeguard import decided_once

PLANTED = [70_001, 70_003, 70_007, 70_009]
POLICY = """
[canary]
withhold_from = 1
withhold_to = 1_000_000
marker = "[c]"
source = "this test"
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A briefing from a town where four areas had one event each, with so many visitors as nobody else has anything."""
    home = tmp_path_factory.mktemp("canary")
    folder = home / "town"
    shutil.copytree(shipped("data/sample"), folder, ignore=shutil.ignore_patterns("truth", "datapackage.json"))
    rows = pd.read_csv(folder / "contacts.csv", dtype=str)
    areas = open_dataset(folder).places("neighbourhood")[0].area_codes[:4]
    kept = rows[~rows["area_code"].isin(areas)]
    planted = rows.iloc[:4].assign(area_code=areas, attendance=[str(count) for count in PLANTED], trust_responses="")
    pd.concat([kept, planted]).drop_duplicates("contact_id", keep="last").to_csv(folder / "contacts.csv", index=False)
    (home / "ours.toml").write_text(POLICY, encoding="utf-8")
    data, policy = open_dataset(folder), find_policy("canary", home / "ours.toml")
    given = {"dataset": str(folder), "policy": "canary", "policy_file": str(home / "ours.toml")}
    with decided_once(data, policy, data.period, str(home / "ledger.jsonl"), first_release=True) as ledger:
        jobs = briefing_jobs(data, [data.places("neighbourhood")[0]], home / "out", {**given, "ledger": ledger})
        [result] = run_jobs(jobs, lambda *_: None)
    assert result.ok, result.error
    return data, policy, jobs[0].out


def test_no_canary_is_in_any_byte_of_any_artefact(written):
    data, policy, out = written
    assert {path.suffix for path in out.rglob("*")} >= {".html", ".ipynb", ".csv", ".json"}
    audit = audit_folders([out], dataset=data, policy=policy, canaries=PLANTED)
    assert audit.ok, str(audit)


def test_the_canaries_sing_where_one_is_left_in(written, tmp_path):
    data, policy, out = written
    shutil.copytree(out, tmp_path / "out")
    page = tmp_path / "out" / "map.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", "<!-- 70,003 --></body>"), encoding="utf-8")
    audit = audit_folders([tmp_path / "out"], dataset=data, policy=policy, canaries=PLANTED)
    assert [finding.what for finding in audit.findings if "canary" in finding.what] == ["canary 2"]
