"""Commands that make briefings: the demo, and as many as an organisation has places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prevent_geo.cli.options import (
    AudienceOption,
    DatasetFolder,
    FirstReleaseOption,
    LedgerOption,
    MarkingOption,
    PeriodOption,
    PlaceOption,
    PolicyFileOption,
    PolicyOption,
)
from prevent_geo.cli.pictures import open_and_warn
from prevent_geo.errors import InputError

if TYPE_CHECKING:
    from prevent_geo.runs.briefings import Order

# parameters of a notebook that the command line gives itself
_OPTIONS = ("place", "period", "audience", "marking", "policy", "policy_file", "ledger", "first_release", "out")
_OWN_OPTION = {name: f"use --{name.replace('_', '-')}" for name in _OPTIONS} | {
    "dataset": "it is the first word after brief"
}
_MEGABYTE = 1_000_000


def demo(out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("outputs/demo")) -> None:
    """Check the sample and brief a district of it.

    Makes the briefings of that district and of each of its neighbourhoods, with an index page.
    """
    from prevent_geo.dataset import open_dataset
    from prevent_geo.runs.batch import choose_places
    from prevent_geo.runs.briefings import Order

    dataset = open_dataset("sample")
    print(dataset.report)
    district = dataset.places("district")[0]
    within = choose_places(dataset, "neighbourhood", str(district))
    _make(Order("sample", [district, *within], out))


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
    workers: Annotated[int, typer.Option(help="Jobs at a time; 0: as many as there are processors.", min=0)] = 0,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help='Dask scheduler that does the jobs, tcp://..., or "local".')
    ] = "",
    cell_timeout: Annotated[float, typer.Option(help="Most seconds of a cell; 0: no limit.", min=0)] = 900,
    job_timeout: Annotated[float, typer.Option(help="Most seconds of a job; 0: no limit.", min=0)] = 3600,
    memory: Annotated[int, typer.Option(help="Most megabytes that a notebook may add; 0: no limit.", min=0)] = 0,
    retries: Annotated[int, typer.Option(help="How often a job whose kernel died is tried again.", min=0)] = 1,
    force: Annotated[bool, typer.Option("--force", help="Make again what is there already.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made, and why; write nothing.")] = False,
    log: Annotated[str, typer.Option(metavar="FILE", help="Append what happens, with times, as lines of JSON.")] = "",
    out: Annotated[Path, typer.Option(help="Folder to write.")] = Path("outputs/brief"),
) -> None:
    """Make area briefings, for one place or many.

    Runs the notebook for a place, or for each place of a level, and writes an index page. What is there already and
    made from the same is left as it is: a run that was stopped goes on with the same command.
    """
    from prevent_geo.runs.batch import choose_places
    from prevent_geo.runs.briefings import Order
    from prevent_geo.runs.job import Limits

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
    opened = open_and_warn(dataset)
    places = choose_places(opened, each, within) if each else [opened.place(place)]
    limits = Limits(cell_timeout, job_timeout, memory * _MEGABYTE, retries)
    order = Order(dataset, places, out, given, notebook, limits, force)
    if dry_run:
        _say_plan(order)
    else:
        _make(order, workers=workers, cluster=cluster, log=log)


def _say_plan(order: Order) -> None:
    from prevent_geo.runs.briefings import plan_run

    plans = plan_run(order)
    for plan in plans:
        print(f"{plan.job.title}: {f'to make: {plan.why}' if plan.why else 'done already'}")
    print(f"{sum(bool(plan.why) for plan in plans)} of {len(plans)} to make.")


def _make(order: Order, *, workers: int = 0, cluster: str = "", log: str = "") -> None:
    from prevent_geo.cli.progress import Progress
    from prevent_geo.releases.index import INDEX
    from prevent_geo.runs.briefings import make_briefings, raise_failures

    with Progress(len(order.places), log) as progress:
        progress.say(f"{len(order.places)} briefing{'s' if len(order.places) != 1 else ''}; first, what is withheld.")
        if cluster:
            from prevent_geo.runs.cluster import cluster_workers

            with cluster_workers(cluster, workers) as who:
                results = make_briefings(order, report=progress.report, say=progress.say, workers=who)
        else:
            results = make_briefings(order, report=progress.report, say=progress.say, workers=workers or None)
        progress.end(results)
    index = order.out / INDEX
    if index.is_file():
        done, kept = sum(result.ok for result in results), sum(result.kept for result in results)
        before = f", {kept} of them before" if kept else ""
        print(f"{done} of {len(results)} done{before}. Open {index.absolute().as_uri()}")
    raise_failures(results)
