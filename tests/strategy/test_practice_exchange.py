"""The register of practice goes from one partnership to another as a data package."""

import json
from pathlib import Path
from shutil import copy, copytree

import pytest

from prevent_geo.dataset import open_dataset
from prevent_geo.measures import practice_evidence
from prevent_geo.picture import rich_picture
from prevent_geo.releases.write import practice_register
from prevent_geo.tables import TABLES

PAGE = (Path(__file__).parents[2] / "docs/strategy.md").read_text(encoding="utf-8")
RECIPE = PAGE.partition("## Exchanging practice")[2].partition("```toml\n")[2].partition("```")[0]


@pytest.fixture(scope="module")
def ours(town_folder, sample, tmp_path_factory):
    """A town that reads the register of the sample beside its own, as the page says; both use the same codes."""
    folder = tmp_path_factory.mktemp("ours") / "town"
    copytree(town_folder, folder)
    config, own = folder / "dataset.toml", '[practice]\nfile = "practice.csv"\n'
    text = config.read_text(encoding="utf-8")
    assert own in text
    config.write_text(text.replace(own, RECIPE), encoding="utf-8")
    (folder / "from_elsewhere").mkdir()
    for name in ("practice.csv", "datapackage.json"):
        copy(sample.folder / name, folder / "from_elsewhere")
    return open_dataset(folder)


def test_a_register_of_another_partnership_is_read_beside_ones_own(ours, sample):
    read = ours.practice[ours.practice.index.str.startswith("ELSEWHERE-")]
    assert list(read.index) == [f"ELSEWHERE-{code}" for code in sample.practice.index]
    assert read["title"].tolist() == sample.practice["title"].tolist()
    assert read[["partner_id", "district_code"]].isna().all(axis=None)
    assert set(ours.practice.index) & set(sample.practice.index)


def test_its_evidence_stays_what_it_was(ours, sample):
    columns = ["value", "lower", "upper", "verdict", "evidence_level"]
    read = ours.practice[ours.practice.index.str.startswith("ELSEWHERE-")]
    evidence = practice_evidence(read)[columns]
    assert evidence.rename(index=lambda code: code.removeprefix("ELSEWHERE-")).equals(
        practice_evidence(sample.practice)[columns]
    )


def test_the_package_says_what_the_columns_are(ours):
    folder = ours.folder / "from_elsewhere"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    register = next(one for one in package["resources"] if one["name"] == "practice")
    fields = {field["name"]: field["description"] for field in register["schema"]["fields"]}
    header = (folder / register["path"]).read_text(encoding="utf-8").splitlines()[0].split(",")
    assert list(fields) == header == [column.name for column in TABLES["practice"].columns]
    assert all(fields.values())


def test_a_release_of_a_district_carries_its_register_but_not_for_the_public(sample):
    district = sample.places("district")[0]
    register = practice_register(rich_picture(sample, place=str(district), period="2026-Q1"))
    assert list(register.columns) == [column.name for column in TABLES["practice"].columns]
    of_it = sample.practice["district_code"] == district.code
    assert sorted(register["practice_id"]) == sorted(sample.practice.index[of_it])
    public = rich_picture(sample, place=str(district), period="2026-Q1", audience="public")
    assert practice_register(public).empty
