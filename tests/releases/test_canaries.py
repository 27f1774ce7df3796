"""Rates that must be withheld, planted to be unlike all other figures, are in no byte of what a batch writes."""

import json
import shutil

import pandas as pd
import pytest

from prevent_geo.dataset import open_dataset
from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.scan import audit_folders
from prevent_geo.resources import shipped
from prevent_geo.runs.batch import briefing_jobs
from prevent_geo.runs.decision import decided_once
from prevent_geo.runs.queue import run_jobs

COUNTS, RESIDENTS = [1, 2, 3, 4], [7_919, 7_927, 7_933, 7_937]
PLANTED = [1_000 * count / residents for count, residents in zip(COUNTS, RESIDENTS, strict=True)]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A briefing from a town where four areas had one event each, with 1 to 4 visitors among odd numbers of people."""
    home = tmp_path_factory.mktemp("canary")
    folder = home / "town"
    shutil.copytree(shipped("data/sample"), folder, ignore=shutil.ignore_patterns("truth", "datapackage.json"))
    here = open_dataset(folder).places("neighbourhood")[0]
    planted = dict(zip(here.area_codes, RESIDENTS, strict=False))
    shapes = json.loads((folder / "areas.geojson").read_text(encoding="utf-8"))
    for feature in shapes["features"]:
        facts = feature["properties"]
        facts["population"] = planted.get(facts["area_code"], facts["population"])
    (folder / "areas.geojson").write_text(json.dumps(shapes), encoding="utf-8")
    rows = pd.read_csv(folder / "contacts.csv", dtype=str)
    kept = rows[~rows["area_code"].isin(planted)]
    events = rows.iloc[:4].assign(area_code=list(planted), attendance=list(map(str, COUNTS)), trust_responses="")
    pd.concat([kept, events]).drop_duplicates("contact_id", keep="last").to_csv(folder / "contacts.csv", index=False)
    data, policy = open_dataset(folder), find_policy()
    given = {"ledger": str(home / "ledger.jsonl"), "first_release": True}
    with decided_once(data, policy, data.period, **given) as (_, ledger):
        jobs = briefing_jobs(data, [here], home / "out", {"dataset": str(folder), "ledger": ledger})
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
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"<!-- {PLANTED[2]} --></body>"), "utf-8")
    audit = audit_folders([tmp_path / "out"], dataset=data, policy=policy, canaries=PLANTED)
    assert {finding.what for finding in audit.findings if "canary" in finding.what} == {"canary 3"}
