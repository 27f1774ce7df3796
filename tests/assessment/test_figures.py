"""The figures of a place, counted again by other means."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from prevent_geo.assessment.figures import FIGURES, figures
from prevent_geo.assessment.words import figure_words
from prevent_geo.disclosure import find_policy, protect
from prevent_geo.errors import DisclosureError
from prevent_geo.measures import CARDS, RESULT_COLUMNS, Status
from prevent_geo.period import Period
from prevent_geo.tables.standards import figure_names

YEAR = "last 12 months"


@pytest.fixture(scope="module")
def year(sample):
    return sample.during(Period.parse(YEAR, sample.period))


@pytest.fixture(scope="module")
def protection(protections):
    """What is withheld of the year; of any dataset with the same counts of persons too."""
    return protections("sample", YEAR)


@pytest.fixture(scope="module")
def here(year):
    return year.at(year.place("Clarrowbridge"))


def test_every_standard_has_its_figure_and_every_figure_its_measure(district):
    assert set(figure_names()) == set(FIGURES)
    assert all(figure.measure in CARDS for figure in FIGURES.values())
    assert district.figures.columns.tolist() == RESULT_COLUMNS
    assert district.figures.index.tolist() == list(FIGURES)
    status = district.figures["status"]
    assert (status.drop("pathway_support") == Status.VALUE).all()
    # of seven persons at the panel, two were not supported
    assert status["pathway_support"] == Status.SUPPRESSED


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
    shown = table.loc[shares].drop(index="pathway_support")
    assert (shown["n"] == shown["denominator"]).all()


def test_limits_hold_the_figures(district):
    table = district.figures.drop(index="pathway_support")
    assert (table["lower"] <= table["value"]).all()
    assert (table["value"] <= table["upper"]).all()


@pytest.mark.parametrize(
    ("counts", "status"), [((6, 2), Status.SUPPRESSED), ((30, 27), Status.SUPPRESSED), ((30, 12), Status.VALUE)]
)
def test_persons_are_counted_only_where_the_policy_lets_them(sample, counts, status):
    place = sample.place("Clarrowbridge")
    few = sample.pathway["stage"].isin(["panel", "supported"])
    small = sample.pathway.assign(count=sample.pathway["count"].where(~few, 0))
    row = small.index[few & (small["district_code"] == place.code) & (small["quarter"] == "2026-Q1")]
    small.loc[row, "count"] = counts
    whole = replace(sample, pathway=small, contacts=sample.contacts[:0])
    period = Period.parse(YEAR, sample.period)
    found = figures(whole.during(period), place, protect(whole, find_policy(), period=period)).loc["pathway_support"]
    assert found["status"] == status
    shown = found[["value", "lower", "upper", "numerator", "denominator", "n"]].notna()
    assert shown.all() if status == Status.VALUE else not shown.any()


def test_a_place_of_no_level_shows_what_the_places_show_that_it_is_made_of(year, protection):
    parent, here = year.place("all"), year.place("Clarrowbridge")
    rest = replace(parent, area_codes=tuple(sorted(set(parent.area_codes) - set(here.area_codes))))
    found = figures(year, rest, protection, made_of=(str(parent), str(here)))
    assert found.loc[["trust", "pathway_support"], "status"].tolist() == [Status.VALUE, Status.SUPPRESSED]
    # it goes by the name of its parent, and is not that
    with pytest.raises(DisclosureError, match=r"answers of all, .* is not what the release plan was made for"):
        figures(year, rest, protection)


def test_what_is_only_known_of_today_is_not_said_of_last_year(district):
    before = district.earlier_figures
    snapshots = [name for name, figure in FIGURES.items() if figure.snapshot]
    assert before.loc[snapshots, "value"].isna().all()
    assert set(before.loc[snapshots, "status"]) == {Status.MISSING}
    # none of the district's own actions was due so early, and few persons were supported
    assert before.loc["pathway_support", "status"] == Status.SUPPRESSED
    silent = [*snapshots, "contact_rate_change", "actions_on_time", "pathway_support"]
    assert before.drop(index=silent)["value"].notna().all()


@pytest.mark.parametrize("table", ["contacts", "partners", "practice", "actions", "pathway"])
def test_a_table_without_rows_leaves_its_figures_out(year, protection, table):
    place = year.place("Clarrowbridge")
    found = figures(replace(year, **{table: getattr(year, table)[:0]}), place, protection)
    assert found.index.tolist() == list(FIGURES)
    gone = {"contacts": "contact_rate", "partners": "liaison_named", "practice": "practice_evidenced"}
    gone |= {"actions": "actions_on_time", "pathway": "pathway_support"}
    assert np.isnan(found.loc[gone[table], "value"])


def test_every_figure_has_words():
    for name in FIGURES:
        title, unit = figure_words(name)
        assert title[0].isupper()
        assert unit


def test_what_nobody_records_is_missing_not_nothing(year, protection):
    contacts = year.contacts.assign(answered_on=pd.NaT, strand=pd.Categorical([None] * len(year.contacts)))
    found = figures(replace(year, contacts=contacts), year.place("Clarrowbridge"), protection)
    assert found.loc[["answered_in_time", "strands_served"], "status"].tolist() == [Status.MISSING] * 2


def test_what_is_for_all_districts_is_nobody_s_own(year, protection):
    for name, rows in {"actions_on_time": year.actions, "practice_evidenced": year.practice}.items():
        assert rows["district_code"].isna().any()
        ward = figures(year, year.place("Tarrel Moor"), protection).loc[name]
        district = figures(year, year.place("Clarrowbridge"), protection).loc[name]
        whole = figures(year, year.place("all"), protection).loc[name]
        assert ward["status"] == Status.MISSING
        own = figures(
            replace(year, **{_table(name): rows[rows["district_code"].notna()]}), year.place("all"), protection
        )
        assert district["denominator"] <= own.loc[name, "denominator"] < whole["denominator"]


def _table(name):
    return {"actions_on_time": "actions", "practice_evidenced": "practice"}[name]


def test_contacts_of_areas_whose_residents_are_not_known_make_no_rate(year, protection):
    place = year.place("Clarrowbridge")
    areas = year.areas.copy()
    busiest = year.at(place).contacts["area_code"].value_counts().index[0]
    areas.loc[busiest, "population"] = pd.NA
    here = replace(year, areas=areas).at(place)
    found = figures(replace(year, areas=areas), place, protection).loc["contact_rate"]
    assert found["numerator"] == (here.contacts["area_code"] != busiest).sum()
    assert found["denominator"] == here.areas["population"].sum()
