"""Self-contained pages: one way to fill a template, one security policy."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

# stands near the top of every page, so that a later run knows which files it may replace
GENERATOR = '<meta name="generator" content="prevent_geo">'


@cache
def page_template(folder: Path, name: str) -> Template:
    """A template that escapes every string and refuses a name that it is not given."""
    environment = Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_uri"] = png_uri
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template(name)


def security_policy(styles: Iterable[str], scripts: Iterable[str] = ()) -> str:
    """A Content-Security-Policy that loads nothing and runs exactly these styles and scripts."""
    parts = [
        "default-src 'none'",
        f"style-src {_hashes(styles)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if scripts := list(scripts):
        parts.insert(1, f"script-src {_hashes(scripts)}")
    return "; ".join(parts)


def png_uri(png: bytes) -> str:
    """A PNG as the address of an image."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _hashes(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def marking_on_paper(marking: str) -> str:
    """The style that prints the marking above and below every page, every character of it written as its code."""
    text = "".join(f"\\{ord(character):06x}" for character in marking)
    look = f'{{ content: "{text}"; font: bold 9pt Arial, sans-serif; }}'
    return f"@page {{ @top-center {look} @bottom-center {look} }}\n"
