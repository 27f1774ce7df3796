"""What it takes to join contact coordinates to areas, next to geopandas.sjoin: seconds, memory, and the same answer.

    python benchmarks/join.py [--areas FILE] [--most N] [--venues N] [--runs N]

Each contact is a random point in the bounding box of an area, drawn by residents, so some lie outside every area; one
in a hundred is a corner of the area, which its neighbours share. The places are all distinct, or those of the venues.
geopandas.sjoin answers with every area that a point meets; the lowest code of each point is taken after it, and is not
in its seconds. Each join runs in a process of its own, three times, of which the fastest counts (the
machine may be shared); its GB are the most that the first held beyond the points and the areas.
FILE is GeoParquet with area_code and population, or of England and Wales as below; without it the areas are invented.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

REAL = Path(__file__).parents[2] / "shared/real/england_wales_lsoa21.parquet"
THEIRS = {"lsoa21_code": "area_code", "total_residents": "population"}
PIECE = 1_000_000  # points drawn at once, so that drawing holds less than joining
LEAST = {"distinct": 2, "venues": 10}  # times faster than geopandas.sjoin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--areas", default=str(REAL))
    parser.add_argument("--most", type=int, default=10_000_000)
    parser.add_argument("--venues", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        run_one(**json.loads(asked.one))
        return
    sizes = [size for size in (100_000, 1_000_000, 10_000_000) if size <= asked.most] or [asked.most]
    print(f"{asked.areas if Path(asked.areas).exists() else 'invented areas'}, {asked.venues:,} venues")
    print(f"{'':31}{'':>9}{'sjoin':>9}{'its rule':>9}{'ours':>9}{'times':>7}{'sjoin':>9}{'ours':>7}", flush=True)
    print(f"{'points':>12}{'':2}{'places':<10}{'outside':>8}{'shared':>8}", end="")
    print(f"{'s':>9}{'s':>9}{'s':>9}{'':>7}{'GB':>9}{'GB':>7}", flush=True)
    slow = []
    for size in sizes:
        for places, venues in (("distinct", 0), ("venues", asked.venues)):
            theirs, ours = compare({"areas": asked.areas, "points": size, "venues": venues, "runs": asked.runs})
            times = theirs["seconds"] / ours["seconds"]
            print(f"{size:12,}  {places:<10}{theirs['outside']:8,}{theirs['shared']:8,}", end="")
            print(f"{theirs['seconds']:9.2f}{theirs['rule']:9.2f}{ours['seconds']:9.2f}{times:7.1f}", end="")
            print(f"{theirs['gb']:9.2f}{ours['gb']:7.2f}", flush=True)
            if size == sizes[-1] and times < LEAST[places]:
                slow.append(f"{places}: {times:.1f} times, not {LEAST[places]}")
    wanted = " and ".join(f"{least} times ({places})" for places, least in LEAST.items())
    print(f"identical results; {'; '.join(slow) or f'at least {wanted} at {sizes[-1]:,} points'}")


def compare(order: dict[str, object]) -> list[dict[str, float]]:
    """Run both joins, each in a new process, and refuse answers that differ."""
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / f"{way}.parquet") for way in JOINS]
        measured = []
        for way, file in zip(JOINS, files, strict=True):
            command = [sys.executable, __file__, "--one", json.dumps(order | {"way": way, "answer": file})]
            measured.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
        pd.testing.assert_frame_equal(*(pd.read_parquet(file) for file in files))
    return measured


def run_one(way: str, areas: str, points: int, venues: int, runs: int, answer: str) -> None:
    table = read_areas(areas)
    places = draw_points(table, points, venues)
    held = peak()
    codes, first = JOINS[way](places, table)
    codes.astype("str").to_frame("area_code").to_parquet(answer)
    found = {"gb": first["peak"] - held, "outside": int(codes.isna().sum())}
    del codes
    measured = [first, *(JOINS[way](places, table)[1] for _ in range(runs - 1))]
    print(json.dumps(min(measured, key=lambda one: one["seconds"]) | found))


def join_theirs(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> tuple[pd.Series, dict[str, float]]:
    frame, few = gpd.GeoDataFrame(geometry=points), areas[["area_code", "geometry"]]
    begun = time.perf_counter()
    joined = gpd.sjoin(frame, few, how="left", predicate="intersects")["area_code"]
    ended = time.perf_counter()
    most = peak()
    several = joined.index.duplicated(keep=False)
    lowest = joined[several].groupby(level=0).min()
    codes = pd.concat([joined[~several], lowest]).sort_index()
    rule = time.perf_counter() - ended
    return codes, {"seconds": ended - begun, "rule": rule, "shared": len(lowest), "peak": most}


def join_ours(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> tuple[pd.Series, dict[str, float]]:
    from prevent_geo.reading.point_join import areas_of_points

    begun = time.perf_counter()
    codes = areas_of_points(points, areas)
    return codes, {"seconds": time.perf_counter() - begun, "peak": peak()}


JOINS = {"theirs": join_theirs, "ours": join_ours}


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def read_areas(file: str) -> gpd.GeoDataFrame:
    """The areas in metres; a town of 3,600 if there is no such file."""
    if Path(file).exists():
        return gpd.read_parquet(file).rename(columns=THEIRS).to_crs("EPSG:27700")
    from prevent_geo.synthesis import draw_areas

    return draw_areas(districts=30, neighbourhoods=240, areas=3_600, seed=1)


def draw_points(areas: gpd.GeoDataFrame, points: int, venues: int) -> gpd.GeoSeries:
    """Random points in the boxes of areas, by residents; all distinct, or so many venues in a random order."""
    rng = np.random.default_rng(1)
    shapes, bounds = areas.geometry.to_numpy(), areas.bounds.to_numpy()
    share = areas["population"].to_numpy(dtype=float) / areas["population"].sum()
    places = np.empty((venues or points, 2))
    for start in range(0, len(places), PIECE):
        part = places[start : start + PIECE]
        drawn = rng.choice(len(areas), len(part), p=share)
        part[:] = rng.uniform(bounds[drawn, :2], bounds[drawn, 2:])
        part[::100] = shapely.get_coordinates(
            shapely.get_point(shapely.get_exterior_ring(shapely.get_geometry(shapes[drawn[::100]], 0)), 0)
        )
    if venues:
        places = places[rng.integers(venues, size=points)]
    return gpd.GeoSeries.from_xy(*places.T, crs=areas.crs)


if __name__ == "__main__":
    main()
