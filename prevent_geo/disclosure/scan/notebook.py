"""Notebooks: sources, every form of every output, streams, attachments, metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from prevent_geo.disclosure.scan.piece import Found, Piece


def is_notebook(value: Any) -> bool:
    """Whether a JSON value is a notebook."""
    return (
        isinstance(value, dict)
        and "nbformat" in value
        and isinstance(value.get("cells"), list)
        and all(isinstance(cell, dict) for cell in value["cells"])
    )


def read_notebook(piece: Piece, value: Any) -> Found:
    """Each cell's source and outputs; whatever else the notebook and its cells carry, as JSON."""
    yield from _rest(piece, "notebook", {key: inner for key, inner in value.items() if key != "cells"})
    for place, cell in enumerate(value["cells"], 1):
        label = f"cell {place}"
        yield from _content(piece, f"{label} > source", cell.get("source", ""))
        yield from _rest(piece, label, {key: inner for key, inner in cell.items() if key not in ("source", "outputs")})
        outputs = cell.get("outputs", [])
        for number, output in enumerate(outputs if isinstance(outputs, list) else [outputs], 1):
            yield from _output(piece, f"{label} > output {number}", output)


def _output(piece: Piece, label: str, output: Any) -> Found:
    """Every form of an output, and what it carries besides."""
    if not isinstance(output, dict):
        yield from _content(piece, label, output)
        return
    data = output.get("data")
    forms = data if isinstance(data, dict) else {"data": data}
    for form, content in forms.items():
        yield from _content(piece, f"{label} > {form}", content)
    for key in ("text", "traceback"):
        yield from _content(piece, f"{label} > {output.get('name', key)}", output.get(key))
    yield from _rest(
        piece, label, {key: value for key, value in output.items() if key not in ("data", "text", "traceback")}
    )


def _content(piece: Piece, label: str, content: Any) -> Iterator[Piece]:
    """A text, also where it is stored line by line; anything else as JSON."""
    if isinstance(content, list) and all(isinstance(line, str) for line in content):
        content = "".join(content)
    if isinstance(content, str) and content:
        yield piece.inside(label, content)
    elif content:
        yield piece.inside(label, json.dumps(content, ensure_ascii=False))


def _rest(piece: Piece, label: str, rest: dict[str, Any]) -> Iterator[Piece]:
    """Metadata, parameters, attachments and whatever a later version of the format adds."""
    yield piece.inside(f"{label} metadata", json.dumps(rest, ensure_ascii=False))
