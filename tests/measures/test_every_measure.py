"""What holds for every measure, tried on a district of the sample with the period before it."""

from dataclasses import replace
from inspect import isfunction

import numpy as np
import pandas as pd
import pytest

from prevent_geo import measures
from prevent_geo.assessment.gather import RESULTS
from prevent_geo.measures import CARDS, RESULT_COLUMNS, MethodCard, Status
from prevent_geo.period import Period

# the scorecard is made of other measures' figures
NOT_ON_A_DATASET = {"scorecard"}
NOT_MEASURES = {"need_profile"}
TABLES = ("areas", "partners", "contacts", "earlier", "practice", "actions", "pathway")
each_measure = pytest.mark.parametrize("name", RESULTS)


@pytest.fixture(scope="module")
def district(sample):
    """A district, with an area of unknown residents, one where nobody lives, and the contacts of the year before."""
    here = sample.during(Period.parse("last 12 months", sample.period)).at(sample.place("Clarrowbridge"))
    areas = here.areas.copy()
    areas.iloc[3, areas.columns.get_loc("population")] = pd.NA
    areas.iloc[4, areas.columns.get_loc("population")] = 0
    return replace(here, areas=areas)


@pytest.fixture(scope="module")
def results(district):
    return {name: work_out(district) for name, work_out in RESULTS.items()}


def test_every_public_measure_has_its_card_and_its_call():
    functions = {name for name in measures.__all__ if isfunction(getattr(measures, name))} - NOT_MEASURES
    assert set(CARDS) == functions
    assert set(RESULTS) == functions - NOT_ON_A_DATASET
    assert all(card.id == name for name, card in CARDS.items())


def test_which_measures_count_persons():
    persons = [name for name, card in CARDS.items() if card.counts_persons]
    assert persons == ["attendance_rate", "trust", "trust_change", "pathway", "pathway_throughput"]


def test_every_status_without_a_value_has_a_meaning():
    assert set(measures.MEANING) == set(Status) - {Status.VALUE}


@each_measure
def test_a_result_has_the_columns_that_every_result_has(results, name):
    result = results[name]
    assert result.columns[: len(RESULT_COLUMNS)].tolist() == RESULT_COLUMNS
    assert all(result[column].dtype == "float64" for column in RESULT_COLUMNS[:5])
    assert set(result["status"]) <= set(Status)
    assert result.index.is_unique
    assert len(result)
    persons = {counted.column for counted in CARDS[name].persons}
    assert persons | set(CARDS[name].further) <= set(result.columns)


@each_measure
def test_no_value_means_a_reason_and_a_reason_means_no_value(results, name):
    result = results[name]
    assert result.loc[result["status"] == Status.VALUE, "value"].notna().all()
    silent = result["status"].isin([Status.NOT_REPORTED, Status.MISSING, Status.TOO_FEW])
    assert result.loc[silent, ["value", "lower", "upper"]].isna().all(axis=None)
    assert (result["n"] >= 0).all()


# the limits of a chart are those of the process, and a month outside them is what it looks for
@pytest.mark.parametrize("name", [name for name in RESULTS if name != "trend"])
def test_limits_hold_the_value(results, name):
    known = results[name].dropna(subset=["value", "lower", "upper"])
    slack = 1e-9 * known["value"].abs().replace(np.inf, 0).clip(lower=1)
    assert (known["lower"] <= known["value"] + slack).all()
    assert (known["upper"] >= known["value"] - slack).all()


@each_measure
def test_the_tables_are_not_changed(district, name):
    before = {table: getattr(district, table).copy() for table in TABLES}
    RESULTS[name](district)
    for table, frame in before.items():
        pd.testing.assert_frame_equal(getattr(district, table), frame)


@each_measure
def test_the_order_of_rows_does_not_matter(district, results, name):
    mixed = {table: getattr(district, table).sample(frac=1, random_state=7) for table in TABLES}
    again = RESULTS[name](replace(district, **mixed))
    pd.testing.assert_frame_equal(again.sort_index(), results[name].sort_index(), check_like=True)


