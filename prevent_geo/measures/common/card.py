"""MethodCard: what a measure answers, how, on what authority, and what it cannot say."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, NamedTuple, get_args

Group = Literal["place", "reach", "voice", "partners", "delivery", "support", "unknowns"]


class Counted(NamedTuple):
    """A column that counts persons: which quantity, and whether that of the period, or of the stage, before."""

    column: str
    quantity: Literal["attendance", "answers", "pathway"]
    before: Literal["", "period", "stage"] = ""


@dataclass(frozen=True)
class MethodCard:
    """The words that travel with a measure; it cannot be made with one of them missing.

    `persons` are the columns of the result that count persons; a withheld count takes its row with it. Of a measure
    of persons, `further` names the columns, beyond those that every measure has, that leave with a row that is shown.
    """

    id: str
    group: Group
    title: str
    question: str
    unit: str
    formula: str
    method: str
    reference: str
    assumptions: str
    caveat: str
    persons: tuple[Counted, ...] = ()
    further: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a card with an empty field, naming all that are empty, or in a group that there is not."""
        empty = [field.name for field in fields(self) if not str(getattr(self, field.name)).strip()]
        if empty:
            raise ValueError(f"method card '{self.id}' lacks: {', '.join(empty)}")
        if self.group not in get_args(Group):
            raise ValueError(
                f"method card '{self.id}': group '{self.group}' is not one of {', '.join(get_args(Group))}"
            )

    @property
    def counts_persons(self) -> bool:
        """Whether the measure counts persons, so that its result leaves only through disclosure control."""
        return bool(self.persons)
