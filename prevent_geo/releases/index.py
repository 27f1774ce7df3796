"""index.html of a run: a clickable map and a list of every place, what became of it, and what was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import geopandas as gpd

from prevent_geo.dataset import About
from prevent_geo.disclosure import Policy
from prevent_geo.errors import counted
from prevent_geo.pages import marking_on_paper, page_template, security_policy
from prevent_geo.place import LEVELS
from prevent_geo.releases.changed import change_words, period_of
from prevent_geo.releases.index_map import draw_places
from prevent_geo.releases.summary import Listed, common_value

_FOLDER = Path(__file__).parent / "templates"
INDEX = "index.html"
FORMATS = {
    "briefing.html": "Briefing",
    "briefing.pdf": "PDF",
    "briefing.docx": "Document",
    "briefing.xlsx": "Workbook",
    "map.html": "Map",
    "place.gpkg": "GIS file",
    "briefing.ipynb": "Notebook",
}
# what else the run writes beside the page
FILES = {
    "manifest.json": "what every release was made from, and a hash of each",
    "packages.cdx.json": "the software that it was made with, for tools that check packages (CycloneDX)",
    "audit.jsonl": "what was decided, and what became of each place, a line each",
}
_TABLE = re.compile(r"tables/([\w.-]+)\.csv")
# a word, and a mark that is no colour
STATUSES = {
    "made": ("Made", "✓"),
    "kept": ("Unchanged", "="),
    "failed": ("Failed", "✗"),
    "earlier": ("Earlier run", "↶"),
}


@dataclass(frozen=True)
class _Row:
    """A line of the list: what stands in it, in words."""

    listed: Listed
    rank: int
    status: str
    mark: str
    notes: tuple[str, ...]
    changed: str
    links: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, str], ...]

    @property
    def page(self) -> str:
        """Where its shape on the map leads: its briefing; empty if it has none."""
        return next((href for name, href in self.links if name == FORMATS["briefing.html"]), "")


def index_page(
    areas: gpd.GeoDataFrame,
    about: About,
    period: str,
    listed: Sequence[Listed],
    *,
    marking: str,
    notebook: str,
    policy: Policy,
) -> str:
    """The index page of a run; the smallest places are the clickable shapes of its map.

    Parameters
    ----------
    areas
        Checked areas, indexed by area_code, for the map.
    about
        What the dataset is, with the marking of the page.
    period
        What the run covers.
    listed
        Every place in the folder; see `list_places`.
    marking
        Of what this run made; that of the page is higher where it lists something that is.
    notebook, policy
        What was run, and under which rules.
    """
    report, audience = common_value(listed, "report"), common_value(listed, "parameters", "audience")
    # what is said once, at the head of the page, and so in no row
    usual = [report, *_terms(period, marking, about.vintage, policy.name, audience)]
    rows = [_row(one, usual) for one in listed]
    shapes, width, height = draw_places(areas, [one.place for one in listed])
    counts = Counter(one.status for one in listed)
    parts = {name: (_FOLDER / name).read_text(encoding="utf-8") for name in ("index.css", "index.js")}
    css = parts["index.css"] + marking_on_paper(about.marking)
    return page_template(_FOLDER, "index.html").render(
        about=about,
        period=period,
        policy=policy,
        notebook=notebook,
        report=report,
        audience=audience,
        own_marking=marking,
        withheld=common_value(listed, "withheld"),
        counts=[(mark, word, counts[status]) for status, (word, mark) in STATUSES.items() if counts[status]],
        said=counted(len(rows), "place"),
        files=FILES,
        rows=rows,
        shapes=shapes,
        width=width,
        height=height,
        css=css,
        js=parts["index.js"],
        security=security_policy([css], [parts["index.js"]]),
    )


def _row(one: Listed, usual: Sequence[str]) -> _Row:
    word, mark = STATUSES[one.status]
    files = one.release.get("files", {})
    links = [(title, _href(one.folder, name)) for name, title in FORMATS.items() if name in files]
    tables = [
        (match[1].replace("_", " "), _href(one.folder, name))
        for name in sorted(files)
        if (match := _TABLE.fullmatch(name))
    ]
    rank = LEVELS.index(one.place.level)
    changed = "No new release." if one.status == "failed" else change_words(one.release)
    return _Row(one, rank, word, mark, tuple(_notes(one, usual)), changed, tuple(links), tuple(tables))


def _notes(one: Listed, usual: Sequence[str]) -> list[str]:
    """What is to be said of a place that this run did not make: why, and what the release that is there covers."""
    if one.status in ("made", "kept"):
        return []
    notes = [_sentence(one.outcome.failure_words)] if one.outcome else []
    if not one.release:
        return [*notes, "There is no release of it yet."]
    facts, policy = one.release, one.release.get("policy")
    terms = _terms(
        str(period_of(one.parameters.get("period")) or "an unknown period"),
        facts.get("marking"),
        facts.get("vintage"),
        policy.get("name") if isinstance(policy, Mapping) else None,
        one.parameters.get("audience"),
    )
    terms = [str(facts.get("report", "")), *terms]
    others = "; ".join(term for term in terms if term and term not in usual)
    here = "Its last good release is still here" if one.outcome else "Not part of this run"
    return [*notes, f"{here}{': ' if others else ''}{others}."]


def _terms(period: str, marking: object, vintage: object, policy: object, audience: object) -> list[str]:
    return [f"covers {period}", f"marked {marking}", f"vintage {vintage}", f"policy {policy}", f"for: {audience}"]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _href(folder: str, name: str) -> str:
    """A path as an address; what is no path in it is written as its code."""
    return quote(f"{folder}/{name}")
