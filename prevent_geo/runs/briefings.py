"""A run: what is withheld is decided once, each place is a job, and the release says what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prevent_geo.dataset import Dataset, open_dataset
from prevent_geo.disclosure import Policy, Protection, earlier_releases
from prevent_geo.disclosure.earlier import periods_outside
from prevent_geo.errors import JobsFailedError, StoppedError
from prevent_geo.period import Period
from prevent_geo.place import Place
from prevent_geo.releases.folders import folder_name
from prevent_geo.releases.lock import run_lock
from prevent_geo.releases.run_release import Outcome, write_run
from prevent_geo.releases.staging import tidy_leftovers
from prevent_geo.runs.batch import briefing_jobs, policy_of
from prevent_geo.runs.decision import decided_once
from prevent_geo.runs.job import USUAL, Job, Limits, Result
from prevent_geo.runs.key import common_key, why_not_done
from prevent_geo.runs.parameters import find_notebook
from prevent_geo.runs.queue import Report, Workers, run_jobs


@dataclass(frozen=True)
class Order:
    """What a run is to make: a report of each place, from a dataset, under `out`, with parameters for its notebook.

    `force` does again what is done already.
    """

    dataset: str
    places: Sequence[Place]
    out: Path
    parameters: dict[str, Any] = field(default_factory=dict)
    notebook: str = "area_briefing"
    limits: Limits = USUAL
    force: bool = False

    @property
    def policy(self) -> Policy:
        """The disclosure policy that its parameters name."""
        return policy_of(self.parameters)

    @property
    def ledger(self) -> dict[str, Any]:
        """Which ledger its parameters name, and whether nothing was released before."""
        given = self.parameters
        return {"ledger": str(given.get("ledger", "")), "first_release": bool(given.get("first_release", False))}

    def period(self, dataset: Dataset) -> Period:
        """The period that its parameters name."""
        return Period.parse(str(self.parameters.get("period", "all")), dataset.period)

    def jobs(self, dataset: Dataset, *, common: Mapping[str, str] | None = None, **given: Any) -> list[Job]:
        """One job for each place; every parameter is checked."""
        parameters = {"dataset": self.dataset, **self.parameters, **given}
        options: dict[str, Any] = {"notebook": self.notebook, "limits": self.limits, "common": common}
        return briefing_jobs(dataset, self.places, self.out, parameters, **options)


@dataclass(frozen=True)
class Plan:
    """A job, and why it has to be done: nothing if it is done already."""

    job: Job
    why: str


def open_for(order: Order) -> Dataset:
    """Open the dataset of an order: of contacts that are read in batches those of its period, if that is enough.

    It is not where earlier releases are of other periods: what they gave away is looked up in all contacts.
    """
    dataset = open_dataset(order.dataset, period=str(order.parameters.get("period", "all")))
    if not dataset.partial:
        return dataset
    ledger = earlier_releases(dataset, **order.ledger)
    return open_dataset(order.dataset) if periods_outside(dataset, ledger) else dataset


def plan_run(order: Order) -> list[Plan]:
    """What a run would do, and why; nothing is written and nothing is recorded."""
    dataset = open_for(order)
    order.jobs(dataset)
    with decided_once(dataset, order.policy, order.period(dataset), **order.ledger, record=False) as (protection, _):
        return _plans(order, dataset, protection)


def make_briefings(
    order: Order, *, report: Report, say: Callable[[str], object], workers: int | Workers | None = None
) -> list[Result]:
    """Run the jobs of an order that are not done yet, and write the release's own files.

    Parameters
    ----------
    order
        What to make.
    report
        Hears of each job as it ends: its result, how many are done, of how many.
    say
        Told what is decided before.
    workers
        How many jobs at a time, or who does them; see `run_jobs`.

    Returns
    -------
    list of Result
        What became of each place, also of those that failed; see `raise_failures`.

    Raises
    ------
    InputError
        If a parameter or a folder is not right; nothing has been written then.
    DisclosureError
        If what is to be withheld cannot be decided, or the ledger is missing.
    LockedError
        If another run writes to the same folder.
    """
    dataset = open_for(order)
    folders = [job.out for job in order.jobs(dataset)]
    earlier_releases(dataset, **order.ledger)
    if workers is None or isinstance(workers, int):
        from prevent_geo.runs.kernels.server import start_fork_server

        # it gets warm while it is decided what is withheld
        start_fork_server(order.dataset, str(order.parameters["period"]) if dataset.partial else "")
    decision = decided_once(dataset, order.policy, order.period(dataset), **order.ledger)
    with run_lock(order.out), decision as (protection, ledger):
        say(f"{protection.words()} ({protection.method}).")
        for folder in folders:
            # a killed run may have left something beside a release that needs no other
            tidy_leftovers(folder)
        plans = _plans(order, dataset, protection, ledger=ledger, first_release=False)
        todo = [plan.job for plan in plans if plan.why]
        made = dict(
            zip((job.out for job in todo), run_jobs(todo, report, workers=workers) if todo else [], strict=True)
        )
        results = [made.get(plan.job.out, Result(plan.job, kept=True)) for plan in plans]
        _write(order, dataset, results)
    return results


def raise_failures(results: Sequence[Result]) -> None:
    """Raise an error if any job failed, naming each with its own; with its exit code, if that is the same for all."""
    failed = [result for result in results if not result.ok]
    if not failed:
        return
    stopped = [result for result in failed if result.exit_code == StoppedError.exit_code]
    if stopped:
        raise StoppedError(
            f"stopped: {len(results) - len(failed)} of {len(results)} are done; the same command goes on from there"
        )
    listed = "".join(f"\n  {result.job.title}: {result.error}" for result in failed)
    error = JobsFailedError(f"{len(failed)} of {len(results)} briefings failed:{listed}")
    codes = {result.exit_code for result in results}
    if len(codes) == 1:
        # all for the same reason: that reason's own code
        error.exit_code = codes.pop()
    raise error


def _plans(order: Order, dataset: Dataset, protection: Protection, **given: Any) -> list[Plan]:
    common = common_key(dataset, order.period(dataset), order.policy, protection, find_notebook(order.notebook))
    forced = "it is forced" if order.force else ""
    return [Plan(job, why_not_done(job) or forced) for job in order.jobs(dataset, common=common, **given)]


def _write(order: Order, dataset: Dataset, results: Sequence[Result]) -> None:
    """The release's own files; a run of which nothing came leaves none."""
    if not any(result.ok for result in results):
        return
    marking = order.parameters.get("marking")
    about = dataset.marked(str(marking)) if marking else dataset
    outcomes = [
        Outcome(place, folder_name(place), result.status, result.error, result.exit_code)
        for place, result in zip(order.places, results, strict=True)
    ]
    notebook, period = find_notebook(order.notebook), str(order.period(dataset))
    write_run(order.out, about, period, outcomes, notebook=notebook.stem, policy=order.policy)
