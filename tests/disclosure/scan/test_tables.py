"""Delimited and fixed-width tables come out as they went in."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.disclosure.scan.fixed_width import fixed_width_tables
from prevent_geo.disclosure.scan.unpack import parts


def only_table(name, text):
    (table,) = (part.table for part in parts(name, text.encode()) if part.table is not None)
    return table


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["x.csv", "x.txt", "x"])
def test_any_delimiter_is_found_whatever_the_name(delimiter, name):
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in [["code", "n"], ["X01", "3"], ["X02", "70001"]])
    assert only_table(name, text).columns == {"code": ["X01", "X02"], "n": ["3", "70001"]}


def test_title_rows_above_the_header_are_told_in_where():
    text = 'Attendance\n"OFFICIAL, draft"\n\ncode,n,note\nX01,3,\nX02,70001,"a\nb"\n'
    (part,) = (part for part in parts("x.csv", text.encode()) if part.table is not None)
    assert part.where == "x.csv > Attendance / OFFICIAL, draft"
    assert part.table.columns["n"] == ["3", "70001"]


def test_ragged_rows_and_repeated_names_lose_nothing():
    table = only_table("x.csv", "n,n\n1,2,70001\n3,4\n5,6\n")
    assert table.columns == {"n": ["1", "3", "5"], "n (2)": ["2", "4", "6"], "column 3": ["70001", "", ""]}


def test_one_column_and_a_long_cell_are_read():
    assert only_table("x.csv", "n\n3\n70001\n").columns["n"] == ["3", "70001"]
    assert only_table("x.csv", f"a,b\n{'x ' * 100_000},70001\n").columns["b"] == ["70001"]


def test_a_table_of_markdown_and_one_of_a_log_are_read():
    assert only_table("x.md", "| code | n |\n|---|---:|\n| X01 | 3 |\n").columns == {
        "code": ["X01"],
        "n": ["3"],
    }
    assert only_table("x.log", "│ code ┃ n │\n│ X01 │ 3 │\n").columns == {"code": ["X01"], "n": ["3"]}


def test_a_header_whose_index_has_no_name_is_no_title():
    assert only_table("x.csv", ",n\nX01,3\nX02,70001\n").columns == {
        "column 1": ["X01", "X02"],
        "n": ["3", "70001"],
    }


def test_prose_is_no_table():
    text = "We met.  Then, on Friday, we met again;\nit was good.  So, what now?\nNothing."
    assert all(part.table is None for part in parts("x.txt", text.encode()))


WORDS = st.sampled_from(["Moor 001", "Dale", "Tarrel Moor 012", "[c]", "X01"])


@given(
    st.lists(st.tuples(WORDS, st.integers(0, 99_999), WORDS), min_size=2, max_size=12),
    st.sampled_from([None, "area_code"]),
)
def test_a_printed_frame_is_read_back(rows, index_name):
    frame = pd.DataFrame(rows, columns=["Name", "Attendances", "Limits"])
    frame.index = pd.Index([f"X{number:02}" for number in range(len(frame))], name=index_name)
    for text in (frame.to_string(), f"Table(title='x', frame={frame.to_string()}, folded=True)"):
        ((_, header, cells),) = fixed_width_tables(text)
        assert header == [index_name or "", *frame.columns]
        assert cells == [
            [code, name, str(n), limits] for code, (name, n, limits) in zip(frame.index, rows, strict=True)
        ]


def test_a_wide_frame_and_a_series_are_read_back():
    frame = pd.DataFrame([[3] * 30, [70001] * 30], columns=[f"a long name {number}" for number in range(30)])
    with pd.option_context("display.width", 80, "display.max_columns", None):
        found = list(fixed_width_tables(repr(frame)))
    assert len(found) > 1
    assert [name for _, header, _ in found for name in header if name] == list(frame.columns)
    series = pd.Series([3, 70001], index=pd.Index(["X01", "X02"], name="code"), name="n")
    ((_, header, cells),) = fixed_width_tables(repr(series).removeprefix("code\n"))
    assert header == ["index", "n"]
    assert cells == [["X01", "3"], ["X02", "70001"]]
