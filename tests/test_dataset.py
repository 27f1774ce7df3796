"""A dataset in a period and at a place."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest

from prevent_geo.dataset import open_dataset
from prevent_geo.errors import InputError
from prevent_geo.period import Period
from prevent_geo.resources import shipped


def during(dataset, text):
    return dataset.during(Period.parse(text, dataset.period))


def test_a_period_knows_the_contacts_of_the_one_before(sample):
    year = during(sample, "last 12 months")
    assert (year.contacts["date"] >= "2025-10-01").all()
    assert (year.earlier["date"] < "2025-10-01").all()
    assert len(year.contacts) + len(year.earlier) == len(sample.contacts)
    before = year.before()
    assert before.period.iso() == "2024-10-01/2025-09-30"
    assert before.contacts is year.earlier
    assert before.earlier is None


@pytest.mark.parametrize("text", ["all", "2025", "2024-10", "2024-10-01/2025-09-30"])
def test_of_a_time_that_the_data_do_not_cover_nothing_is_said(sample, text):
    # 2025 begins in the data, the year before it only in part
    part = during(sample, text)
    assert part.earlier is None
    with pytest.raises(InputError, match=r"^part of the time before .* is not in the data; choose a later or shorter"):
        part.before()


def test_the_same_period_again_keeps_what_was_before(sample):
    year = during(sample, "last 12 months")
    assert year.during(year.period) is year


def test_a_place_keeps_what_belongs_to_it(sample):
    place = sample.place("Clarrowbridge")
    here = during(sample, "last 12 months").at(place)
    codes = set(place.area_codes)
    assert set(here.areas.index) == codes
    for table in (here.contacts, here.earlier, here.perspectives, here.partners):
        assert set(table["area_code"]) <= codes
        assert len(table)
    assert set(here.pathway["district_code"]) == {place.code}
    assert set(here.actions["district_code"].dropna()) == {place.code}
    assert here.practice["district_code"].isna().sum() == sample.practice["district_code"].isna().sum()


def test_a_ward_has_no_share_of_what_is_its_district_s(sample):
    ward = sample.at(sample.places("neighbourhood")[0])
    assert len(ward.pathway) == 0
    assert set(ward.actions["district_code"].dropna()) == set()


def test_counts_without_a_district_are_those_of_the_whole(sample):
    whole = replace(sample, pathway=sample.pathway.assign(district_code=pd.NA).drop_duplicates(["quarter", "stage"]))
    assert len(whole.at(whole.place("all")).pathway) == len(whole.pathway)
    assert len(whole.at(whole.place("Clarrowbridge")).pathway) == 0


def test_only_the_shipped_sample_is_the_sample(sample, trafford, tmp_path):
    assert sample.is_sample
    assert open_dataset(shipped("data/sample")).is_sample
    assert not trafford.is_sample
    shutil.copytree(shipped("data/sample"), tmp_path / "sample")
    assert not open_dataset(tmp_path / "sample").is_sample
    assert not replace(sample, folder=None).is_sample
