"""A folder of Parquet files gives what one file gives: the same contacts, the same report, however it is cut."""

from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from prevent_geo import measures as m
from prevent_geo.dataset import keep_open, open_dataset
from prevent_geo.errors import InputError
from prevent_geo.period import Period
from prevent_geo.reading import DataError, check_dataset, contact_totals, partitions, read_dataset, repeats, stream
from prevent_geo.resources import shipped

SCHEMA = pa.schema(
    {
        "contact_id": pa.string(),
        "date": pa.date32(),
        "area_code": pa.dictionary(pa.int8(), pa.string()),
        "partner_id": pa.string(),
        "attendance": pa.int64(),
        "answered_on": pa.date32(),
    }
)
ROW = st.tuples(
    # few keys, so that some are given twice; two are the same once the spaces are taken off
    st.sampled_from([f"C{number:02}" for number in range(40)] + [" C01", None]),
    st.dates(date(2025, 12, 20), date(2026, 3, 31)) | st.none(),
    st.sampled_from(["X00000001", "X00000002", "X00000003", "X00000003 ", "N/A"]),
    st.sampled_from(["P1", "P2", None]),
    st.none() | st.integers(0, 60),
    st.none() | st.just(date(2026, 3, 1)),
)
# what is seldom, so that some datasets have no error
FAULTY = st.tuples(
    st.sampled_from(["C50", "jo@example.org", "total"]),
    st.just(date(2026, 2, 1)),
    st.sampled_from(["X00000001", "X9"]),
    st.sampled_from(["P1", "P9"]),
    st.sampled_from([-1, 5]),
    st.just(date(2026, 3, 1)),
)
BLANK = (None,) * len(SCHEMA)


def write_parts(folder, rows, cuts, group=1_000):
    """Write rows to contacts/ as files that end at the cuts."""
    (folder / "contacts").mkdir(exist_ok=True)
    for file in (folder / "contacts").iterdir():
        file.unlink()
    edges = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    for number, (start, end) in enumerate(pairwise(edges)):
        pq.write_table(table(rows[start:end]), folder / f"contacts/{number:03}.parquet", row_group_size=group)


def table(rows):
    return pa.table({name: [row[at] for row in rows] for at, name in enumerate(SCHEMA.names)}, schema=SCHEMA)


def told(report):
    """What a report says, whatever the files are called and wherever the rows lie in them."""
    problems = Counter(
        (each.severity, each.rule, each.column, each.what.removesuffix(", here and in other files"), each.count)
        for each in report.problems
        if each.table == "contacts"
    )
    aside = Counter(zip(report.set_aside["key"], report.set_aside["reason"], strict=True))
    ledger = [(line.read, line.used, line.set_aside) for line in report.ledger if line.table == "contacts"]
    return problems, aside, ledger


@pytest.fixture
def parts(folder):
    """The four squares, whose contacts are to be in a folder."""
    return folder.edit("dataset.toml", "contacts.csv", "contacts")


AGAIN = [(f"C{number:02}", date(2026, 1, 5), "X00000001", "P1", number, None) for number in range(1, 8)]


# the same row and the same key in other batches; then a row of no day; then one of a day outside, and blank rows
KEYS_AGAIN = [*AGAIN, (" C01", *AGAIN[0][1:]), ("C02", date(2026, 2, 1), *AGAIN[1][2:])]
NO_DAY = [*AGAIN, ("C30", None, *AGAIN[0][2:])]
OUTSIDE = [*AGAIN, ("C31", date(2025, 12, 30), *AGAIN[0][2:]), BLANK, ("C32", date(2025, 12, 30), *AGAIN[0][2:]), BLANK]
USUAL = {"faulty": [], "unique": False, "group": 5, "batch": 3}


