"""Text to values; what cannot be read is reported, never guessed."""

import numpy as np
import pandas as pd
import pytest

from prevent_geo.reading.convert import clean_text, convert_columns
from prevent_geo.reading.findings import Findings
from prevent_geo.tables import CONTACTS, PARTNERS


def convert(table, column, values, dates=None):
    frame = pd.DataFrame({column: values, "_file": "f", "_row": range(2, len(values) + 2)})
    findings = Findings()
    done = convert_columns(frame, table, "f", dates, findings)[column]
    return done, [(problem.what, problem.rows) for problem in findings.report("t").problems]


@pytest.mark.parametrize("nothing", ["", " ", "NA", "N/A", "-", "NULL", "#N/A"])
def test_nothing_is_missing_not_zero(nothing):
    done, problems = convert(CONTACTS, "attendance", pd.Series([nothing, "0"], dtype="str"))
    assert (done.isna().tolist(), done.iloc[1], problems) == ([True, False], 0, [])


def test_whole_numbers():
    given = pd.Series(["12", " 7 ", "1,234", "12,34", "1.5", "ten", "1e3", "3.0", "inf", "nan", "9" * 30], dtype="str")
    done, problems = convert(CONTACTS, "attendance", given)
    assert done.dtype == "Int64"
    assert done.fillna(-1).tolist() == [12, 7, 1234, -1, -1, -1, 1000, 3, -1, -1, -1]
    assert problems == [
        ("not a number", (5, 7, 10, 11)),
        ("not a whole number", (6,)),
        ("too large to be a count", (12,)),
    ]


def test_numbers_of_any_dtype():
    for values in ([1, 2], [1.0, np.nan], np.array([1, 2], dtype="int8"), pd.array([1, None], dtype="Int64")):
        done, problems = convert(CONTACTS, "trust_mean", pd.Series(values))
        assert (done.dtype, done.iloc[0], problems) == (np.dtype("float64"), 1.0, [])
    assert convert(CONTACTS, "attendance", pd.Series([True, False]))[1] == [("not a number", (2, 3))]


def test_flags():
    done, problems = convert(PARTNERS, "liaison", pd.Series(["Yes", "n", "", "1", "FALSE", "perhaps"], dtype="str"))
    assert done.astype("object").where(done.notna(), None).tolist() == [True, False, None, True, False, None]
    assert problems == [("not yes or no", (7,))]
    assert convert(PARTNERS, "liaison", pd.Series([True, False]))[0].tolist() == [True, False]


def test_dates():
    given = ["2026-03-31", "2026-02-29", "2024-02-29T10:00", "3/4/2026", "31.03.26", "March", "2026-03-31 x", ""]
    done, problems = convert(CONTACTS, "date", pd.Series(given, dtype="str"))
    assert done.dtype == "datetime64[us]"
    assert done.dt.strftime("%Y%m%d").fillna("").tolist() == ["20260331", "", "20240229", "", "", "", "", ""]
    assert problems == [
        ("there is no such day", (3,)),
        ("nothing says which is the day and which the month", (5, 6)),
        ("not a date", (7, 8)),
    ]


def test_declared_dates():
    given = pd.Series(["03/04/2026", "31/04/2026", "2026-04-03", "03/04/26", ""], dtype="str")
    done, problems = convert(CONTACTS, "date", given, "%d/%m/%Y")
    assert done.dt.strftime("%Y%m%d").fillna("").tolist() == ["20260403", "", "", "", ""]
    assert problems == [
        ("there is no such day, written as %d/%m/%Y", (3,)),
        ("not a date written as %d/%m/%Y", (4, 5)),
    ]
    assert convert(CONTACTS, "date", given[:1], "%m/%d/%Y")[0].dt.month.tolist() == [3]


def test_text():
    assert clean_text(pd.Series([" a ", None, "NA", "b"], dtype="object")).fillna("?").tolist() == ["a", "?", "?", "b"]
    assert clean_text(pd.Series([7.0, np.nan])).fillna("?").tolist() == ["7", "?"]
    assert clean_text(pd.Series([7.5, np.inf])).tolist() == ["7.5", "inf"]
