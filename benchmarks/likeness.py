"""How like real areas the invented ones are: the same figures of both, side by side, as Markdown.

    python benchmarks/likeness.py REAL.parquet [--areas 360 35672] [--seed 1]

REAL.parquet holds the Lower layer Super Output Areas (2021) of England and Wales with total_residents,
total_households, IMD_score, IMD_decile and ruc (Source: Office for National Statistics and MHCLG, Open
Government Licence v3.0).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from prevent_geo.crs import BRITISH_NATIONAL_GRID
from prevent_geo.synthesis.land import draw_land

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("real", type=Path, help="the real areas")
    parser.add_argument("--areas", type=int, nargs="+", default=[360, 35_672], help="sizes to draw")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    places = {"real": read_real(asked.real)}
    for areas in asked.areas:
        began = time.perf_counter()
        places[f"{areas:,}"] = draw_land(areas=areas, seed=asked.seed).areas
        print(f"{areas:,} areas drawn in {time.perf_counter() - began:.1f} s")
    described = {name: describe(place) for name, place in places.items()}
    heads = " | ".join(f"{quantile:.0%}" for quantile in QUANTILES)
    print(f"\n| quantiles | | {heads} |\n| --- | --- |{' ---: |' * len(QUANTILES)}")
    for figure in described["real"][0]:
        for name, (spreads, _) in described.items():
            cells = " | ".join(_digits(value, figure) for value in spreads[figure])
            print(f"| {figure if name == 'real' else ''} | {name} | {cells} |")
    print(f"\n| single figures | {' | '.join(described)} |\n| --- |{' ---: |' * len(described)}")
    for figure in described["real"][1]:
        cells = " | ".join(_digits(single[figure], figure) for _, single in described.values())
        print(f"| {figure} | {cells} |")


def _digits(value: float, figure: str) -> str:
    if np.isnan(value):
        return "–"
    whole = value >= 10 or figure in {"vertices", "neighbours"}
    return f"{value:,.0f}" if whole else f"{value:.2f}" if value >= 0.2 else f"{value:.3f}"


def read_real(path: Path) -> gpd.GeoDataFrame:
    """The real areas under the names of the library; the index of deprivation is for England only."""
    real = gpd.read_parquet(path).to_crs(BRITISH_NATIONAL_GRID)
    return gpd.GeoDataFrame(
        {
            "population": real["total_residents"],
            "households": real["total_households"],
            "deprivation_decile": real["IMD_decile"],
            "deprivation_score": real["IMD_score"],
            "rurality": real["ruc"].str.lower(),
        },
        geometry=real.geometry,
        crs=real.crs,
    )


def describe(areas: gpd.GeoDataFrame) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Quantiles of what differs from area to area, and single figures."""
    shapes = areas.geometry.to_numpy()
    people, km2 = areas["population"].to_numpy(dtype=float), areas.area.to_numpy() / 1e6
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    first, second = first[first != second], second[first != second]
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    decile = areas["deprivation_decile"].astype("float64").to_numpy()
    spreads = {
        "residents": people,
        "km2": km2,
        "residents per km2": people / km2,
        "residents per household": people / areas["households"].to_numpy(dtype=float),
        "vertices": shapely.get_num_coordinates(shapes) - 1.0,
        "neighbours": np.bincount(first, minlength=len(areas)).astype(float),
        "compactness (circle = 1)": 4 * np.pi * areas.area.to_numpy() / areas.length.to_numpy() ** 2,
    }
    score = areas.get("deprivation_score", pd.Series(np.nan, areas.index)).to_numpy(dtype=float)
    single = {
        "Moran's I of the deprivation decile": moran(decile, first, second),
        "Moran's I of the deprivation score": moran(score, first, second),
        "Moran's I of log density": moran(np.log(people / km2), first, second),
        "rank correlation, density and deprivation": -float(
            pd.Series(people / km2).corr(pd.Series(decile), method="spearman")
        ),
        "share urban": float((areas["rurality"] == "urban").mean()),
        "share in several parts": float((shapely.get_num_geometries(shapes) > 1).mean()),
        "share with a hole": len(np.unique(part_of[shapely.get_num_interior_rings(parts) > 0])) / len(areas),
    }
    return {name: np.quantile(values, QUANTILES) for name, values in spreads.items()}, single


def moran(values: np.ndarray, first: np.ndarray, second: np.ndarray) -> float:
    """Moran's I with row-standardised weights of the areas that touch; missing values are left out."""
    known = ~np.isnan(values[first]) & ~np.isnan(values[second])
    first, second = first[known], second[known]
    if not len(first):
        return float("nan")
    counts = np.bincount(first, minlength=len(values))
    inner = counts > 0
    off = values - values[inner].mean()
    lag = np.bincount(first, weights=off[second], minlength=len(values)) / np.maximum(counts, 1)
    return float((off[inner] * lag[inner]).sum() / (off[inner] ** 2).sum())


if __name__ == "__main__":
    main()