@each_measure
def test_text_counts_as_categories_do(district, results, name):
    codes = district.contacts.select_dtypes("category").columns
    plain = {table: getattr(district, table).astype(dict.fromkeys(codes, "str")) for table in ("contacts", "earlier")}
    again = RESULTS[name](replace(district, **plain))
    pd.testing.assert_frame_equal(
        again.sort_index(), results[name].sort_index(), check_categorical=False, check_index_type=False
    )


@each_measure
def test_nothing_recorded_is_no_zero(district, name):
    nothing = replace(district, contacts=district.contacts[:0], earlier=district.earlier[:0])
    result = RESULTS[name](nothing)
    of_contacts = {"share_within", "nearest_partner", "access", "readiness", "institution_support", "neighbours"}
    of_contacts |= {"practice_delivery", "practice_evidence", "practice_by_strand", "actions_on_time", "set_aside"}
    if name not in of_contacts | {"pathway", "pathway_throughput"}:
        assert result["value"].isna().all()
        assert set(result["status"]) <= {Status.NOT_REPORTED, Status.MISSING, Status.NONE_RECORDED}


@each_measure
def test_no_areas_and_no_partners_are_no_rows_or_no_values(district, name):
    nowhere = {table: getattr(district, table)[:0] for table in TABLES}
    result = RESULTS[name](replace(district, **nowhere))
    assert result.columns[: len(RESULT_COLUMNS)].tolist() == RESULT_COLUMNS
    if name != "set_aside":
        assert result["value"].isna().all()


@each_measure
def test_residents_who_are_not_known_make_no_rate(district, results, name):
    result, unknown = results[name], district.areas.index[3:5]
    if CARDS[name].unit.endswith("residents") and result.index.names == ["area_code"] and name != "access":
        assert result.loc[unknown, "value"].isna().all()


@pytest.mark.parametrize("name", ["contact_rate", "attendance_rate", "smoothed_rate", "funnel", "access"])
def test_a_rate_halves_where_twice_as_many_live(district, results, name):
    again = RESULTS[name](twice_as_many(district))
    for column in ("value", "lower", "upper"):
        np.testing.assert_allclose(again[column] * 2, results[name][column], rtol=1e-9)


@pytest.mark.parametrize("name", ["rate_change", "rate_ratio", "reach_gap", "hotspots", "share_within", "zoning_check"])
def test_a_ratio_or_a_share_does_not_depend_on_the_unit_of_residents(district, results, name):
    again = RESULTS[name](twice_as_many(district))
    for column in ("value", "lower", "upper"):
        np.testing.assert_allclose(again[column], results[name][column], rtol=1e-6)
    words = [column for column in ("class", "verdict", "status") if column in again]
    pd.testing.assert_frame_equal(again[words], results[name][words])


def twice_as_many(district):
    return replace(district, areas=district.areas.assign(population=district.areas["population"] * 2))


WORDS = {
    "id": "reach", "group": "reach", "title": "t", "question": "q?", "unit": "u", "formula": "f", "method": "m",
    "reference": "r", "assumptions": "a", "caveat": "c",
}  # fmt: skip


def test_a_card_names_all_that_it_lacks():
    assert MethodCard(**WORDS).unit == "u"
    with pytest.raises(ValueError, match=r"^method card 'reach' lacks: unit, caveat$"):
        MethodCard(**WORDS | {"unit": "", "caveat": "  "})


def test_a_group_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match=r"^method card 'reach': group 'risk' is not one of place, reach, "):
        MethodCard(**WORDS | {"group": "risk"})


@pytest.mark.parametrize("word", WORDS)
def test_no_word_of_a_card_may_be_empty(word):
    with pytest.raises(ValueError, match=f"lacks: {word}$"):
        MethodCard(**WORDS | {word: ""})


@pytest.mark.parametrize("name", CARDS)
def test_a_card_reads_well(name):
    card = CARDS[name]
    assert card.question.endswith("?")
    assert not card.caveat.endswith(".")
    assert card.title[0].isupper()
