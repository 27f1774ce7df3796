"""MethodCard: what a measure answers, how, on what authority, and what it cannot say."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class MethodCard:
    """The words that travel with a measure; it cannot be made with one of them missing."""

    id: str
    title: str
    question: str
    unit: str
    formula: str
    method: str
    reference: str
    assumptions: str
    caveat: str
    counts_persons: bool

    def __post_init__(self) -> None:
        """Refuse a card with an empty field, naming all that are empty."""
        empty = [field.name for field in fields(self) if not str(getattr(self, field.name)).strip()]
        if empty:
            raise ValueError(f"method card '{self.id}' lacks: {', '.join(empty)}")
