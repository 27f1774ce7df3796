"""Commands that make reports: the demo, a map, area briefings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from prevent_geo.errors import InputError

if TYPE_CHECKING:
    from prevent_geo.dataset import Dataset
    from prevent_geo.picture import RichPicture
    from prevent_geo.place import Place
    from prevent_geo.runs.job import Result

# parameters of a notebook that the command line gives itself
_OPTIONS = ("place", "period", "audience", "marking", "policy", "policy_file", "ledger", "first_release", "out")
_OWN_OPTION = {name: f"use --{name.replace('_', '-')}" for name in _OPTIONS} | {
    "dataset": "it is the first word after brief"
}


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
    _brief(dataset, "sample", [district, *within], out, {}, "area_briefing")


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

    data = _open(folder, marking)
    rules, released = find_policy(policy, policy_file), earlier_releases(data, ledger, first_release=first_release)
    return rich_picture(data, **chosen, policy=rules, ledger=released)


def brief(
    dataset: DatasetFolder,
    place: PlaceOption = "all",
    each: Annotated[str, typer.Option(help="A briefing for each area, neighbourhood, district or force.")] = "",
    within: Annotated[str, typer.Option(help="With --each: only those within this place.")] = "all",
    period: PeriodOption = "all",
    audience: AudienceOption = "partner",
    marking: MarkingOption = "",
    policy: PolicyOption = "default",
    policy_file: PolicyFileOption = "",
    ledger: LedgerOption = "",
    first_release: FirstReleaseOption = False,
    notebook: Annotated[
        str, typer.Option(help="Its report: area_briefing, partnership_assessment, scorecard, or a file of your own.")
    ] = "area_briefing",
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
    given |= {"policy": policy, "policy_file": policy_file, "ledger": ledger, "first_release": first_release}
    for pair in set_ or []:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InputError(f"--set '{pair}' is not NAME=VALUE")
        if name.strip() in _OWN_OPTION:
            raise InputError(f"--set {name.strip()}: {_OWN_OPTION[name.strip()]}")
        given[name.strip()] = value
    opened = _open(dataset, "")
    places = choose_places(opened, each, within) if each else [opened.place(place)]
    _brief(opened, dataset, places, out, given, notebook)


def _open(folder: str, marking: str) -> Dataset:
    from prevent_geo.dataset import open_dataset

    opened = open_dataset(folder)
    for warning in opened.report.warnings:
        typer.echo(f"warning: {warning}", err=True)
    return opened.marked(marking) if marking else opened


def _brief(dataset: Dataset, folder: str, places: list[Place], out: Path, given: dict[str, Any], notebook: str) -> None:
    from prevent_geo.period import Period
    from prevent_geo.releases.index import IndexEntry, write_index
    from prevent_geo.releases.safeguard import decided_once
    from prevent_geo.runs.batch import briefing_jobs, folder_name, policy_of, raise_failures, run_jobs

    period = Period.parse(str(given.get("period", "all")), dataset.period)
    # every parameter is checked before anything is decided
    briefing_jobs(dataset, places, out, {"dataset": folder, **given}, notebook=notebook)
    print(
        f"{len(places)} briefing{'s' if len(places) != 1 else ''} to make; first it is decided what is withheld.",
        flush=True,
    )
    first = bool(given.get("first_release", False))
    policy, ledger = policy_of(given), str(given.get("ledger", ""))
    with decided_once(dataset, policy, period, ledger, first_release=first, say=_tell) as kept:
        given = {"dataset": folder, **given, "ledger": kept, "first_release": False}
        jobs = briefing_jobs(dataset, places, out, given, notebook=notebook)
        results = run_jobs(jobs, _say)
    if given.get("marking"):
        dataset = dataset.marked(given["marking"])
    made = [IndexEntry(p, folder_name(p)) for p, result in zip(places, results, strict=True) if result.ok]
    if made:
        index = write_index(out, dataset, str(period), made)
        print(f"{len(made)} of {len(jobs)} done. Open {index.absolute().as_uri()}")
    raise_failures(results)


def _tell(line: str) -> None:
    print(line, flush=True)


def _say(result: Result, done: int, of: int) -> None:
    state = f"done in {result.seconds:.0f} s" if result.ok else f"FAILED: {result.error}"
    print(f"[{done}/{of}] {result.job.title}: {state}", flush=True)
