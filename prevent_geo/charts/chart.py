"""Chart: a figure that cannot exist without a sentence of what it shows, its words and its table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from prevent_geo.drawing import WordedFigure


@dataclass(frozen=True, eq=False, repr=False)
class Chart:
    """A drawn chart.

    `title` is a sentence that says what it shows, without a full stop; `question` what it answers; `caveat` how not to
    read it. `table` has the values as text, its first column says what a row is about.
    """

    id: str
    title: str
    question: str
    caveat: str
    figure: WordedFigure
    table: pd.DataFrame

    def __post_init__(self) -> None:
        """Refuse a chart without its words or its table."""
        words = {name: getattr(self, name) for name in ("id", "title", "question", "caveat")}
        words["alternative text"] = self.figure.alt_text
        if missing := [name for name, text in words.items() if not text.strip()]:
            raise ValueError(f"chart '{self.id}' lacks its {', '.join(missing)}")
        if self.table.empty or not all(isinstance(kind, pd.StringDtype) for kind in self.table.dtypes):
            raise ValueError(f"chart '{self.id}' needs a table of text")
        if self.table.isna().any(axis=None):
            raise ValueError(f"chart '{self.id}': its table has empty cells; say in words why there is no value")

    def __repr__(self) -> str:
        """Say what it shows."""
        return f"<Chart {self.id}: {self.title}>"

    def _repr_html_(self) -> str:
        words = f"<strong>{escape(self.title)}</strong><br>{escape(self.question)} {escape(self.caveat)}"
        return f"<figure><figcaption>{words}</figcaption>{self.figure._repr_html_()}</figure>" + self.table.to_html(
            index=False
        )