@example(rows=KEYS_AGAIN, twice=[2], cuts={4}, **USUAL)
@example(rows=NO_DAY, twice=[], cuts={1, 5}, **USUAL)
@example(rows=OUTSIDE, twice=[0, 1], cuts={2, 9}, **USUAL)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ROW | st.just(BLANK), min_size=1, max_size=9),
    faulty=st.lists(FAULTY, max_size=2),
    twice=st.lists(st.integers(0, 9), max_size=3),
    unique=st.booleans(),
    cuts=st.sets(st.integers(1, 12), max_size=3),
    batch=st.integers(3, 7),
    group=st.integers(1, 5),
)
def test_any_cut_gives_the_same_contacts_and_the_same_report(
    parts, monkeypatch, rows, faulty, twice, unique, cuts, batch, group
):
    if unique:
        rows = list({(row[0] or "").strip(): row for row in rows if row[0] and row[1] and row[2] != "N/A"}.values())
    rows = [*rows, *faulty, ("C99", date(2026, 1, 1), "X00000001", None, None, None)]
    # the same in every column
    rows += [rows[at] for at in twice if at < len(rows)]
    write_parts(parts.path, rows, cuts, group)
    with monkeypatch.context() as patch:
        patch.setattr(partitions, "BATCH_ROWS", batch)
        cut = read_dataset(parts.path)
    parts.edit("dataset.toml", '"contacts"', '"one.parquet"')
    pq.write_table(table(rows), parts.path / "one.parquet")
    whole = read_dataset(parts.path)
    parts.edit("dataset.toml", '"one.parquet"', '"contacts"')
    assert told(cut.report) == told(whole.report)
    assert (cut.contacts is None) == (whole.contacts is None)
    if whole.contacts is not None:
        assert_frame_equal(cut.contacts.astype(whole.contacts.dtypes), whole.contacts, check_index_type=False)


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    """The sample, its contacts by month in a folder; and the sample."""
    sample = open_dataset("sample")
    folder = tmp_path_factory.mktemp("months")
    for path in shipped("data/sample").iterdir():
        if path.is_file() and path.name != "contacts.csv":
            (folder / path.name).write_bytes(path.read_bytes())
    config = (folder / "dataset.toml").read_text(encoding="utf-8")
    (folder / "dataset.toml").write_text(config.replace('"contacts.csv"', '"contacts"'), encoding="utf-8")
    # in no order of keys, as several systems would write it
    rows = sample.contacts.reset_index().sample(frac=1, random_state=1)
    for (year, month), part in rows.groupby([rows["date"].dt.year, rows["date"].dt.month]):
        path = folder / f"contacts/year={year}/month={month}/part-0.parquet"
        path.parent.mkdir(parents=True)
        part.to_parquet(path, index=False)
    return folder, sample


def test_the_sample_by_month_is_the_sample(months):
    folder, sample = months
    opened = open_dataset(folder)
    assert_frame_equal(opened.contacts, sample.contacts)
    assert told(opened.report)[2] == told(sample.report)[2]
    assert len(opened.files) == len(sample.files) - 1 + 24


@pytest.mark.parametrize(("period", "files"), [("2026-Q1", 6), ("2024-10", 1)])
def test_a_period_is_that_of_the_whole_and_only_its_files_are_read(months, period, files):
    folder, sample = months
    when = Period.parse(period, sample.period)
    read = open_dataset(folder, period=period)
    assert read.partial
    opened, expected = read.during(when), sample.during(when)
    assert opened.period == expected.period == Period.parse(period, read.period)
    assert (opened.earlier is None) == (expected.earlier is None) == (files == 1)
    assert_frame_equal(opened.contacts, expected.contacts, check_categorical=False)
    assert_frame_equal(opened.perspectives, expected.perspectives)
    if opened.earlier is not None:
        assert_frame_equal(opened.earlier, expected.earlier, check_categorical=False)
    (line,) = [line for line in opened.report.ledger if line.table == "contacts"]
    assert line.not_selected + line.read == len(sample.contacts)
    assert line.read == len(expected.contacts) + (0 if files == 1 else len(expected.earlier))
    assert sum("contacts" in file.parts for file in opened.files) == files


