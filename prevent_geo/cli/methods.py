"""The command about measures: what each answers, how, and what it cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from prevent_geo.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from rich.table import Table

    from prevent_geo.measures import MethodCard


def methods(
    measure: Annotated[str, typer.Argument(metavar="ID", help="The measure whose card is shown; none: all.")] = "",
    group: Annotated[
        str,
        typer.Option(
            metavar="GROUP", help="Only the measures of place, reach, voice, partners, delivery, support or unknowns."
        ),
    ] = "",
) -> None:
    """Say what each measure answers, how, and what it cannot say.

    Lists the measures by group; with an ID, shows the whole card of one.
    """
    from rich.console import Console

    from prevent_geo.measures import CARDS
    from prevent_geo.measures.common.methods_page import GROUP_TITLES, by_group

    # cards hold brackets that are no markup
    console = Console(markup=False, highlight=False)
    if measure and group:
        raise InputError("give an ID or --group, not both")
    if measure:
        if measure not in CARDS:
            raise InputError(f"measure '{measure}': there is no such measure{did_you_mean(measure, CARDS)}")
        console.print(_card_table(CARDS[measure]))
        return
    if group and group not in GROUP_TITLES:
        near = did_you_mean(group, GROUP_TITLES)
        raise InputError(f"--group '{group}' is not one of {', '.join(GROUP_TITLES)}{near}")
    for name, title in GROUP_TITLES.items():
        if group in {"", name} and (cards := by_group(CARDS, name)):
            console.print(_list_table(title, cards))


def _list_table(title: str, cards: list[MethodCard]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=True
    )
    table.add_column("id", no_wrap=True)
    # a word that is too long for its column is folded, not cut
    for name, ratio in {"title": 4, "question": 5, "unit": 4}.items():
        table.add_column(name, ratio=ratio, overflow="fold")
    table.add_column("persons", no_wrap=True)
    for card in cards:
        table.add_row(card.id, card.title, card.question, card.unit, "yes" if card.counts_persons else "no")
    return table


def _card_table(card: MethodCard) -> Table:
    from rich.table import Table

    from prevent_geo.measures.common.methods_page import GROUP_TITLES, card_facts

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    facts = {"Measure": card.id, "Title": card.title, "Group": GROUP_TITLES[card.group], **card_facts(card)}
    for name, fact in facts.items():
        table.add_row(name, fact)
    return table
