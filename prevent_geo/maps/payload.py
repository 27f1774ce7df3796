"""What the web map's page is told beside geometry: words, and released layers as columns of numbers and texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from prevent_geo.crs import to_web
from prevent_geo.layers import Entry, Layer, Timeline
from prevent_geo.layers.build import sentence_case
from prevent_geo.maps.scene import Scene
from prevent_geo.maps.words import alt_text, class_counts, headline
from prevent_geo.measures import MEANING, Status
from prevent_geo.period import day

_NUMBER = re.compile(r"-?[\d,]+(?:\.(\d+))?")

# shorter columns weigh nothing, and two that happen to be alike should be read each by its own name
_LONG = 1_000

_Cells = list[str | int | float]


def scene_payload(scene: Scene) -> dict[str, Any]:
    """Everything the page shows of a scene but its shapes, as plain data for JSON.

    Values are the released ones, as people read them in `Layer.table()`: a column of numbers is one of JSON numbers
    with its decimals, and the released words stand where there is no number. Names and codes are told once, and so is
    a long column that several layers have; every list of a layer is in the order of the areas or sites.

    Returns
    -------
    dict
        scene's words; `areas` and `sites` (codes, names and, of sites, sector, readiness and position in degrees);
        `links` (three lists side by side: place of the site, place of the area, contacts); `notes`; `layers`, each
        with its words, legend, class of each unit (a place in the legend) and columns, and beside them those `shared`
        with a layer before (`at` a place among the columns; a place of `layer` and `column`); `timelines`, each step of
        which says in what it differs from the layer of the whole period, and all have the same classes.
    """
    about, place = scene.about, scene.place
    return {
        "title": scene.title,
        "place": place.name,
        "placeFull": place.full_name,
        "period": str(scene.period),
        "audience": scene.audience,
        "marking": about.marking,
        "source": about.source,
        "areas": {"codes": _codes(scene.areas), "names": _texts(scene.areas["area_name"])},
        "sites": _sites(scene),
        "links": _links(scene),
        "notes": _notes(scene),
        "layers": _told_once([_layer(scene, layer) for layer in scene.layers.values()]),
        "timelines": _timelines(scene),
    }


def _codes(units: pd.DataFrame) -> list[str]:
    return [str(code) for code in units.index]


def _texts(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in values]


def _sites(scene: Scene) -> dict[str, Any]:
    points = scene.points
    return {
        "codes": _codes(points),
        "names": _texts(points["partner_name"]),
        "sectors": _texts(points["sector_name"]),
        "readiness": _texts(points["readiness"]),
        "at": to_web(points).geometry.get_coordinates().round(5).to_numpy().tolist(),
    }


def _links(scene: Scene) -> dict[str, list[int]]:
    links = scene.links
    return {
        "sites": scene.points.index.get_indexer(pd.Index(links["partner_id"])).tolist(),
        "areas": scene.areas.index.get_indexer(pd.Index(links["area_code"])).tolist(),
        "contacts": [int(count) for count in links["contacts"]],
    }


def _notes(scene: Scene) -> list[dict[str, Any]]:
    return [
        {
            "area": scene.areas.index.get_loc(note.area_code),
            "kind": note.kind,
            "kindLabel": note.kind_label,
            "role": note.role,
            "text": note.statement,
            "date": day(note.date),
        }
        for note in scene.notes
    ]


def _layer(scene: Scene, layer: Layer) -> dict[str, Any]:
    order = scene.areas.index if layer.kind == "areas" else scene.points.index
    lines = layer.legend()
    table = layer.table().loc[order].drop(columns="Name")
    words = {"", layer.values.policy.marker} | {entry.label for entry in layer.style.entries}
    return {
        "id": layer.id,
        "kind": layer.kind,
        "group": layer.group,
        "label": layer.title,
        "headline": headline(scene, layer),
        "question": layer.question,
        "unit": layer.unit,
        "decimals": layer.decimals,
        "words": alt_text(scene, layer),
        "about": _about(layer),
        "legend": [{**_entry(entry), "count": f"{count:,}"} for entry, count in lines],
        "classes": _classes(layer, order, [entry for entry, _ in lines]),
        "columns": [{"label": str(label), **_column(_texts(column), words)} for label, column in table.items()],
    }


def _about(layer: Layer) -> dict[str, str]:
    card = layer.values.card
    return {
        "What it cannot say": layer.caveat,
        "How it is worked out": layer.method,
        "What it assumes": card.assumptions,
        "Reference": card.reference,
        **({"Disclosure control": sentence_case(str(layer.values.policy))} if card.counts_persons else {}),
    }


def _entry(entry: Entry) -> dict[str, str]:
    note = MEANING.get(Status(entry.key), "") if entry.key in MEANING else ""
    return {"label": entry.label, "note": note, "colour": entry.colour, "hatch": entry.hatch, "mark": entry.mark}


def _classes(layer: Layer, order: pd.Index, entries: Sequence[Entry]) -> list[int]:
    place = {str(entry.key): i for i, entry in enumerate(entries)}
    return [place[str(key)] for key in layer.classes.loc[order]]


def _column(texts: list[str], words: set[str]) -> dict[str, Any]:
    """A column of numbers with as many decimals each, where all but the words are such numbers; else of texts.

    >>> _column(["1,240.5", "[c]", "3.0"], {"[c]"})
    {'number': True, 'decimals': 1, 'cells': [1240.5, '[c]', 3]}
    >>> _column(["1 to 2", "3.0"], set())
    {'number': False, 'cells': ['1 to 2', '3.0']}
    """
    found = {text: _NUMBER.fullmatch(text) for text in set(texts) - words}
    decimals = {len(number[1] or "") if number else None for number in found.values()}
    if len(decimals) != 1 or None in decimals:
        return {"number": False, "cells": list(texts)}
    known = {text: _number(text) for text in found}
    return {"number": True, "decimals": decimals.pop(), "cells": [known.get(text, text) for text in texts]}


def _number(text: str) -> int | float:
    """The number of a text, whole where it is."""
    number = float(text.replace(",", ""))
    return int(number) if number.is_integer() else number


def _told_once(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Layers in which a long column that a layer before has is only referred to, with the place where it belongs."""
    seen: dict[tuple[str, tuple[type, ...], tuple[str | int | float, ...]], tuple[int, int]] = {}
    for place, layer in enumerate(layers):
        own, layer["shared"] = layer["columns"], []
        layer["columns"] = []
        for number, column in enumerate(own):
            cells: _Cells = column["cells"]
            where = (place, number)
            if len(cells) >= _LONG:
                where = seen.setdefault((layer["kind"], tuple(map(type, cells)), tuple(cells)), where)
            if where == (place, number):
                layer["columns"].append(column)
            else:
                head = {key: value for key, value in column.items() if key != "cells"}
                layer["shared"].append({**head, "at": number, "layer": where[0], "column": where[1]})
    return layers


