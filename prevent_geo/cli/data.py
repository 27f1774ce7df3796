"""Commands about data: check a dataset, draw a synthetic town."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prevent_geo.cli.options import DatasetFolder
from prevent_geo.cli.progress import progress_bars
from prevent_geo.errors import InputError

if TYPE_CHECKING:
    pass


def check(
    dataset: DatasetFolder,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    out: Annotated[Path, typer.Option(help="Folder for the list of rows that are set aside.")] = Path("outputs/check"),
) -> None:
    """Check a dataset; exit 2 if it has errors.

    Prints every problem with its file, column and rows, and where every row went.
    """
    import json as json_module

    from prevent_geo.dataset import dataset_folder
    from prevent_geo.reading import check_dataset

    report = check_dataset(dataset_folder(dataset))
    print(json_module.dumps(report.as_dict(), indent=2, ensure_ascii=False, default=str) if json else report)
    if report.errors:
        raise typer.Exit(InputError.exit_code)
    listed = out / "set_aside.csv"
    if len(report.set_aside) or listed.exists():
        from prevent_geo.releases.write import write_csv

        write_csv(listed, report.set_aside)
        typer.echo(f"The rows that are set aside are listed in {listed}", err=True)


def synth(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write; an earlier town there is replaced.")],
    areas: Annotated[int, typer.Option(min=0, max=100_000, help="How many areas to invent; 0: 360.")] = 0,
    partners: Annotated[int, typer.Option(min=0, max=100_000, help="How many partners; 0: one for every 3 areas.")] = 0,
    contacts: Annotated[
        int, typer.Option(min=0, max=100_000_000, help="How many contacts to expect; 0: 100 for every 3 areas.")
    ] = 0,
    months: Annotated[int, typer.Option(min=1, max=600, help="How many months.")] = 24,
    start: Annotated[str, typer.Option(metavar="YYYY-MM", help="The first month.")] = "2024-10",
    seed: Annotated[int, typer.Option(min=0, help="The same seed writes the same bytes.")] = 1,
    boundaries: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Draw over these areas: a spatial file with their residents, or a folder with a dataset.toml.",
        ),
    ] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OURS=THEIRS", help="A column of --boundaries that is ours; repeatable."),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Plant nothing: every resident is reached at the same rate always.")
    ] = False,
    plant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND[:NAME=VALUE,...]",
            help="Plant this and not the usual features; repeatable. Names: place, subject, from, to, size. "
            "Kinds: silent, under_reached, over_served, programme_stops, single_partner, theme_flare, "
            "unrecorded_partner, unanswered, trust_decline, hardly_reached, ecological_slope.",
        ),
    ] = None,
    mess: Annotated[
        str,
        typer.Option(metavar="LEVEL", help="Write it as a faulty export: light, heavy, or kinds of fault (a,b,c)."),
    ] = "",
    format_: Annotated[
        str, typer.Option("--format", metavar="text|parquet", help="text (CSV, GeoJSON) up to 250,000 contacts.")
    ] = "",
) -> None:
    """Draw a synthetic town whose truth is known.

    Writes a dataset with its truth beside it, in OUT/truth: the true rates, and what was planted where.
    """
    from prevent_geo.runs.synth import TownOrder, make_town

    order = TownOrder(
        areas=areas,
        partners=partners,
        contacts=contacts,
        months=months,
        start=start,
        seed=seed,
        boundaries=boundaries,
        columns=tuple(map_ or ()),
        plain=plain,
        plant=tuple(plant or ()),
        mess=mess,
        form=format_,
    )
    with progress_bars() as progress:
        made = make_town(out, order, progress)
    print(made)
    print(f"Dataset: {out}; its truth: {out / 'truth'}")
