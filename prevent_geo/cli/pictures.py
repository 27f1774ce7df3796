"""Commands that draw the rich picture of a place: a map, a poster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prevent_geo.cli.options import (
    AudienceOption,
    DatasetFolder,
    FirstReleaseOption,
    LedgerOption,
    MarkingOption,
    NeedOption,
    PeriodOption,
    PlaceOption,
    PolicyFileOption,
    PolicyOption,
)

if TYPE_CHECKING:
    from prevent_geo.dataset import Dataset
    from prevent_geo.picture import RichPicture


def _page_command(name: str, out: Path, words: str) -> Callable[..., None]:
    """A command that writes one page of a place: written by a function of releases.write, with words for the help."""

    def command(
        dataset: DatasetFolder,
        place: PlaceOption = "all",
        period: PeriodOption = "all",
        audience: AudienceOption = "partner",
        marking: MarkingOption = "",
        need: NeedOption = "flat",
        policy: PolicyOption = "default",
        policy_file: PolicyFileOption = "",
        ledger: LedgerOption = "",
        first_release: FirstReleaseOption = False,
        out: Annotated[Path, typer.Option(help="File to write.")] = out,
    ) -> None:
        from prevent_geo.releases import write

        chosen = {"place": place, "period": period, "audience": audience, "need": need}
        picture = _picture(dataset, marking, chosen, policy, policy_file, ledger, first_release)
        getattr(write, name)(picture, out)
        print(f"{picture.place.full_name}: {out}")

    command.__doc__ = words
    return command


write_map = _page_command(
    "write_map",
    Path("outputs/map.html"),
    """Write the interactive map of a place.

    One HTML file that opens in any browser without a connection.
    """,
)
write_poster = _page_command(
    "write_poster",
    Path("outputs/poster.pdf"),
    """Write the poster of a place.

    One PDF page of A3: the rich picture, to hang on a wall and to start a meeting with.
    """,
)


def _picture(
    folder: str,
    marking: str,
    chosen: dict[str, str],
    policy: str,
    policy_file: str,
    ledger: str,
    first_release: bool,
) -> RichPicture:
    from prevent_geo.disclosure import earlier_releases, find_policy
    from prevent_geo.picture import rich_picture

    data = open_and_warn(folder, marking)
    rules, released = find_policy(policy, policy_file), earlier_releases(data, ledger, first_release=first_release)
    return rich_picture(data, **chosen, policy=rules, ledger=released)


def open_and_warn(folder: str, marking: str = "") -> Dataset:
    """Open a dataset; its warnings go to stderr."""
    from prevent_geo.dataset import open_dataset

    opened = open_dataset(folder)
    for warning in opened.report.warnings:
        typer.echo(f"warning: {warning}", err=True)
    return opened.marked(marking) if marking else opened