def _timelines(scene: Scene) -> list[dict[str, Any]]:
    """Those of layers that the scene has for the whole period too."""
    told = [_timeline(scene, timeline) for timeline in scene.timelines]
    titles = {layer.title for layer in scene.area_layers}
    return [timeline for timeline in told if timeline["title"] in titles]


def _timeline(scene: Scene, timeline: Timeline) -> dict[str, Any]:
    name, layer = next(iter(timeline.steps.items()))
    used = {str(key) for step in timeline.steps.values() for key in step.classes}
    entries = [entry for entry in layer.style.entries if entry.key.startswith("class ") or entry.key in used]
    return {
        "unit": timeline.unit,
        "title": layer.title.removesuffix(f", {name}"),
        "steps": [
            {
                "key": f"{timeline.unit}:{number}",
                "every": timeline.unit,
                "name": name,
                "headline": f"Every {timeline.unit} is in the same classes, so that they can be compared",
                **_step(scene, step, entries),
            }
            for number, (name, step) in enumerate(timeline.steps.items(), start=1)
        ],
    }


def _step(scene: Scene, layer: Layer, entries: list[Entry]) -> dict[str, Any]:
    order = scene.areas.index
    classes = _classes(layer, order, entries)
    words = {layer.values.policy.marker} | {entry.label for entry in layer.style.entries}
    named = f"{layer.title} ({layer.unit})"
    return {
        "label": layer.title,
        "question": layer.question,
        "words": f"{named}. {class_counts(layer)}",
        "legend": [{**_entry(entry), "count": f"{classes.count(number):,}"} for number, entry in enumerate(entries)],
        "classes": classes,
        "columns": [{"label": named, **_column(_texts(layer.texts().loc[order]), words)}],
    }
