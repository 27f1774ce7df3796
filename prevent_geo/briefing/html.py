"""A briefing as one self-contained HTML page; every string is escaped, nothing is loaded."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from prevent_geo.briefing.document import Briefing

_FOLDER = Path(__file__).parent / "templates"


def briefing_html(briefing: Briefing) -> str:
    """The whole page."""
    css = (_FOLDER / "briefing.css").read_text(encoding="utf-8")
    digest = base64.b64encode(sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return _template("briefing.html").render(briefing=briefing, css=css, policy=policy)


def briefing_fragment(briefing: Briefing) -> str:
    """The body alone, for a notebook."""
    return _template("body.html").render(briefing=briefing)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_uri"] = lambda png: "data:image/png;base64," + base64.b64encode(png).decode()
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template(name)
