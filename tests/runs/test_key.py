"""A job is done again when, and only when, something that it is made from has changed; and it is said what."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from prevent_geo.disclosure import find_policy
from prevent_geo.period import Period
from prevent_geo.resources import shipped
from prevent_geo.runs.job import Job
from prevent_geo.runs.key import common_key, job_key, why_not_done
from prevent_geo.tables import read_standards

NOTEBOOK = shipped("notebooks/area_briefing.ipynb")


@pytest.fixture(scope="module")
def period(sample):
    return Period.parse("2026-Q1", sample.period)


@pytest.fixture(scope="module")
def common(sample, protections, period):
    protection = protections("sample", "2026-Q1")

    def make(dataset=sample, *, policy="default", notebook=NOTEBOOK, when=period):
        return common_key(dataset, when, find_policy(policy), protection, notebook)

    return make


def changed(one, other):
    return {part for part in one if one[part] != other[part]}


def test_only_rows_of_the_period_and_the_one_before_are_inputs(sample, common, period):
    before = common()
    assert changed(before, common()) == set()
    dates = sample.contacts["date"]
    for when, parts in (
        (dates < pd.Timestamp(period.before().start), set()),
        (dates > pd.Timestamp(period.end), set()),
        (dates.between(pd.Timestamp(period.start), pd.Timestamp(period.end)), {"data"}),
        (dates.between(pd.Timestamp(period.before().start), pd.Timestamp(period.before().end)), {"data"}),
    ):
        one = sample.contacts.index[when][0]
        fewer = replace(sample, contacts=sample.contacts.drop(index=one))
        assert changed(before, common(fewer)) == parts


@pytest.mark.parametrize("table", ["areas", "partners", "practice", "actions", "pathway"])
def test_every_other_table_is_an_input(sample, common, table):
    rows = getattr(sample, table)
    assert changed(common(), common(replace(sample, **{table: rows.iloc[1:]}))) == {"data"}


def test_the_standards_are_an_input(sample, common):
    assert changed(common(), common(replace(sample, standards={"trust": read_standards()["trust"]}))) == {"data"}


def test_a_moved_border_and_a_title_are_inputs(sample, common):
    moved = sample.areas.assign(geometry=sample.areas.geometry.translate(1, 0))
    assert changed(common(), common(replace(sample, areas=moved))) == {"data"}
    renamed = replace(sample, about=replace(sample.about, title="Another"))
    assert changed(common(), common(renamed)) == {"data"}


def test_another_notebook_reads_everything(sample, common, tmp_path):
    mine = tmp_path / "mine.ipynb"
    mine.write_bytes(NOTEBOOK.read_bytes())
    late = sample.contacts["date"].idxmax()
    fewer = replace(sample, contacts=sample.contacts.drop(index=late))
    assert changed(common(notebook=mine), common(fewer, notebook=mine)) == {"data"}


def test_policy_and_code_are_parts_of_it(common, monkeypatch):
    before = common()
    assert changed(before, common(policy="hes")) == {"policy"}
    monkeypatch.setattr("prevent_geo.runs.key._code_digest", lambda: "newer")
    assert changed(before, common()) == {"code"}


def test_where_things_are_is_no_part_of_it(common, period, tmp_path):
    given = {"place": "Hale", "audience": "partner", "dataset": "a", "ledger": "b", "first_release": True}
    key = job_key(common(), given, period, tmp_path)
    elsewhere = {**given, "dataset": "c", "ledger": "d", "first_release": False, "earlier": str(tmp_path)}
    assert job_key(common(), elsewhere, period, tmp_path) == key
    assert changed(key, job_key(common(), {**given, "audience": "public"}, period, tmp_path)) == {"parameters"}
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    (earlier / "manifest.json").write_text("{}")
    assert "earlier" in job_key(common(), {**given, "earlier": str(earlier)}, period, tmp_path)


@pytest.fixture
def done(tmp_path):
    """A job whose release is in place."""
    from prevent_geo.releases.manifest import write_manifest

    job = Job(NOTEBOOK, {}, tmp_path / "out", "Hale", "sample", key={"data": "1", "code": "2"})
    job.out.mkdir()
    (job.out / "page.txt").write_text("a page")
    write_manifest(job.out, {"key": dict(job.key)})
    return job


def test_what_is_whole_and_of_the_same_key_is_done(done):
    assert why_not_done(done) == ""
    newer = replace(done, key={"data": "3", "code": "2", "earlier": "4"})
    assert why_not_done(newer) == "changed since: the data of its period, the earlier release that it is compared with"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda out: (out / "page.txt").write_text("another"), "its page.txt was changed"),
        (lambda out: (out / "page.txt").unlink(), "its page.txt is missing"),
        (lambda out: (out / "manifest.json").unlink(), "there is no release yet"),
        (lambda out: (out / "manifest.json").write_text("{"), "its manifest.json cannot be read"),
        (lambda out: _without_key(out / "manifest.json"), "it was not made by a run"),
    ],
)
def test_what_is_not_whole_is_not_done(done, spoil, why):
    spoil(done.out)
    assert why_not_done(done) == why


def _without_key(manifest: Path):
    facts = json.loads(manifest.read_text())
    del facts["key"]
    manifest.write_text(json.dumps(facts))
