"""Exercise: what is asked, the right answer in any town, and where to look after each wrong one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from prevent_geo.course.answers import AnswerKind, UnreadableError
from prevent_geo.course.town import KnownTown

# what is the same in every town, or follows from the town
Words = str | Callable[[KnownTown], str]
Answer = Any


@dataclass(frozen=True)
class Verdict:
    """What a check says of an answer: right, not yet and where to look, or (without an answer) what is asked."""

    right: bool
    text: str

    def __repr__(self) -> str:
        """Say it."""
        return self.text

    def _repr_html_(self) -> str:
        from html import escape

        sign = "✔" if self.right else "→"
        return f"<p><strong>{sign}</strong> {escape(self.text)}</p>"


@dataclass(frozen=True, eq=False)
class Mistake:
    """A wrong answer that learners often give: what they did, what comes of it, and where to look.

    `answer` is a value, or a function that computes it in a town.
    """

    did: str
    answer: Answer
    look_at: str

    def given(self, town: KnownTown) -> Any:
        """The wrong answer in a town."""
        return town.once(self, lambda known: _in_town(self.answer, known))


@dataclass(frozen=True, eq=False)
class Exercise:
    """A question about a town.

    `asks` is the question, `right` the right answer and `debrief` what to say once it is found, each as it is or as a
    function of the town; `mistakes` are the usual wrong answers, `look_at` the hint for any other.
    """

    name: str
    asks: Words
    kind: AnswerKind
    right: Answer
    mistakes: tuple[Mistake, ...]
    look_at: str
    debrief: Words

    def question(self, town: KnownTown) -> str:
        """What is asked, and how the answer is to be written."""
        return f"{_in_town(self.asks, town)} Answer with {self.kind.form(town)}."

    def solution(self, town: KnownTown) -> Any:
        """The right answer in a town, as it is compared."""
        return town.once(self, lambda known: self.kind.read(_in_town(self.right, known), known))

    def after(self, town: KnownTown) -> str:
        """What to say once the right answer is found."""
        return str(_in_town(self.debrief, town))

    def check(self, town: KnownTown, answer: Any) -> Verdict:
        """Right; or not yet, and where to look. None asks the question.

        The right answer stands in no text but the one that follows it.
        """
        if answer is None:
            return Verdict(False, self.question(town))
        try:
            given = self.kind.read(answer, town)
        except UnreadableError as error:
            return Verdict(False, f"Not yet: {error}.")
        right = self.solution(town)
        if self.kind.same(given, right):
            return Verdict(True, f"Right. {self.after(town)}")
        hints = (mistake.look_at for mistake in self.mistakes if self._is(mistake, given, town))
        return Verdict(False, f"Not yet: look at {next(hints, self.look_at)}")

    def _is(self, mistake: Mistake, given: Any, town: KnownTown) -> bool:
        with suppress(UnreadableError):
            return self.kind.same(given, self.kind.read(mistake.given(town), town))
        return False


def _in_town(value: Any, town: KnownTown) -> Any:
    return value(town) if callable(value) else value
