"""Elements of the strategy that have no layer of their own are served all the same."""

import json
from shutil import copytree

import pytest

from prevent_geo.assessment import profile
from prevent_geo.dataset import open_dataset
from prevent_geo.measures import contact_rate, institution_support, response_loop

KINDS = ("advisory_group", "neighbourhood_policing", "contact_point")


@pytest.mark.parametrize("kind", KINDS)
def test_any_kind_of_contact_can_be_asked_for_alone(sample, kind):
    contacts = sample.contacts[sample.contacts["kind"] == kind]
    rates = contact_rate(contacts, sample.areas)
    assert rates["numerator"].sum() == len(contacts) > 0
    on = sample.period.end
    answers = response_loop(contacts, sample.areas, on=on)["numerator"].xs("any", level="initiated_by")
    assert answers.sum() == (contacts["answered_on"].dt.date <= on).sum() > 0


def test_liaison_of_colleges_and_universities_is_counted_by_sector(sample):
    result = institution_support(sample.partners, sample.partners["sector"], on=sample.period.end)
    for sector in ("further_education", "higher_education"):
        liaison = sample.partners.loc[sample.partners["sector"] == sector, "liaison"]
        row = result.loc[("liaison", sector)]
        assert row["n"] == len(liaison) > 0
        assert row["numerator"] == liaison.eq(True).sum()
        assert row["unknown"] == liaison.isna().sum()


def test_a_basic_command_unit_is_a_district(town_folder, tmp_path):
    """A column of units is mapped to the district, and a unit has the figures of one."""
    folder = tmp_path / "town"
    copytree(town_folder, folder)
    areas, config = folder / "areas.geojson", folder / "dataset.toml"
    areas.write_text(areas.read_text(encoding="utf-8").replace('"district_', '"bcu_'), encoding="utf-8")
    mapped = '"areas.geojson"\n[areas.columns]\ndistrict_code = "bcu_code"\ndistrict_name = "bcu_name"\n'
    config.write_text(config.read_text(encoding="utf-8").replace('"areas.geojson"\n', mapped), encoding="utf-8")
    data = open_dataset(folder)
    units = {one["properties"]["bcu_code"] for one in json.loads(areas.read_text(encoding="utf-8"))["features"]}
    assert {place.code for place in data.places("district")} == units
    unit = data.places("district")[0]
    shown = profile(data, place=str(unit))["delivery"].table
    assert set(shown.index.get_level_values("area_code")) == set(unit.area_codes)
