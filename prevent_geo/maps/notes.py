"""Notes: what roles said of a place, for those who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from prevent_geo.dataset import Dataset

# what a role said is shared among partners; the public is told of it by the partnership
READERS = ("partner", "internal")


@dataclass(frozen=True)
class Note:
    """One perspective: in which area, of what kind, who said it (a role, never a person), the words, and when."""

    area_code: str
    kind: str
    kind_label: str
    role: str
    statement: str
    date: date


def notes_of(dataset: Dataset, codes: Iterable[str], audience: str) -> tuple[Note, ...]:
    """The perspectives of some areas, newest first; none for the public."""
    rows = dataset.perspectives[dataset.perspectives["area_code"].isin(list(codes))]
    if audience not in READERS or rows.empty:
        return ()
    rows = rows.sort_values("date", ascending=False, kind="stable")
    texts = rows[["area_code", "kind", "role", "statement"]].astype("str").itertuples(index=False, name=None)
    return tuple(
        Note(code, kind, dataset.label("perspective_kinds", kind), dataset.label("roles", role), statement, said)
        for (code, kind, role, statement), said in zip(texts, rows["date"].dt.date, strict=True)
    )
