"""The page of methods, made from the cards: `python -m prevent_geo.measures.common.methods_page > docs/methods.md`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from prevent_geo.measures.common.card import Group, MethodCard
from prevent_geo.measures.common.status import MEANING

GROUP_TITLES: Mapping[Group, str] = {
    "place": "Place: the areas, how many live there, and which areas are alike",
    "reach": "Reach: where contacts take place, and where not",
    "voice": "Voice: what communities said, and whether they were answered",
    "partners": "Partners: who works where, and with whom",
    "delivery": "Delivery: whether what was planned is done",
    "support": "Support: people on the support pathway, and institutions",
    "unknowns": "Unknowns: what is not known, and how far figures can be relied on",
}

_HEAD = """# Methods

Made by `python -m prevent_geo.measures.common.methods_page`; a test keeps it true. `prevent-geo methods` lists the same
on the command line, and `prevent-geo methods ID` shows one measure.

Every measure is about services: what partners did, recorded and offered. None is about a person, and none scores a
place or a community for risk (see [responsible use](responsible-use.md)).

## Where there is no number

A figure that is not there is never shown as 0. Why there is none, or why a number is 0, is one of these:

| shown as | what it means |
| --- | --- |
"""

_LIMITS = """
## What limits say

Where a figure has limits, it would come out a little different if the same work were done and recorded again. Limits at
95 % are made so that in 95 of 100 such cases they hold the true figure. They cover chance alone, not what was never
recorded. Two places whose limits overlap may or may not differ, so words such as "higher" and "rose" come from a test,
never from comparing two figures or their limits by eye. A figure without limits is a plain count or distance, or one
for which none could be made.

## Counts of persons

A measure that counts persons names the columns that do. It leaves the library only through disclosure control: small
counts are withheld, and so is everything in the row that they could be worked out from.
"""


def methods_page(cards: Mapping[str, MethodCard]) -> str:
    """The whole page as Markdown.

    Parameters
    ----------
    cards
        The method cards by id; those of a group keep their order.

    Examples
    --------
    >>> print(methods_page({})[:9])
    # Methods
    """
    nothing = "".join(f"| {status} | {_plain(meaning)} |\n" for status, meaning in MEANING.items())
    sections = [_section(title, by_group(cards, group)) for group, title in GROUP_TITLES.items()]
    return _HEAD + nothing + _LIMITS + "".join(sections)


def by_group(cards: Mapping[str, MethodCard], group: str) -> list[MethodCard]:
    """The cards of one group, in their order."""
    return [card for card in cards.values() if card.group == group]


def persons_text(card: MethodCard) -> str:
    """Whether a measure counts persons, and in which columns."""
    columns = " and ".join(counted.column for counted in card.persons)
    return f"yes, in {columns}; shown only after disclosure control" if columns else "no"


def card_facts(card: MethodCard) -> dict[str, str]:
    """What a card says, by the names that people read."""
    return {
        "Question": card.question,
        "Unit": card.unit,
        "Formula": card.formula,
        "Method": card.method,
        "Reference": card.reference,
        "Assumptions": card.assumptions,
        "What it cannot say": card.caveat,
        "Counts persons": persons_text(card),
    }


def _section(title: str, cards: list[MethodCard]) -> str:
    if not cards:
        return ""
    listed = [f"| [{_plain(card.title)}](#{_anchor(card)}) | {_plain(card.question)} |" for card in cards]
    contents = "\n".join(["| measure | question |", "| --- | --- |", *listed])
    return f"\n## {title}\n\n{contents}\n" + "".join(_card(card) for card in cards)


def _card(card: MethodCard) -> str:
    facts = "".join(f"- **{name}:** {_plain(fact)}\n" for name, fact in card_facts(card).items())
    return f"\n### {_plain(card.title)}\n\n`{card.id}`\n\n{facts}"


def _anchor(card: MethodCard) -> str:
    """Where a link to the heading of a card leads, as GitHub and JupyterLab make it."""
    return re.sub(r"[^\w\- ]", "", card.title.lower()).replace(" ", "-")


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is, also in a table."""
    return re.sub(r"([\\`*_<|\[\]])", r"\\\1", text)


if __name__ == "__main__":
    from prevent_geo.measures import CARDS

    print(methods_page(CARDS), end="")
