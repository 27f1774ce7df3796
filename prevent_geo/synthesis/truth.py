"""The truth of a town: the rate of every area and month, and every planted feature with its place, time and size."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import prevent_geo
from prevent_geo.synthesis.companions import Drawn
from prevent_geo.synthesis.contacts import MonthCounts
from prevent_geo.synthesis.features import Feature, feature_kinds
from prevent_geo.synthesis.intensity import Intensity
from prevent_geo.synthesis.records import trust_levels
from prevent_geo.synthesis.town import Town

# beyond this a sum may come out otherwise on another machine
_DIGITS = 6


def true_rates(intensity: Intensity, counts: list[MonthCounts]) -> pd.DataFrame:
    """One row per area and month: what was to be expected, and what happened without being recorded.

    Returns
    -------
    DataFrame
        area_code, month ("2025-03"), expected (contacts that take place), expected_recorded (contacts that come into
        the table), unrecorded (contacts that took place in this town and were not recorded).
    """
    codes = intensity.areas["area_code"].astype("str")
    parts = []
    for number, (month, drawn) in enumerate(zip(intensity.calendar, counts, strict=True)):
        rates = intensity.month(number)
        columns = {
            "area_code": codes,
            "month": str(month),
            "expected": np.round(rates.true, _DIGITS),
            "expected_recorded": np.round(rates.recorded, _DIGITS),
            "unrecorded": drawn.unrecorded,
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def true_areas(intensity: Intensity) -> gpd.GeoDataFrame:
    """One row per area: what makes its rate, and what its answers and events are like.

    Returns
    -------
    GeoDataFrame
        area_code, need and nearness (factors on the rate; used unless the town is plain), usual_rate (contacts per
        month in a usual month before features), trust_first and trust_last (mean answer, 1 to 5, in the first and the
        last month, over the events of which one is known), answered (share of contacts answered before features),
        event_size (factor on attendance), geometry.
    """
    traits, last = intensity.traits, len(intensity.calendar) - 1
    values = {
        "need": intensity.need,
        "nearness": intensity.nearness,
        "usual_rate": intensity.base,
        "trust_first": trust_levels(intensity, 0),
        "trust_last": trust_levels(intensity, last),
        "answered": traits.answered,
        "event_size": intensity.event_size,
    }
    rounded = {name: np.round(column, _DIGITS) for name, column in values.items()}
    frame = pd.DataFrame({"area_code": intensity.areas["area_code"].astype("str"), **rounded})
    return gpd.GeoDataFrame(frame, geometry=intensity.areas.geometry, crs=intensity.areas.crs)


def planted_features(intensity: Intensity) -> gpd.GeoDataFrame:
    """One row per planted feature: kind, title, place, subject, start, end, size, size_means and its geometry."""
    outlines: dict[tuple[str, ...], Any] = {}
    rows = []
    for feature in intensity.features:
        if feature.areas not in outlines:
            outlines[feature.areas] = _outline(intensity.areas.geometry.to_numpy()[intensity.positions(feature)])
        rows.append({key: value for key, value in feature.as_dict().items() if key != "areas"})
    names = ["title", "kind", "place", "subject", "start", "end", "size", "size_means"]
    shapes = [outlines[feature.areas] for feature in intensity.features]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=names), geometry=shapes, crs=intensity.areas.crs)


def describe_truth(town: Town) -> dict[str, Any]:
    """What was planted, and from which seed and version, as plain values."""
    intensity = town.intensity
    return {
        "made_by": f"prevent_geo {prevent_geo.__version__}",
        "seed": town.seed,
        "plain": town.plain,
        "months": [str(intensity.calendar[0]), str(intensity.calendar[-1])],
        "features": [feature.as_dict() for feature in intensity.features],
        "found_no_place": list(town.left_out),
    }


def write_features(folder: Path, town: Town, files: Iterable[str]) -> None:
    """Write README.md and features.json, one feature to a line; it lists the files of the town, these included."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_bytes(_in_words(town).encode())
    facts = describe_truth(town) | {"files": sorted({*files, "truth/README.md"})}
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in facts.pop("features"))
    head = json.dumps(facts, indent=1, ensure_ascii=False).removesuffix("\n}")
    (folder / "features.json").write_bytes(f'{head},\n "features": [\n{lines}\n]\n}}\n'.encode())


def write_truth(
    folder: Path, town: Town, counts: list[MonthCounts], companions: Mapping[str, Drawn], files: Iterable[str]
) -> None:
    """Write README.md and features.json; as Parquet features, areas, rates, landscape and that of the companions.

    `files` are those of the town beside its truth.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shapes = {"features": planted_features(town.intensity), "areas": true_areas(town.intensity)}
    shapes |= {"landscape": town.landscape} if len(town.landscape) else {}
    for name, frame in shapes.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    tables = {name: drawn.truth for name, drawn in companions.items()} | {"rates": true_rates(town.intensity, counts)}
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    write_features(folder, town, [*files, *(f"truth/{name}.parquet" for name in [*shapes, *tables])])


def _in_words(town: Town) -> str:
    """What is planted, as Markdown."""
    features = town.intensity.features
    lines = [f"- {_sentence(feature)}" for feature in features] or ["Nothing."]
    even = f"Every resident is reached at the same rate everywhere and always{', but for this:' if features else '.'}"
    unplaced = f"These found no place of their own: {', '.join(town.left_out)}." if town.left_out else ""
    parts = ["# What is planted in this town", even if town.plain else "", "\n".join(lines), unplaced]
    return "\n\n".join(part for part in parts if part) + "\n"


def _sentence(feature: Feature) -> str:
    kind = feature_kinds()[feature.kind]
    where = feature.place if feature.place not in {"cluster", "scattered"} else f"areas {', '.join(feature.areas)}"
    about = f", {feature.subject}" if feature.subject else ""
    means = f"{kind.means[0].upper()}{kind.means[1:]}: {feature.size:g}"
    return f"{kind.title} ({where}{about}; {feature.start} to {feature.end}). {means}"


def _outline(shapes: np.ndarray) -> Any:
    """The areas as one shape; quickly where they fit together."""
    whole = shapely.coverage_union_all(shapes) if shapely.coverage_is_valid(shapes) else shapely.union_all(shapes)
    return shapely.normalize(whole)
