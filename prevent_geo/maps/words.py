"""A map in words: its headline, and the alternative text that every picture of a layer carries."""

from __future__ import annotations

import pandas as pd

from prevent_geo.layers import Layer
from prevent_geo.layers.layer import STATUS_ENTRIES
from prevent_geo.maps.scene import Scene
from prevent_geo.measures import Status

NOUNS = {"areas": "areas", "points": "sites"}
_MOST_CLASSES = 3
_MOST_ZONES = 4


def headline(scene: Scene, layer: Layer) -> str:
    """The title of a map as a statement: the range of the values, or the number of units in the largest classes.

    Examples
    --------
    >>> import prevent_geo as pg
    >>> picture = pg.rich_picture(pg.open_dataset("sample"), place="Clarrowbridge", period="last 12 months")
    >>> headline(picture.scene, picture.layer("contact_rate"))
    'Contact rate in Clarrowbridge: 0.6 to 27.4, the middle value 9.7; none recorded in 4 of 124 areas'
    """
    many, total = NOUNS[layer.kind], len(layer.values)
    opening = layer.title if scene.place.level == "all" else f"{layer.title} in {scene.place.name}"
    if total < 2:
        return f"{opening}: {_value(layer, 0)}" if total else f"{opening}: no {many}"
    if layer.style.categories:
        return f"{opening}: {'; '.join(_shares(_categories(layer), total, many))}"
    return f"{opening}: {'; '.join([*_range(layer), *_shares(_reasons(layer), total, many)])}"


def alt_text(scene: Scene, layer: Layer) -> str:
    """What the map of a layer shows, in words: the units in each class, the highest and lowest, and where they are."""
    text = f"Map of {scene.place.name}, {scene.period}. {layer.title} ({layer.unit}). {class_counts(layer)}"
    values = _values(layer)
    if layer.style.breaks and len(values):
        texts = layer.texts()
        order = values.sort_values(kind="stable").index
        lowest, highest = order[0], order[-1]
        text += f" Lowest: {layer.names[lowest]} ({texts[lowest]}); highest: {layer.names[highest]} ({texts[highest]})."
        text += f" {pattern(scene, layer)}"
    return text.rstrip()


def class_counts(layer: Layer) -> str:
    """How many units are in each class that has any."""
    parts = [f"{entry.label}: {count:,}" for entry, count in layer.legend() if count]
    return f"Number of {NOUNS[layer.kind]} by class: {'; '.join(parts) or 'none'}."


def pattern(scene: Scene, layer: Layer) -> str:
    """Where the units of the highest class are, by neighbourhood; empty where that says nothing."""
    if layer.kind != "areas" or not layer.style.breaks:
        return ""
    top = layer.style.entries[len(layer.style.breaks)]
    members = layer.classes[layer.classes == top.key].index
    zones = scene.areas.loc[members, "neighbourhood_name"].dropna().value_counts(sort=False)
    if not len(zones) or scene.areas["neighbourhood_name"].nunique() < 2:
        return ""
    ordered = zones.reset_index().sort_values(["count", "neighbourhood_name"], ascending=[False, True])
    named = [f"{name} ({count:,})" for name, count in ordered.head(_MOST_ZONES).itertuples(index=False)]
    rest = len(ordered) - len(named)
    others = f" and {rest:,} other{'s' if rest > 1 else ''}" if rest else ""
    return f"The areas of the highest class, {top.label.lower()}, are in {', '.join(named)}{others}."


def _values(layer: Layer) -> pd.Series:
    table = layer.values.table
    known = table.loc[table["status"] == Status.VALUE, "value"]
    return known if layer.style.categories else known.astype("float64")


def _value(layer: Layer, row: int) -> str:
    text = str(layer.texts().iloc[row])
    number = layer.values.table["status"].iloc[row] == Status.VALUE and not layer.style.categories
    return f"{text} {layer.unit}" if number else text


def _range(layer: Layer) -> list[str]:
    """Lowest, highest and middle value, as people read them."""
    values = _values(layer)
    if not len(values):
        return []
    low, high, middle = (f"{float(x):,.{layer.decimals}f}" for x in (values.min(), values.max(), values.median()))
    return [f"{low} to {high}, the middle value {middle}" if low != high else f"{low} wherever it is known"]


def _shares(lines: list[tuple[str, int]], total: int, many: str) -> list[str]:
    """Each label with the number of units, of how many in the first.

    >>> _shares([("None recorded", 4), ("Missing", 2)], 124, "areas"), _shares([("Steady", 9)], 9, "areas")
    (['none recorded in 4 of 124 areas', 'missing in 2'], ['steady in all 9 areas'])
    """
    of = [f" of {total:,} {many}", *[""] * len(lines)]
    return [
        f"{label[:1].lower()}{label[1:]} in {f'all {total:,} {many}' if count == total else f'{count:,}{rest}'}"
        for (label, count), rest in zip(lines, of, strict=False)
    ]


def _reasons(layer: Layer) -> list[tuple[str, int]]:
    """Why there is no value, with the number of units."""
    return [(entry.label, count) for entry, count in layer.legend() if count and entry in STATUS_ENTRIES]


def _categories(layer: Layer) -> list[tuple[str, int]]:
    counted = [(entry.label, count) for entry, count in layer.legend() if count]
    return sorted(counted, key=lambda line: -line[1])[:_MOST_CLASSES]
