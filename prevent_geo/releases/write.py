"""A release: the files of one place, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from prevent_geo.assessment.gather import own_part
from prevent_geo.briefing import Briefing, briefing_html
from prevent_geo.briefing.changes import record_of
from prevent_geo.disclosure import check_releasable, record_release
from prevent_geo.errors import InputError
from prevent_geo.layers import Layer
from prevent_geo.picture import RichPicture
from prevent_geo.releases.datapackage import datapackage
from prevent_geo.releases.manifest import describe, json_text, write_bytes, write_manifest, write_text
from prevent_geo.releases.safeguard import scan_release
from prevent_geo.releases.staging import check_page, publish, replace_page, staging

# what a scan has read, for the next one of the same files; a run names the file where both find it
READINGS = "PREVENT_GEO_READINGS"
OTHER_FORMS = ("briefing.pdf", "briefing.docx", "briefing.xlsx", "map.html", "place.gpkg")


def write_release(picture: RichPicture, briefing: Briefing, out: str | Path) -> Path:
    """Write a briefing in all its forms, the map, GIS file, tables and manifest to a folder.

    briefing.html, .pdf, .docx and .xlsx; map.html; place.gpkg; tables/; datapackage.json; manifest.json.

    Parameters
    ----------
    picture, briefing
        What to write.
    out
        The folder; an earlier release in it is replaced, anything else is left alone and refused.

    Raises
    ------
    InputError
        If `out` holds something that is not an earlier release, or the briefing is not of this picture.
    DisclosureError
        If there is no ledger, the scan of the finished files finds something, or another release was recorded since.
    CannotWriteError
        If there is no space or no right to write.
    """
    if (briefing.place, briefing.period) != (picture.place, picture.period):
        raise InputError(
            f"the briefing is of {briefing.place}, {briefing.period}; the picture of {picture.place}, {picture.period}"
        )
    check_releasable(picture.whole, picture.ledger)
    out = Path(out)
    with staging(out) as stage:
        folder = stage / "release"
        facts = {**describe(picture), "report": briefing.kind, **record_of(briefing)}
        _write_formats(picture, briefing, folder)
        write_text(folder / "datapackage.json", json_text(datapackage(folder, facts)))
        write_manifest(folder, facts)
        readings = os.environ.get(READINGS)
        scan_release(folder, picture.whole, picture.policy, Path(readings) if readings else None)
        record_release(picture.protection, picture.ledger)
        publish(folder, stage, out)
    return out


def write_map(picture: RichPicture, out: Path) -> None:
    """Write the interactive map alone, one page, after the same checks.

    Raises
    ------
    InputError
        If the file exists and is not a page that prevent_geo made.
    DisclosureError
        As `write_release`.
    """
    _write_alone(picture, out, picture.map().page().encode())


def write_poster(picture: RichPicture, out: Path) -> None:
    """Write the poster, one page of A3, after the same checks; see `write_map` for the errors."""
    from prevent_geo.maps.poster import poster

    _write_alone(picture, out, poster(picture.scene, picture.profile))


def _write_alone(picture: RichPicture, out: Path, page: bytes) -> None:
    check_releasable(picture.whole, picture.ledger)
    check_page(out)
    with tempfile.TemporaryDirectory(prefix="prevent-geo-") as stage:
        write_bytes(Path(stage) / out.name, page)
        write_manifest(Path(stage), describe(picture))
        scan_release(Path(stage), picture.whole, picture.policy)
    record_release(picture.protection, picture.ledger)
    replace_page(out, page)


def _write_formats(picture: RichPicture, briefing: Briefing, folder: Path) -> None:
    """The briefing in each form, and what belongs to it."""
    from prevent_geo.briefing.pdf import briefing_pdf
    from prevent_geo.briefing.word import briefing_word
    from prevent_geo.briefing.workbook import briefing_workbook
    from prevent_geo.releases.gis import write_gis

    write_bytes(folder / "briefing.pdf", briefing_pdf(briefing))
    write_bytes(folder / "briefing.docx", briefing_word(briefing))
    write_bytes(folder / "briefing.xlsx", briefing_workbook(briefing))
    write_text(folder / "briefing.html", briefing_html(briefing, files=OTHER_FORMS))
    write_bytes(folder / "map.html", picture.map().page().encode())
    write_gis(picture, folder / "place.gpkg")
    register = practice_register(picture)
    if len(register):
        write_csv(folder / "tables" / "practice.csv", register)
    for name, layer in picture.layers.items():
        write_csv(folder / "tables" / f"{name}.csv", layer_figures(layer))


def practice_register(picture: RichPicture) -> pd.DataFrame:
    """The programmes of a district or more, for other partnerships to read: what was tried, and what came of it."""
    if picture.audience == "public" or picture.place.level in ("area", "neighbourhood"):
        return picture.dataset.practice[:0]
    return own_part(picture.dataset, picture.place).practice.reset_index()


def layer_figures(layer: Layer) -> pd.DataFrame:
    """Released figures of a layer for other software: numbers as numbers, withheld ones empty."""
    figures = layer.values.table
    numeric = figures.select_dtypes("number").columns
    figures[numeric] = figures[numeric].astype("float64").round(4)
    figures.insert(0, "name", layer.names)
    return figures.reset_index()


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a table for spreadsheets: UTF-8 with a mark, and no text that a spreadsheet would run as a formula."""
    safe = frame.copy()
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            text = safe[name].astype("str")
            safe[name] = text.mask(text.str.match(r"[=+\-@\t\r]", na=False), "'" + text)
    lines = safe.to_csv(index=False, lineterminator="\n")
    write_text(path, "\ufeff" + lines)
