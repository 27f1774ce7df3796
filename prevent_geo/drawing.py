"""A matplotlib figure that knows its words, and the look that all our figures share."""

from __future__ import annotations

import io
from functools import cached_property
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from prevent_geo.pages import png_uri

# the Government Analysis Function's categorical palette, in its order; no more than four in one chart
PALETTE = ("#12436d", "#28a197", "#801650", "#f46a25")
INK, LINE, GROUND = "#1f1f1f", "#5f5f5f", "#ececec"
HATCHES = {
    "": "",
    "dots": "....",
    "lines": "////",
    "cross": "xxxx",
    "bars": "----",
    "checks": "++++",
    "back": "\\\\\\\\",
}
# the same picture gives the same bytes; text stays text, which a reader can select and the audit can read
SETTINGS: Any = {
    "svg.hashsalt": "prevent_geo",
    "svg.fonttype": "none",
    "hatch.linewidth": 0.5,
    "hatch.color": "#4d4d4d",
    # Verdana has the widths of DejaVu Sans, for readers of an SVG who do not have that
    "font.family": ["DejaVu Sans"],
    "text.parse_math": False,
}


class WordedFigure(Figure):
    """A figure with alternative text, without which it is not saved; it shows itself in a notebook."""

    alt_text: str = ""

    def __init__(self, width: float, height: float) -> None:
        """Make an empty figure of some inches."""
        super().__init__(figsize=(width, height), facecolor="white")
        FigureCanvasAgg(self)

    @cached_property
    def png(self) -> bytes:
        """The figure as PNG, 130 dots per inch."""
        return self._save("png", dpi=130, metadata={"Software": None, "Description": self.alt_text})

    @cached_property
    def svg(self) -> bytes:
        """The figure as SVG."""
        return self._save("svg", metadata={"Date": None, "Creator": None, "Description": self.alt_text})

    def _save(self, kind: str, **options: Any) -> bytes:
        if not self.alt_text:
            raise ValueError("a figure needs alternative text before it is saved")
        buffer = io.BytesIO()
        with mpl.rc_context(SETTINGS):
            self.savefig(buffer, format=kind, **options)
        return buffer.getvalue()

    def _repr_html_(self) -> str:
        return f'<img alt="{escape(self.alt_text)}" src="{png_uri(self.png)}">'