def test_totals_are_those_of_the_measures(months, monkeypatch):
    folder, sample = months
    monkeypatch.setattr(partitions, "BATCH_ROWS", 1_700)
    period = Period.parse("last 12 months", sample.period)
    data = sample.during(period)
    totals = contact_totals(folder, period="last 12 months").reindex(data.areas.index)
    some = totals.fillna(dict.fromkeys(totals.columns.drop(["first", "last"]), 0))
    assert some["contacts"].tolist() == m.contact_rate(data.contacts, data.areas)["n"].tolist()
    attendance = m.attendance_rate(data.contacts, data.areas)
    assert some["attendance"].tolist() == attendance["numerator"].fillna(0).tolist()
    assert some["attendance_known"].tolist() == attendance["n"].tolist()
    last = (pd.Timestamp(period.end) - totals["last"]).dt.days
    np.testing.assert_array_equal(last, m.recency(data.contacts, data.areas, on=period.end)["value"])
    loop = m.response_loop(data.contacts, data.areas, on=period.end).loc["any"]
    assert some[["held", "due"]].to_numpy().tolist() == loop[["n", "within_n"]].to_numpy().tolist()
    assert some["answered"].tolist() == loop["numerator"].fillna(0).tolist()
    np.testing.assert_allclose(some["in_time"] / some["due"].where(some["due"] > 0), loop["within_standard"])
    trust = m.trust(data.contacts, data.areas)
    asked = trust["raw_mean"].notna()
    assert some["trust_responses"].tolist() == trust["denominator"].fillna(0).tolist()
    np.testing.assert_allclose((totals["trust_sum"] / totals["trust_events"])[asked], trust["raw_mean"][asked])
    weighted = totals["trust_weighted"] / totals["trust_responses"]
    np.testing.assert_allclose(weighted[asked], trust["mean_of_answers"][asked])


def test_totals_by_several_columns(months):
    folder, sample = months
    counts = contact_totals(folder, by=["strand", "area_code", "theme", "month", "district_code"])["contacts"]
    for names, measure in ((["strand", "area_code"], m.delivery), (["theme", "area_code"], m.themes)):
        result = measure(sample.contacts, sample.areas)["numerator"].fillna(0)
        assert (counts.groupby(names).sum().reindex(result.index, fill_value=0) == result).all()
    place = sample.contacts["area_code"].astype("str").map(sample.areas["district_code"])
    expected = sample.contacts.groupby([sample.contacts["date"].dt.strftime("%Y-%m"), place]).size()
    assert counts.groupby(["month", "district_code"]).sum().to_dict() == expected.to_dict()
    assert counts.sum() == len(sample.contacts)


def test_totals_of_a_dataset_in_text_and_what_cannot_be_grouped_by(folder):
    assert contact_totals(folder.path, by=["kind"])["contacts"].to_dict() == {
        "drop_in": 2,
        "outreach": 3,
        "training": 1,
    }
    with pytest.raises(InputError, match=r"not grouped by 'themes' .did you mean 'theme'"):
        contact_totals(folder.path, by=["themes"])
    with pytest.raises(InputError, match="nothing to group by"):
        contact_totals(folder.path, by=[])


GOOD = [(f"C{number}", date(2026, 1, number), "X00000001", "P1", 3, None) for number in range(1, 9)]


def test_a_file_that_is_unlike_the_others_is_named(parts):
    write_parts(parts.path, GOOD, {2, 4, 6})
    inside = parts.path / "contacts"
    pq.write_table(table(GOOD[:2]).drop(["attendance"]).append_column("note", [["a", "b"]]), inside / "001.parquet")
    (inside / "002.parquet").write_bytes(b"PAR1 and then nothing")
    (inside / "003.parquet").write_bytes(b"")
    parts.write("contacts/old.csv", "contact_id\n").write("contacts/_SUCCESS", "").write("contacts/README.md", "x")
    lacks, damaged, empty, text = parts.errors()
    assert lacks == (
        "contacts · contacts/001.parquet: its columns are not those of contacts/000.parquet: it lacks 'attendance' and "
        "it has 'note'; write all files of the folder with the same columns"
    )
    assert damaged.startswith("contacts · contacts/002.parquet: cannot be read as Parquet; is the file whole?")
    assert empty == "contacts · contacts/003.parquet: the file is empty (0 bytes); export it again"
    assert text.startswith("contacts · contacts/old.csv: it is not Parquet; in a folder all files are")
    with pytest.raises(DataError, match="002"):
        contact_totals(parts.path)


def test_a_file_that_is_damaged_inside_is_named_and_does_not_stop_other_periods(parts):
    write_parts(parts.path, [*GOOD, ("C9", date(2026, 3, 5), "X00000001", None, 1, None)], {8})
    path = parts.path / "contacts/000.parquet"
    content = bytearray(path.read_bytes())
    content[4:200] = b"\xff" * 196
    path.write_bytes(content)
    (error,) = parts.errors()
    assert error.startswith("contacts · contacts/000.parquet: cannot be read as Parquet")
    # of the month and of as many days before, in which another file has none
    assert len(open_dataset(parts.path, period="2026-03").contacts) == 1


