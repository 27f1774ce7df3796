from math import erf, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.measures.common.proportion import wilson_limits
from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.scorecard import scorecard
from prevent_geo.tables.standards import Standard, read_standards

EXPECTED = pd.read_csv(
    Path(__file__).parent / "expected" / "scorecard.csv", index_col="indicator", keep_default_na=False, na_values=[""]
)
MORE = ["title", "unit", "direction", "green", "amber", "outcome", "colour", "earlier_value"]
LIMITS = ["change_lower", "change_upper", "change"]
RANKS = {"not met": 0, "cannot tell": 1, "met": 2}
COLOURS = {"red": 0, "amber": 1, "grey": 2, "green": 3}
CHANGES = {"worse": 0, "no clear change": 1, "better": 2}


def standard(name="x", **facts):
    usual = {
        "focus": "delivery", "title": "T", "question": "Q?", "unit": "share", "direction": "higher",
        "green": 0.8, "amber": 0.6, "minimum_n": 1, "source": "a choice of the partnership",
    }  # fmt: skip
    return Standard(id=name, **usual | facts)


def figures(rows, names=("value", "lower", "upper", "n")):
    """Rows by indicator in the shape of a result."""
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(names)).reindex(columns=RESULT_COLUMNS)
    return frame.assign(method="Wilson", status="value")


def one(value, lower, upper, before=None, **facts):
    earlier = None if before is None else figures({"x": (*before, 50)})
    return scorecard(figures({"x": (value, lower, upper, 50)}), {"x": standard(**facts)}, earlier).iloc[0]


STANDARDS = {
    str(row.Index): standard(
        row.Index, direction=row.direction, green=row.green, amber=row.amber, minimum_n=row.minimum_n
    )
    for row in EXPECTED.itertuples()
}
NOW = figures({row.Index: (row.value, row.lower, row.upper, row.n) for row in EXPECTED.itertuples()})
EARLIER = figures(
    {
        row.Index: (row.earlier_value, row.earlier_lower, row.earlier_upper, row.earlier_n)
        for row in EXPECTED.itertuples()
    }
)


def test_by_hand():
    result = scorecard(NOW, STANDARDS, EARLIER)
    assert result.columns.tolist() == [*RESULT_COLUMNS, *MORE, *LIMITS]
    assert result.index.tolist() == [("delivery", name) for name in EXPECTED.index]
    table = result.droplevel("focus")
    for column in ("outcome", "colour", "change"):
        assert table[column].to_dict() == EXPECTED[column].fillna("").to_dict()
    numbers = ["earlier_value", "change_lower", "change_upper"]
    pd.testing.assert_frame_equal(table[numbers], EXPECTED[numbers], check_dtype=False, atol=5e-7)


def test_what_was_given_is_as_it_was():
    given = figures({"trust": (3.4, 3.3, 3.5, 90.0)}).assign(numerator=306.0, denominator=90.0, method="bootstrap")
    before = given.copy()
    result = scorecard(given, read_standards()).droplevel("focus")
    pd.testing.assert_frame_equal(result.loc[["trust"], RESULT_COLUMNS], given, check_names=False)
    pd.testing.assert_frame_equal(given, before)


def test_every_standard_is_there_in_the_order_of_the_file():
    standards = read_standards()
    result = scorecard(NOW[:0], standards, EARLIER[:0])
    assert result.index.tolist() == [(item.focus, name) for name, item in standards.items()]
    assert result.index.names == ["focus", "indicator"]
    assert set(result["status"]) == {"missing"}
    assert set(result["outcome"]) == {"not enough data"}
    assert set(result["colour"]) == {"grey"}
    assert set(result["change"]) == {""}
    assert result[["value", "n", "earlier_value"]].isna().all(axis=None)


def test_no_standards_are_no_rows():
    assert scorecard(NOW[:0], {}).empty


def test_what_was_withheld_says_why():
    given = figures({"pathway_support": (None, None, None, None)}).assign(status="suppressed", method="withheld")
    row = scorecard(given, read_standards()).loc[("disruption", "pathway_support")]
    assert (row["status"], row["outcome"], row["colour"]) == ("suppressed", "not enough data", "grey")


def test_the_order_of_rows_does_not_matter():
    pd.testing.assert_frame_equal(
        scorecard(NOW, STANDARDS, EARLIER), scorecard(NOW[::-1], STANDARDS, EARLIER.sample(frac=1, random_state=1))
    )


