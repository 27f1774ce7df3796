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
    assert before.drop(index=[*snapshots, "contact_rate_change"])["value"].notna().all()


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
