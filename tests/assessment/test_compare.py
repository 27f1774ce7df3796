import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, fisher_exact, norm

from prevent_geo.assessment import compare
from prevent_geo.assessment.figures import FIGURES
from prevent_geo.assessment.similar import similar_places
from prevent_geo.measures.common.ratio import compare_rates


def test_it_names_its_comparators(ward_beside_others):
    words = ward_beside_others.comparators
    assert list(words) == ["rest", "similar", "before"]
    assert words["rest"] == "the rest of Clarrowbridge"
    assert words["before"] == "before (1 October 2024 to 30 September 2025)"


def test_a_place_is_not_part_of_what_it_is_compared_with(ward_beside_others, sample):
    here = ward_beside_others.here
    rest = ward_beside_others.results.loc["rest"]
    district = sample.place("Clarrowbridge")
    others = set(district.area_codes) - set(here.place.area_codes)
    people = sample.areas.loc[sorted(others), "population"].sum()
    contacts = here.data.contacts["area_code"].isin(others).sum()
    assert rest.loc["contact_rate", "other_value"] == pytest.approx(1000 * contacts / people)
    assert here.place not in similar_places(here.data, here.place)


def test_rates_and_shares_are_compared_by_their_counts(ward_beside_others):
    results, here = ward_beside_others.results.loc["before"], ward_beside_others.here
    now, before = here.figures.loc["contact_rate"], here.earlier_figures.loc["contact_rate"]
    pair = compare_rates(now["numerator"], now["denominator"], before["numerator"], before["denominator"])
    assert results.loc["contact_rate", "p_value"] == pytest.approx(pair.p_value)
    found = results.loc["contact_rate", ["ratio", "ratio_lower", "ratio_upper"]].tolist()
    assert found == pytest.approx([pair.ratio, pair.lower, pair.upper])
    assert (
        ward_beside_others.table()
        .iloc[0, -1]
        .endswith(f"(ratio {pair.ratio:.2f}, {pair.lower:.2f} to {pair.upper:.2f})")
    )
    now, before = here.figures.loc["community_initiated"], here.earlier_figures.loc["community_initiated"]
    table = [[row["numerator"], row["denominator"] - row["numerator"]] for row in (now, before)]
    tails = [fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
    assert results.loc["community_initiated", "p_value"] == pytest.approx(min(1, 2 * min(tails)))


def test_other_figures_are_compared_by_their_limits(ward_beside_others):
    row = ward_beside_others.results.loc[("rest", "trust")]
    here = ward_beside_others.here.figures.loc["trust"]
    # the other's limits are nearly symmetric too, so its error is at most this
    alone = (here["upper"] - here["lower"]) / 2 / norm.ppf(0.975)
    assert row["p_value"] >= 2 * norm.sf(abs(row["value"] - row["other_value"]) / alone)


def test_many_tests_are_allowed_for(ward_beside_others):
    results = ward_beside_others.results
    known = results["p_value"].notna()
    np.testing.assert_allclose(results.loc[known, "p_adjusted"], false_discovery_control(results.loc[known, "p_value"]))
    clear = results["p_adjusted"] < 0.05
    assert set(results.loc[clear, "verdict"]) <= {"higher", "lower"}
    assert set(results.loc[known & ~clear, "verdict"]) <= {"no clear difference"}
    assert set(results.loc[~known, "verdict"]) == {""}


def test_people_can_read_it(ward_beside_others):
    table = ward_beside_others.table()
    assert table.index.tolist() == list(FIGURES)
    assert table.map(lambda cell: isinstance(cell, str)).all(axis=None)
    assert len(table.columns) == 3 + 2 * 3
    assert "nan" not in table.to_string()


def test_a_planted_dependency_of_trust_shows(sample):
    # trust declines in this neighbourhood from August 2025 on: data/sample/truth/features.json
    found = compare(sample, place="neighbourhood:X05000021", period="last 12 months").results.loc["before"]
    assert found.loc["trust", "verdict"] == "lower"


def test_the_whole_has_nothing_to_be_compared_with_but_its_past(sample):
    assert list(compare(sample, place="all", period="last 12 months").comparators) == ["before"]
    alone = compare(sample, place="all")
    assert alone.comparators == {}
    assert alone.table().columns.tolist() == ["Figure", "Value", "95 % limits"]


def test_what_only_one_test_alone_would_call_clear_is_not(sample):
    tables = [compare(sample, place=str(ward), period="last 12 months").results for ward in sample.places("district")]
    alone = pd.concat(tables)
    alone = alone[(alone["p_value"] < 0.05) & (alone["p_adjusted"] >= 0.05)]
    assert len(alone)
    assert set(alone["verdict"]) == {"no clear difference"}


def test_the_same_places_are_not_compared_with_twice(sample):
    # there are three districts, so the rest and those that are similar are the same two
    found = compare(sample, place="Clarrowbridge", period="last 12 months")
    assert list(found.comparators) == ["rest", "before"]
    row = found.results.loc[("rest", "contact_rate")]
    assert row["ratio_upper"] < 1
    assert row["p_adjusted"] >= 0.05
    said = found.table().loc["contact_rate", "Next to the rest of Averinshire"]
    assert said.startswith("no clear difference once all comparisons are allowed for (ratio 0.93")


def test_it_says_that_there_is_nothing_to_compare_with(sample):
    assert repr(compare(sample, place="all")).endswith(": nothing to compare with>")