def test_a_row_without_a_day_is_an_error_whatever_period_is_asked_for(parts):
    write_parts(parts.path, [*GOOD, ("C9", None, "X00000001", None, 1, None)], {8})
    for period in ("2026-01", "2026-03"):
        with pytest.raises(DataError, match=r"contacts/001.parquet · date: nothing is given.*\(row 1\)"):
            open_dataset(parts.path, period=period)


def test_what_the_folders_are_called_may_be_a_column(parts):
    for name, rows in (
        ("kind=outreach/date=2026-01-05", GOOD[:3]),
        ("kind=__HIVE_DEFAULT_PARTITION__/date=2026-02-05", GOOD[3:]),
    ):
        (parts.path / "contacts" / name).mkdir(parents=True)
        pq.write_table(table(rows).drop(["date"]), parts.path / "contacts" / name / "0.parquet")
    opened = parts.open()
    assert opened.contacts["kind"].isna().sum() == 5
    assert opened.contacts["date"].value_counts().to_dict() == {
        pd.Timestamp("2026-01-05"): 3,
        pd.Timestamp("2026-02-05"): 5,
    }
    assert len(open_dataset(parts.path, period="2026-01").contacts) == 3


def test_several_sources_templates_and_text_beside_a_folder(parts):
    write_parts(parts.path, GOOD, {3})
    lines = ["[contacts.templates]", 'contact_id = "F{row:02}"', ""]
    parts.edit("dataset.toml", '[contacts]\nfile = "contacts"', '[[contacts]]\nfile = "contacts"\n' + "\n".join(lines))
    parts.edit(
        "dataset.toml",
        'contact_id = "F{row:02}"\n',
        'contact_id = "F{row:02}"\n\n[[contacts]]\nfile = "contacts.csv"\n',
    )
    opened = parts.open()
    assert opened.contacts.index.tolist() == [*(f"C{n}" for n in range(1, 7)), *(f"F{n:02}" for n in range(1, 9))]
    text = (parts.path / "contacts.csv").read_text().replace("C2,", "F05,")
    parts.write("contacts.csv", text)
    assert [(each.rule, each.file, each.rows) for each in parts.report().errors] == [
        ("field uniqueness", "contacts/001.parquet", (2,)),
        ("field uniqueness", "contacts.csv", (3,)),
    ]


def test_rows_are_named_as_they_are_in_their_file(parts):
    rows = [
        *GOOD[:5],
        ("C6", date(2026, 1, 6), "X00000001", "P9", 3, None),
        ("C7", date(2030, 1, 1), "X00000001", None, 3, None),
    ]
    write_parts(parts.path, rows, {4})
    report = parts.report()
    (error,) = report.errors
    assert (error.file, error.rows, error.examples) == ("contacts/001.parquet", (2,), ("P9",))
    assert report.set_aside[["file", "row", "key"]].to_numpy().tolist() == [["contacts/001.parquet", 3, "C7"]]


def test_more_than_memory_holds_is_refused_and_still_checked(parts, monkeypatch):
    write_parts(parts.path, GOOD, {4})
    monkeypatch.setattr("prevent_geo.reading.compact.ROW_BYTES", 10**12)
    with pytest.raises(InputError, match=r"8 contacts need about 8,000 GB.*choose a period"):
        open_dataset(parts.path)
    assert check_dataset(parts.path).ledger[-1].used == 8
    assert contact_totals(parts.path)["contacts"].tolist() == [8]


def test_too_many_repeats_are_an_error_and_few_are_found_on_disk(parts, monkeypatch):
    monkeypatch.setattr(repeats, "_HELD", 3)
    monkeypatch.setattr(partitions, "BATCH_ROWS", 4)
    write_parts(parts.path, [*GOOD, GOOD[2], GOOD[0]], {4})
    assert parts.report().set_aside["key"].tolist() == ["C3", "C1"]
    monkeypatch.setattr(stream, "MOST_REPEATS", 3)
    assert "more than 3 rows have a contact_id that another row has too" in parts.errors()[0]


def test_what_is_kept_open_notices_a_new_file(parts):
    write_parts(parts.path, GOOD, {4})
    keep_open(parts.path, period="2026-01")
    first = open_dataset(parts.path, period="2026-01")
    # with what was worked out of it
    assert first is open_dataset(parts.path, period="2026-01")
    pq.write_table(table([("D1", date(2026, 1, 9), "X00000001", None, 1, None)]), parts.path / "contacts/009.parquet")
    assert len(open_dataset(parts.path, period="2026-01").contacts) == 9
