"""A briefing as one self-contained HTML page; every string is escaped, nothing is loaded."""

from __future__ import annotations

from pathlib import Path

from prevent_geo.briefing.document import Briefing
from prevent_geo.pages import page_template, security_policy

_FOLDER = Path(__file__).parent / "templates"


def briefing_html(briefing: Briefing) -> str:
    """The whole page."""
    css = (_FOLDER / "briefing.css").read_text(encoding="utf-8")
    page = page_template(_FOLDER, "briefing.html")
    return page.render(briefing=briefing, css=css, policy=security_policy([css]))


def briefing_fragment(briefing: Briefing) -> str:
    """The body alone, for a notebook."""
    return page_template(_FOLDER, "body.html").render(briefing=briefing)
