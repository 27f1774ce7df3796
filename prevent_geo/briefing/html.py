"""A briefing as one self-contained HTML page; every string is escaped, nothing is loaded."""

from __future__ import annotations

import base64
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from prevent_geo.briefing.document import Briefing, DataTable
from prevent_geo.briefing.plain import are_figures, columns_of, source_line
from prevent_geo.pages import marking_on_paper, page_template, security_policy

_FOLDER = Path(__file__).parent / "templates"
_FORMATS = {
    ".pdf": "PDF, to print or archive",
    ".docx": "Word document, to edit",
    ".xlsx": "Workbook with all tables",
    ".gpkg": "GeoPackage, for a GIS",
    ".html": "Interactive map",
    ".json": "Description of all files",
    ".csv": "Table",
}


def briefing_html(briefing: Briefing, files: tuple[str, ...] = ()) -> str:
    """The whole page.

    Parameters
    ----------
    briefing
        What to write.
    files
        Paths of other files of the same release, seen from the page, to be linked to.
    """
    css = (_FOLDER / "briefing.css").read_text(encoding="utf-8") + marking_on_paper(briefing.about.marking)
    page = page_template(_FOLDER, "briefing.html")
    return page.render(
        **_names(briefing), css=css, policy=security_policy([css]), files=[_file(name) for name in files]
    )


def briefing_fragment(briefing: Briefing) -> str:
    """The body alone, for a notebook."""
    return page_template(_FOLDER, "body.html").render(**_names(briefing))


def _names(briefing: Briefing) -> dict[str, object]:
    """What the templates may use."""
    return {"briefing": briefing, "source": source_line(briefing), "svg_uri": _svg_uri, "sides": _sides}


def _svg_uri(svg: bytes) -> str:
    """An SVG as the address of an image, in which nothing can run."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _sides(table: DataTable) -> list[str]:
    """Which columns stand to the right: those of figures."""
    return ["figure" if are_figures(cells) else "" for cells in columns_of(table.frame)]


def _file(name: str) -> dict[str, str]:
    """A link to a file, and what it is; a name cannot lead out of the folder."""
    path = PurePosixPath(name)
    words = _FORMATS.get(path.suffix.lower(), "File")
    return {"href": "./" + quote(path.as_posix().lstrip("./")), "name": path.name, "words": words}