def test_an_open_end_is_no_change():
    row = one(2.0, 0.9, np.inf, before=(1.0, 0.5, np.inf))
    assert (row["outcome"], row["change"]) == ("met", "no clear change")
    row = one(np.inf, 0.9, np.inf, before=(1.0, 0.5, 2.0))
    assert (row["outcome"], row["change"]) == ("met", "no clear change")


def test_faults_are_refused_all_at_once():
    given = figures({"trust": (3.4, 3.5, 3.6, 9), "trusst": (1, 1, 1, 9)})
    earlier = pd.concat([given[:1].assign(lower=3.3)] * 2)[RESULT_COLUMNS[:-1]]
    with pytest.raises(InputError) as refused:
        scorecard(given, read_standards(), earlier)
    assert str(refused.value) == (
        "scorecard: 4 problems: indicators: no standard for 'trusst' (did you mean 'trust'?); indicators: the limits "
        "of 'trust' do not hold the value; earlier lacks status; earlier gives 'trust' more than once"
    )


def test_rounding_of_a_limit_is_no_fault():
    assert one(0.9, 0.9 + 1e-13, 0.95)["outcome"] == "met"


numbers = st.floats(-100, 100).map(lambda number: round(number, 3))
triples = st.tuples(numbers, numbers, numbers).map(sorted).map(lambda t: (t[1], t[0], t[2]))
thresholds = st.tuples(numbers, numbers).map(sorted).map(lambda pair: {"amber": pair[0], "green": pair[1]})


@settings(max_examples=40)
@given(triples, triples, thresholds)
def test_worse_values_never_get_a_better_outcome(first, second, levels):
    worse, better = (tuple(pick(pair) for pair in zip(first, second, strict=True)) for pick in (min, max))
    low, high = one(*worse, **levels), one(*better, **levels)
    assert RANKS[low["outcome"]] <= RANKS[high["outcome"]]
    assert COLOURS[low["colour"]] <= COLOURS[high["colour"]]


@settings(max_examples=40)
@given(triples, triples, st.floats(0, 50), thresholds)
def test_a_worse_value_never_makes_a_better_change(now, before, less, levels):
    moved = tuple(number - less for number in now)
    changes = [CHANGES[one(*figure, before=before, **levels)["change"]] for figure in (moved, now)]
    assert changes == sorted(changes)


@settings(max_examples=40)
@given(triples, triples, thresholds)
def test_the_other_direction_and_sign_is_the_same_outcome(now, before, levels):
    row = one(*now, before=before, **levels)
    flipped = [(-value, -upper, -lower) for value, lower, upper in (now, before)]
    turned = {name: -level for name, level in levels.items()}
    other = one(*flipped[0], before=flipped[1], direction="lower", **turned)
    words = ["outcome", "colour", "change"]
    assert row[words].tolist() == other[words].tolist()
    assert row["change_lower"] == pytest.approx(-other["change_upper"])


@settings(max_examples=40)
@given(triples, thresholds)
def test_colour_goes_with_the_words(now, levels):
    row = one(*now, **levels)
    allowed = {"met": {"green"}, "not met": {"red", "amber"}, "cannot tell": {"grey"}}
    assert row["colour"] in allowed[row["outcome"]]


@settings(max_examples=40)
@given(numbers, numbers, st.floats(0.1, 9), st.floats(0.1, 9))
def test_symmetric_limits_give_the_z_test(value, earlier, error, earlier_error):
    z = 1.959963984540054
    p_value = 1 - erf(abs(value - earlier) / sqrt(error**2 + earlier_error**2) / sqrt(2))
    assume(abs(p_value - 0.05) > 1e-6)
    limits = [(v, v - z * e, v + z * e) for v, e in ((value, error), (earlier, earlier_error))]
    row = one(*limits[0], before=limits[1])
    assert (row["change"] != "no clear change") == (p_value < 0.05)


def test_newcombe_1998_example_a():
    # 56/70 and 48/80: difference 0.2, method 10: 0.0524 to 0.3339 (Newcombe 1998, Statistics in Medicine 17, table II)
    lower, upper = wilson_limits([56, 48], [70, 80])
    row = one(56 / 70, lower[0], upper[0], before=(48 / 80, lower[1], upper[1]))
    assert (row["change_lower"], row["change_upper"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert row["change"] == "better"
