from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from prevent_geo.errors import InputError
from prevent_geo.measures.institution_support import institution_support
from prevent_geo.measures.readiness import readiness

FILE = Path(__file__).parent / "expected" / "readiness.csv"
DAY = date(2026, 1, 1)
DATES = ["agreement_review_due", "training_date"]
CODES = ["group", "sector", "agreement"]
COUNTS = ["numerator", "denominator", "n", "unknown", "status"]


def partners():
    return pd.read_csv(FILE, index_col="partner_id", parse_dates=DATES).astype(
        {"liaison": "boolean"} | dict.fromkeys(CODES, "str")
    )


def counts(result):
    return {key: tuple(row) for key, row in zip(result.index, result[COUNTS].to_numpy().tolist(), strict=True)}


def test_by_hand():
    result = readiness(partners(), partners()["group"], on=DAY)
    assert counts(result) == {
        # p1 yes; p2 and p4 no; p3 and p5 not known
        ("agreement", "g1"): (1, 3, 5, 2, "value"),
        ("agreement", "g2"): (0, 1, 1, 0, "value"),
        ("agreement", "g3"): (0, 0, 1, 1, "missing"),
        # p1 and p3 yes; p2 no; p4 and p5 not known
        ("training", "g1"): (2, 3, 5, 2, "value"),
        ("training", "g2"): (1, 1, 1, 0, "value"),
        ("training", "g3"): (0, 0, 1, 1, "missing"),
        # p1, p2 and p4 yes; p3 no; p5 not known
        ("liaison", "g1"): (3, 4, 5, 1, "value"),
        ("liaison", "g2"): (0, 1, 1, 0, "value"),
        ("liaison", "g3"): (0, 0, 1, 1, "missing"),
        # p1 yes; p2 no; of the others something is not known
        ("all three", "g1"): (1, 2, 5, 3, "value"),
        ("all three", "g2"): (0, 1, 1, 0, "value"),
        ("all three", "g3"): (0, 0, 1, 1, "missing"),
    }
    assert result.index.names == ["component", "group"]
    assert result.loc[result["status"] == "missing", ["value", "lower", "upper"]].isna().all(axis=None)
    for row in result[result["status"] == "value"].itertuples():
        oracle = binomtest(int(row.numerator), int(row.denominator)).proportion_ci(method="wilson")
        assert (row.value, row.lower, row.upper) == pytest.approx(
            (row.numerator / row.denominator, oracle.low, oracle.high)
        )


def test_institutions_alone():
    rows = partners()
    result = institution_support(rows, rows["group"], on=DAY)
    at_schools = readiness(rows.drop(index=["p3", "p4"]), rows["group"], on=DAY)
    pd.testing.assert_frame_equal(result, at_schools)
    assert counts(result)["agreement", "g1"] == (1, 2, 3, 1, "value")
    by_sector = institution_support(rows, rows["sector"], on=DAY, sectors=["library"])
    assert by_sector.index.get_level_values("group").unique().tolist() == ["library"]


def test_the_standard_can_be_set():
    result = readiness(partners(), partners()["group"], on=DAY, training_within_days=731)
    assert result.loc[("training", "g1"), "numerator"] == 3
    assert (
        readiness(partners(), partners()["group"], on=DAY, training_within_days=0).loc["training", "value"].max() == 0
    )


@settings(max_examples=30)
@given(st.permutations(range(8)))
def test_neither_order_nor_dtype_matters_and_inputs_stay(order):
    rows = partners()
    result = readiness(rows, rows["group"], on=DAY)
    pd.testing.assert_frame_equal(rows, partners())
    other = rows.iloc[order].astype(dict.fromkeys(CODES, "category"))
    pd.testing.assert_frame_equal(readiness(other, rows["group"].astype("category"), on=DAY), result)
    known = result[result["status"] == "value"]
    assert ((known["lower"] <= known["value"]) & (known["value"] <= known["upper"])).all()


def test_columns_that_are_wholly_missing():
    empty = partners().assign(agreement=None, agreement_review_due=None, training_date=None, liaison=None)
    result = readiness(empty, partners()["group"], on=DAY)
    assert set(result["status"]) == {"missing"}
    assert (result["unknown"] == result["n"]).all()
    assert readiness(partners()[:0], partners()["group"], on=DAY).empty
    assert institution_support(partners()[2:4], partners()["group"], on=DAY).empty


def test_what_cannot_be_is_refused():
    twice = pd.Series(["a", "b"], index=["p1", "p1"])
    with pytest.raises(InputError, match="groups: partner_id 'p1' repeats; give each partner one group"):
        readiness(partners(), twice, on=DAY)
    with pytest.raises(InputError, match="training_within_days -1 is below 0"):
        institution_support(partners(), partners()["group"], on=DAY, training_within_days=-1)
