"""The command line: parses, calls, prints, exits. Heavy imports stay inside the commands, so that --help is quick."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prevent_geo.errors import CannotWriteError, InputError, PreventGeoError

if TYPE_CHECKING:
    from prevent_geo.dataset import Dataset
    from prevent_geo.place import Place
    from prevent_geo.runs.job import Result

_EXITS = (
    "Exit codes: 0 done; 2 bad input; 3 refused by disclosure control; 4 some jobs failed; 7 no space or cannot write."
)
app = typer.Typer(
    help="Community maps and area briefings from three tables: areas, partners, engagement contacts.",
    epilog=_EXITS,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

# parameters of a notebook that the command line gives itself
_OWN_OPTION = {name: f"use --{name}" for name in ("place", "period", "audience", "marking", "out")} | {
    "dataset": "it is the first word after brief"
}

DatasetFolder = Annotated[str, typer.Argument(metavar="DATASET", help='Folder with a dataset.toml, or "sample".')]
PlaceOption = Annotated[
    str, typer.Option(help="all, force:CODE, district:CODE, neighbourhood:CODE, area:CODE, or a name.")
]
PeriodOption = Annotated[
    str, typer.Option(help="all, 2026, 2026-Q1, 2026-03, 2026-01-01/2026-03-31, or 'last 12 months'.")
]
AudienceOption = Annotated[str, typer.Option(help="public, partner or internal.")]
MarkingOption = Annotated[str, typer.Option(help="Protective marking; not lower than the dataset's own (the default).")]


@app.command()
def demo(out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("outputs/demo")) -> None:
    """Check the sample and brief a district of it.

    Makes the briefings of that district and of each of its neighbourhoods, with an index page.
    """
    from prevent_geo.dataset import open_dataset
    from prevent_geo.runs.batch import choose_places

    dataset = open_dataset("sample")
    print(dataset.report)
    district = dataset.places("district")[0]
    within = choose_places(dataset, "neighbourhood", str(district))
    _brief(dataset, "sample", [district, *within], out, {})


@app.command()
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
    from prevent_geo.reading import read_dataset

    report = read_dataset(dataset_folder(dataset)).report
    print(json_module.dumps(report.as_dict(), indent=2, ensure_ascii=False, default=str) if json else report)
    if report.errors:
        raise typer.Exit(InputError.exit_code)
    listed = out / "set_aside.csv"
    if len(report.set_aside) or listed.exists():
        from prevent_geo.runs.release import write_csv

        write_csv(listed, report.set_aside)
        typer.echo(f"The rows that are set aside are listed in {listed}", err=True)


@app.command("map")
def write_map(
    dataset: DatasetFolder,
    place: PlaceOption = "all",
    period: PeriodOption = "all",
    audience: AudienceOption = "partner",
    marking: MarkingOption = "",
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("outputs/map.html"),
) -> None:
    """Write the interactive map of a place.

    One HTML file that opens in any browser without a connection.
    """
    from prevent_geo.picture import rich_picture
    from prevent_geo.runs.staging import replace_page

    picture = rich_picture(_open(dataset, marking), place=place, period=period, audience=audience)
    replace_page(out, picture.map().page())
    print(f"Map of {picture.place.full_name}: {out}")


@app.command()
def brief(
    dataset: DatasetFolder,
    place: PlaceOption = "all",
    each: Annotated[str, typer.Option(help="A briefing for each area, neighbourhood, district or force.")] = "",
    within: Annotated[str, typer.Option(help="With --each: only those within this place.")] = "all",
    period: PeriodOption = "all",
    audience: AudienceOption = "partner",
    marking: MarkingOption = "",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another parameter of the notebook; repeatable."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("outputs/brief"),
) -> None:
    """Make area briefings, for one place or many.

    Runs the notebook for a place, or for each place of a level, and writes an index page.
    """
    from prevent_geo.runs.batch import choose_places

    if each and place != "all":
        raise InputError("give --place or --each, not both (with --each, --within says where)")
    if within != "all" and not each:
        raise InputError("--within says where with --each; for one place give --place")
    given: dict[str, Any] = {"period": period, "audience": audience, "marking": marking}
    for pair in set_ or []:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"--set '{pair}' is not NAME=VALUE")
        if name.strip() in _OWN_OPTION:
            raise InputError(f"--set {name.strip()}: {_OWN_OPTION[name.strip()]}")
        given[name.strip()] = value
    opened = _open(dataset, "")
    places = choose_places(opened, each, within) if each else [opened.place(place)]
    _brief(opened, dataset, places, out, given)


@app.command()
def notebooks() -> None:
    """List the notebooks and their parameters."""
    from prevent_geo.runs.parameters import list_notebooks, notebook_parameters

    for notebook in list_notebooks():
        print(f"{notebook.stem}  ({notebook})")
        for parameter in notebook_parameters(notebook):
            print(f"  {parameter.name}: {parameter.type} = {parameter.default}  # {parameter.meaning}")


@app.command()
def doctor(
    out: Annotated[Path, typer.Option(help="Folder whose write access is tried.")] = Path("outputs"),
) -> None:
    """Say whether briefings can be made here.

    Looks at versions, assets, kernel, browser and write access.
    """
    from prevent_geo.runs.doctor import examine

    findings = examine(out)
    for finding in findings:
        print(f"{'ok  ' if finding.ok else 'BAD ' if finding.needed else 'none'}  {finding.name}: {finding.detail}")
    if any(finding.needed and not finding.ok for finding in findings):
        raise typer.Exit(InputError.exit_code)


def main() -> None:
    """Run the command line; an expected error is one line on stderr and its own exit code."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except PreventGeoError as error:
        typer.echo(f"prevent-geo: {error}", err=True)
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        typer.echo(
            f"prevent-geo: cannot read or write {error.filename or 'a file'}: {error.strerror or error}", err=True
        )
        raise SystemExit(CannotWriteError.exit_code) from None


def _open(folder: str, marking: str) -> Dataset:
    from prevent_geo.dataset import open_dataset

    opened = open_dataset(folder)
    for warning in opened.report.warnings:
        typer.echo(f"warning: {warning}", err=True)
    return opened.marked(marking) if marking else opened


def _brief(dataset: Dataset, folder: str, places: list[Place], out: Path, given: dict[str, Any]) -> None:
    from prevent_geo.period import Period
    from prevent_geo.runs.batch import briefing_jobs, folder_name, raise_failures, run_jobs
    from prevent_geo.runs.index import IndexEntry, write_index

    jobs = briefing_jobs(dataset, places, out, {"dataset": folder, **given})
    print(f"{len(jobs)} briefing{'s' if len(jobs) != 1 else ''} to make; the first takes longest.", flush=True)
    if given.get("marking"):
        dataset = dataset.marked(given["marking"])
    results = run_jobs(jobs, _say)
    made = [IndexEntry(p, folder_name(p)) for p, result in zip(places, results, strict=True) if result.ok]
    if made:
        period = Period.parse(str(given.get("period", "all")), dataset.period)
        index = write_index(out, dataset, str(period), made)
        print(f"{len(made)} of {len(jobs)} done. Open {index.absolute().as_uri()}")
    raise_failures(results)


def _say(result: Result, done: int, of: int) -> None:
    state = f"done in {result.seconds:.0f} s" if result.ok else f"FAILED: {result.error}"
    print(f"[{done}/{of}] {result.job.title}: {state}", flush=True)


if __name__ == "__main__":
    main()
