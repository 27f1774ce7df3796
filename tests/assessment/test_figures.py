"""The figures of a place, counted again by other means."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from prevent_geo.assessment.figures import FIGURES, figures
from prevent_geo.assessment.words import figure_words
from prevent_geo.disclosure import find_policy
from prevent_geo.measures import CARDS, RESULT_COLUMNS, Status
from prevent_geo.measures.common.standards import read_standards
from prevent_geo.period import Period

POLICY = find_policy()


@pytest.fixture(scope="module")
def year(sample):
    return sample.during(Period.parse("last 12 months", sample.period))


@pytest.fixture(scope="module")
def here(year):
    return year.at(year.place("Clarrowbridge"))


def test_every_standard_has_its_figure_and_every_figure_its_measure(district):
    assert set(read_standards()) <= set(FIGURES)
    assert all(figure.measure in CARDS for figure in FIGURES.values())
    assert district.figures.columns.tolist() == RESULT_COLUMNS
    assert district.figures.index.tolist() == list(FIGURES)
    assert (district.figures["status"] == Status.VALUE).all()


def test_shares_are_what_pandas_counts(district, here):
    got, contacts, partners = district.figures["value"], here.contacts, here.partners
    assert got["community_initiated"] == (contacts["initiated_by"] == "community").mean()
    assert got["themes_recorded"] == contacts["theme"].notna().mean()
    assert got["recorded_in_time"] == ((contacts["recorded_on"] - contacts["date"]).dt.days <= 28).mean()
    assert got["partners_reporting"] == partners.index.isin(contacts["partner_id"]).mean()
    assert got["liaison_named"] == pytest.approx(partners["liaison"].mean())
    end = pd.Timestamp(here.period.end)
    assert got["contact_rate"] == pytest.approx(1000 * len(contacts) / here.areas["population"].sum())
    last = contacts.groupby("area_code", observed=True)["date"].max()
    assert got["reached_areas"] == ((end - last).dt.days <= 90).sum() / len(here.areas)
    old = contacts[(end - contacts["date"]).dt.days >= 28]
    in_time = (old["answered_on"] - old["date"]).dt.days <= 28
    assert got["answered_in_time"] == pytest.approx(in_time.mean())


def test_the_records_of_a_share_are_those_that_it_is_of(district, here):
    table = district.figures
    assert table.loc["training_in_date", "n"] == here.partners["training_date"].notna().sum()
    shares = [name for name, figure in FIGURES.items() if figure.kind == "share"]
    assert (table.loc[shares, "n"] == table.loc[shares, "denominator"]).all()


def test_limits_hold_the_figures(district):
    table = district.figures
    assert (table["lower"] <= table["value"]).all()
    assert (table["value"] <= table["upper"]).all()


def test_persons_are_counted_only_where_the_policy_lets_them(year):
    place = year.place("Clarrowbridge")
    few = year.pathway["stage"].isin(["panel", "supported"])
    small = year.pathway.assign(count=year.pathway["count"].where(~few, 0))
    row = small.index[few & (small["district_code"] == place.code) & (small["quarter"] == "2026-Q1")]
    small.loc[row, "count"] = [6, 2]
    found = figures(replace(year, pathway=small), place, POLICY).loc["pathway_support"]
    assert found["status"] == Status.SUPPRESSED
    assert found[["value", "lower", "upper", "numerator", "denominator", "n"]].isna().all()


def test_what_is_only_known_of_today_is_not_said_of_last_year(district):
    before = district.earlier_figures
    snapshots = [name for name, figure in FIGURES.items() if figure.snapshot]
    assert before.loc[snapshots, "value"].isna().all()
    assert set(before.loc[snapshots, "status"]) == {Status.MISSING}
    # none of the district's own actions was due so early
    assert before.drop(index=[*snapshots, "contact_rate_change", "actions_on_time"])["value"].notna().all()


@pytest.mark.parametrize("table", ["contacts", "partners", "practice", "actions", "pathway"])
def test_a_table_without_rows_leaves_its_figures_out(year, table):
    place = year.place("Clarrowbridge")
    found = figures(replace(year, **{table: getattr(year, table)[:0]}), place, POLICY)
    assert found.index.tolist() == list(FIGURES)
    gone = {"contacts": "contact_rate", "partners": "liaison_named", "practice": "practice_evidenced"}
    gone |= {"actions": "actions_on_time", "pathway": "pathway_support"}
    assert np.isnan(found.loc[gone[table], "value"])


def test_every_figure_has_words():
    for name in FIGURES:
        title, unit = figure_words(name)
        assert title[0].isupper()
        assert unit


def test_what_nobody_records_is_missing_not_nothing(year, here):
    contacts = year.contacts.assign(answered_on=pd.NaT, strand=pd.Categorical([None] * len(year.contacts)))
    found = figures(replace(year, contacts=contacts), year.place("Clarrowbridge"), POLICY)
    assert found.loc[["answered_in_time", "strands_served"], "status"].tolist() == [Status.MISSING] * 2


def test_what_is_for_all_districts_is_nobody_s_own(year):
    for name, rows in {"actions_on_time": year.actions, "practice_evidenced": year.practice}.items():
        assert rows["district_code"].isna().any()
        ward = figures(year, year.place("Tarrel Moor"), POLICY).loc[name]
        district = figures(year, year.place("Clarrowbridge"), POLICY).loc[name]
        whole = figures(year, year.place("all"), POLICY).loc[name]
        assert ward["status"] == Status.MISSING
        own = figures(replace(year, **{_table(name): rows[rows["district_code"].notna()]}), year.place("all"), POLICY)
        assert district["denominator"] <= own.loc[name, "denominator"] < whole["denominator"]


def _table(name):
    return {"actions_on_time": "actions", "practice_evidenced": "practice"}[name]


def test_contacts_of_areas_whose_residents_are_not_known_make_no_rate(year):
    place = year.place("Clarrowbridge")
    areas = year.areas.copy()
    busiest = year.at(place).contacts["area_code"].value_counts().index[0]
    areas.loc[busiest, "population"] = pd.NA
    here = replace(year, areas=areas).at(place)
    found = figures(replace(year, areas=areas), place, POLICY).loc["contact_rate"]
    assert found["numerator"] == (here.contacts["area_code"] != busiest).sum()
    assert found["denominator"] == here.areas["population"].sum()
