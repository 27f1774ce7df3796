"""What the measures cost: every one, on a nation of 35,672 areas with 10 million contacts, and on smaller parts of it.

    python benchmarks/measures.py [--areas FILE] [--most N] [--contacts N] [--only ID,ID] [--write]

The areas are the real ones of England and Wales (or drawn ones, where FILE is not there), with synthetic partners and
contacts over them. Each size runs in a process of its own; the last table says by what power of the number of areas
each measure's seconds grow, from the second-largest size to the largest (1 is linear). Contacts grow with the areas.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from pathlib import Path

LIMIT_SECONDS, LIMIT_GB = 120, 5
SIZES = (1_000, 3_000, 10_000, 35_672)
REAL = Path(__file__).parents[2] / "shared" / "real" / "england_wales_lsoa21.parquet"
PAGE = Path(__file__).parents[1] / "docs" / "speed.md"
HEAD = """# Speed

Made by `python benchmarks/measures.py --write`, on a slow machine with two shared cores: read the columns next to each
other and the powers, not single seconds. The areas are the real ones of England and Wales (Lower layer Super Output
Areas 2021, Office for National Statistics, Open Government Licence v3.0; contains OS data © Crown copyright and
database right); partners and contacts over them are synthetic, over 24 months. Smaller sizes are parts of the same
areas, with as many contacts for each area. What compares two periods compares the two years. Each size ran in a
process of its own, every measure once.

`python benchmarks/join.py` does the same for the join of contact coordinates to areas, next to `geopandas.sjoin`.

"""
COLUMNS = {
    "lsoa21_code": "area_code",
    "lsoa21_name": "area_name",
    "ward24_code": "neighbourhood_code",
    "ward24_name": "neighbourhood_name",
    "ltla24_code": "district_code",
    "ltla24_name": "district_name",
    "pfa24_code": "force_code",
    "pfa24_name": "force_name",
    "total_residents": "population",
    "total_households": "households",
    "IMD_decile": "deprivation_decile",
}


def measure(order: dict[str, object]) -> dict[str, object]:
    """Run one size in a new process."""
    command = [sys.executable, __file__, "--one", json.dumps(order)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def run_one(order: dict[str, object]) -> None:
    from town_dataset import town_dataset

    from prevent_geo.assessment.gather import NEEDS, RESULTS, available
    from prevent_geo.period import Period

    whole = town_dataset(_town(order))
    # what compares two periods compares the two halves, so that every measure reads all contacts
    halves = whole.during(Period.parse("last 12 months", whole.period))
    ids = [name for name in available(halves) if not order["only"] or name in order["only"]]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    seconds = {}
    for name in ids:
        begun = time.perf_counter()
        RESULTS[name](halves if NEEDS.get(name) == "earlier" else whole)
        seconds[name] = time.perf_counter() - begun
        print(f"  {name}: {seconds[name]:.2f} s", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    areas, rows = len(whole.areas), len(whole.contacts)
    print(json.dumps({"seconds": seconds, "before": before, "gb": peak, "areas": areas, "rows": rows}))


def _town(order: dict[str, object]):
    import geopandas as gpd

    from prevent_geo.synthesis import draw_town

    count = int(order["areas"])
    boundaries = None
    if Path(str(order["file"])).exists():
        frame = gpd.read_parquet(str(order["file"]), columns=[*COLUMNS, "geometry"]).rename(columns=COLUMNS)
        # areas that lie together, so that they have neighbours
        boundaries = frame.to_crs(27700).sort_values("area_code").head(count).reset_index(drop=True)
    return draw_town(
        areas=count, partners=max(count // 9, 20), contacts=int(order["contacts"]), seed=1, boundaries=boundaries
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--areas", default=str(REAL))
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--contacts", type=int, default=10_000_000, help="at the largest size")
    parser.add_argument("--only", default="", help="ids of measures, joined by commas")
    parser.add_argument("--write", action="store_true", help="write docs/speed.md instead of printing")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        run_one(json.loads(asked.one))
        return
    sizes = [size for size in SIZES if size < asked.most] + [asked.most]
    only, found = [name for name in asked.only.split(",") if name], {}
    for size in sizes:
        contacts = max(asked.contacts * size // sizes[-1], 1_000)
        print(f"{size:,} areas, {contacts:,} contacts", file=sys.stderr, flush=True)
        found[size] = measure({"areas": size, "contacts": contacts, "file": asked.areas, "only": only})
    if asked.write:
        PAGE.write_text(HEAD + table(found) + "\n", encoding="utf-8")
    else:
        print(table(found))


def table(found: dict[int, dict]) -> str:
    """The seconds of every measure at every size, as a Markdown table, with how they grow."""
    sizes = list(found)
    head = [f"{found[size]['areas']:,} areas, {found[size]['rows']:,} contacts" for size in sizes]
    lines = [
        f"| measure | {' | '.join(head)} | grows as areas to the power |",
        "| --- |" + " ---: |" * (len(sizes) + 1),
    ]
    last, earlier = sizes[-1], sizes[-2] if len(sizes) > 1 else None
    for name in found[last]["seconds"]:
        times = [found[size]["seconds"].get(name, math.nan) for size in sizes]
        power = ""
        if earlier and times[-1] >= 0.1:
            power = f"{math.log(times[-1] / times[-2]) / math.log(last / earlier):.2f}"
        lines.append(f"| {name} | {' | '.join(f'{seconds:.2f}' for seconds in times)} | {power} |")
    totals = [sum(found[size]["seconds"].values()) for size in sizes]
    lines.append(f"| all (s) | {' | '.join(f'{total:.1f}' for total in totals)} | |")
    for words, key in (("most memory held (GB)", "gb"), ("of which to draw the town and its tables (GB)", "before")):
        lines.append(f"| {words} | {' | '.join(format(found[size][key], '.2f') for size in sizes)} | |")
    within = totals[-1] <= LIMIT_SECONDS and found[last]["gb"] <= LIMIT_GB
    return "\n".join(lines) + f"\n\n{'Within' if within else 'BEYOND'} {LIMIT_SECONDS} s and {LIMIT_GB} GB."


if __name__ == "__main__":
    main()
