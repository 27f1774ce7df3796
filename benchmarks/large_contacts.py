"""Contacts larger than memory: what adds them up, and what reading them costs, at one size and at four times that.

    python benchmarks/large_contacts.py [--rows N] [--folder FOLDER]

A town of N contacts is drawn once, and written as a folder of Parquet files by month; four times as many are the same
contacts in earlier years. Each way runs in a process of its own, which says its seconds (by the clock, and of all
processors together) and the most memory it held.
First the same sums (contacts, attendances, last day, by area and month) over files of which nothing is checked: pandas
and pyarrow at once, pyarrow batch by batch, dask, and duckdb (if it is installed). All have to give the same digest.
Then the library: a dataset opened at once, batch by batch, and for a month, and `contact_totals`, all with every check.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

BY = ["area_code", "month"]
COLUMNS = ["area_code", "date", "attendance"]
MONTH = "2026-03"


def digest(frame) -> str:
    """Of the sums by area and month, whatever order and kinds they come in."""
    import pandas as pd

    # an area and month of which nobody said how many came has no sum in pyarrow
    plain = frame[[*BY, "contacts", "attendance", "last"]].fillna({"attendance": 0})
    plain["last"] = pd.to_datetime(plain["last"]).dt.strftime("%Y-%m-%d")
    plain = plain.astype({"area_code": "str", "month": "int64", "contacts": "int64", "attendance": "int64"})
    return sha256(plain.sort_values(BY).to_csv(index=False).encode()).hexdigest()[:8]


def with_pandas(folder: Path):
    import pandas as pd

    rows = pd.read_parquet(folder / "contacts", columns=COLUMNS)
    day = rows["date"].astype("datetime64[s]").dt
    rows["month"] = day.year * 12 + day.month
    named = {"contacts": ("date", "size"), "attendance": ("attendance", "sum"), "last": ("date", "max")}
    return rows.groupby(BY, observed=True).agg(**named).reset_index()


def _month(table):
    import pyarrow.compute as pc

    month = pc.add(pc.multiply(pc.year(table["date"]), 12), pc.month(table["date"]))
    plain = table.set_column(table.schema.get_field_index("area_code"), "area_code", table["area_code"].cast("string"))
    return plain.append_column("month", month)


def _sums(table):
    found = table.group_by(BY).aggregate([([], "count_all"), ("attendance", "sum"), ("date", "max")])
    return found.rename_columns({"count_all": "contacts", "attendance_sum": "attendance", "date_max": "last"})


def with_pyarrow(folder: Path):
    import pyarrow.dataset as ds

    return _sums(_month(ds.dataset(folder / "contacts").to_table(COLUMNS))).to_pandas()


def with_pyarrow_batches(folder: Path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = []
    for path in sorted((folder / "contacts").rglob("*.parquet")):
        with pq.ParquetFile(path) as file:
            parts += [
                _sums(_month(pa.Table.from_batches([each]))) for each in file.iter_batches(100_000, columns=COLUMNS)
            ]
    found = pa.concat_tables(parts).group_by(BY)
    sums = found.aggregate([("contacts", "sum"), ("attendance", "sum"), ("last", "max")]).to_pandas()
    return sums.rename(columns={"contacts_sum": "contacts", "attendance_sum": "attendance", "last_max": "last"})


def with_dask(folder: Path):
    import dask.dataframe as dd

    rows = dd.read_parquet(folder / "contacts", columns=COLUMNS)
    day = rows["date"].astype("datetime64[s]")
    rows = rows.assign(month=day.dt.year * 12 + day.dt.month, contacts=1, last=day)
    rows["area_code"] = rows["area_code"].astype("str")
    how = {"contacts": "sum", "attendance": "sum", "last": "max"}
    return rows.groupby(BY).agg(how).compute().reset_index()


def with_duckdb(folder: Path):
    import duckdb

    query = f"""SELECT area_code, year(date) * 12 + month(date) AS month, count(*) AS contacts,
        sum(attendance) AS attendance, max(date) AS last
        FROM read_parquet('{folder}/contacts/**/*.parquet', hive_partitioning=false) GROUP BY ALL"""
    return duckdb.sql(query).df().assign(attendance=lambda found: found["attendance"].fillna(0))


def open_at_once(folder: Path):
    from prevent_geo.dataset import open_dataset
    from prevent_geo.reading import stream

    stream.STREAMED_FROM = 10**12
    return _rows(open_dataset(folder / "one").contacts)


def open_in_batches(folder: Path):
    from prevent_geo.dataset import open_dataset

    return _rows(open_dataset(folder).contacts)


def open_a_month(folder: Path):
    from prevent_geo.dataset import open_dataset

    return f"{len(open_dataset(folder, period=MONTH).contacts):,} contacts"


def _rows(contacts) -> str:
    import pandas as pd

    # a batch at a time: the digest is not to be what takes the memory
    parts = [
        pd.util.hash_pandas_object(contacts[at : at + 100_000]).to_numpy() for at in range(0, len(contacts), 100_000)
    ]
    return sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:8]


def check(folder: Path):
    from prevent_geo.reading import check_dataset

    (line,) = [line for line in check_dataset(folder).ledger if line.table == "contacts"]
    return f"{line.used:,} used"


def totals(folder: Path):
    from prevent_geo.reading import contact_totals

    found = contact_totals(folder, by=BY).reset_index()
    year, month = (found["month"].str.slice(*part).astype("int64") for part in ((0, 4), (5, 7)))
    return found.assign(month=year * 12 + month)


WAYS = {
    "pandas, at once": with_pandas,
    "pyarrow, at once": with_pyarrow,
    "pyarrow, batch by batch": with_pyarrow_batches,
    "dask.dataframe": with_dask,
    "duckdb": with_duckdb,
    "open_dataset, at once": open_at_once,
    "open_dataset, in batches": open_in_batches,
    f"open_dataset, period={MONTH}": open_a_month,
    "prevent-geo check (check_dataset)": check,
    "contact_totals": totals,
}


def run_one(way: str, folder: Path) -> None:
    begun = time.perf_counter()
    try:
        found = WAYS[way](folder)
    except ImportError as error:
        print(json.dumps({"skipped": str(error)}))
        return
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6
    gave = found if isinstance(found, str) else digest(found)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "gb": peak, "gave": gave}))


def write_town(folder: Path, rows: int) -> int:
    """Write a town of some contacts and, beside it, the same with four times as many; return how many there are."""
    import pyarrow.parquet as pq

    from prevent_geo.runs.synth import TownOrder, make_town

    made = make_town(folder / "drawn", TownOrder(areas=2_000, partners=400, contacts=rows, form="parquet"))
    contacts = pq.read_table(folder / "drawn/contacts.parquet")
    for times in (1, 4):
        _write_years(folder, folder / f"{times}x", contacts, times)
    return made.contacts


def _write_years(folder: Path, out: Path, contacts, times: int) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    shutil.copytree(folder / "drawn", out, ignore=shutil.ignore_patterns("contacts.parquet", "truth"))
    config = (
        (folder / "drawn/dataset.toml").read_text(encoding="utf-8").replace("from = 2024-10-01", "from = 2018-10-01")
    )
    (out / "dataset.toml").write_text(config.replace('"contacts.parquet"', '"contacts"'), encoding="utf-8")
    (out / "one").mkdir()
    with pq.ParquetWriter(out / "one/contacts.parquet", contacts.schema) as single:
        for before in range(times):
            moved = contacts
            for name in ("date", "answered_on", "recorded_on") if before else ():
                days = pc.subtract(contacts[name].cast(pa.int32()), pa.scalar(730 * before, pa.int32()))
                moved = moved.set_column(moved.schema.get_field_index(name), name, days.cast(pa.date32()))
            ids = pc.binary_join_element_wise(f"Y{before}", contacts["contact_id"], "")
            moved = moved.set_column(0, "contact_id", ids)
            single.write_table(moved)
            months = pc.strftime(moved["date"], "%Y-%m")
            for month in pc.unique(months).to_pylist():
                path = out / f"contacts/month={month}/part-{before}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(moved.filter(pc.equal(months, month)), path)
    for path in out.iterdir():
        if path.is_file():
            shutil.copy(path, out / "one")
    (out / "one/dataset.toml").write_text(config, encoding="utf-8")


def in_a_process(*arguments: str) -> dict[str, object]:
    """Run this script with other arguments; the memory of a process that did much would count as its child's."""
    command = [sys.executable, __file__, *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def compare(folder: Path, rows: int) -> None:
    print("| way | " + " | ".join(f"{rows * times:,}: s | CPU s | peak GB | gives" for times in (1, 4)) + " |")
    print("| --- |" + " ---: | ---: | ---: | --- |" * 2)
    for way in WAYS:
        cells = []
        for times in (1, 4):
            out = in_a_process("--one", way, "--folder", str(folder / f"{times}x"))
            if "skipped" in out:
                cells += ["not installed", "", "", ""]
            else:
                cells += [f"{out['seconds']:.1f}", f"{out['cpu']:.1f}", f"{out['gb']:.2f}", str(out["gave"])]
        print(f"| {way} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--folder", type=Path, default=None, help="where the towns are, or are to be written")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one == "write":
        print(json.dumps({"rows": write_town(asked.folder, asked.rows)}))
        return
    if asked.one:
        run_one(asked.one, asked.folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        written = in_a_process("--one", "write", "--folder", str(folder), "--rows", str(asked.rows))
        compare(folder, int(written["rows"]))


if __name__ == "__main__":
    main()
