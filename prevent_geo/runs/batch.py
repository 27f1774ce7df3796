"""Many jobs: a few at a time, failures isolated and told at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy, check_audience, find_policy
from prevent_geo.errors import InputError, JobsFailedError, did_you_mean
from prevent_geo.period import Period
from prevent_geo.place import LEVELS, Place
from prevent_geo.releases.index import INDEX
from prevent_geo.releases.staging import MANIFEST, check_free, check_page
from prevent_geo.runs.job import Job, Result, run_job
from prevent_geo.runs.parameters import check_parameters, find_notebook, notebook_parameters

Report = Callable[[Result, int, int], None]


def briefing_jobs(
    dataset: Dataset,
    places: Iterable[Place],
    out: Path,
    parameters: dict[str, object],
    *,
    notebook: str = "area_briefing",
) -> list[Job]:
    """One job for each place, in a folder of its own under `out`; every parameter is checked first.

    Raises
    ------
    InputError
        If a parameter's name, type or value is not right, or a target holds something that is not ours.
    """
    from prevent_geo.briefing.reports import check_place

    places, path = list(places), find_notebook(notebook)
    for place in places:
        check_place(path.stem, place, dataset.areas)
    checked = check_parameters(path, parameters)
    Period.parse(str(checked.get("period", "all")), dataset.period)
    marked = dataset.marked(str(checked["marking"])) if checked.get("marking") else dataset
    check_audience(str(checked.get("audience", "partner")), marked.about.marking)
    policy = policy_of(checked)
    _check_earlier(str(checked.get("earlier", "")))
    asked = {parameter.name for parameter in notebook_parameters(path)}
    jobs = [
        Job(path, _of_place(checked, asked, place, target), target, place.full_name, dataset, policy)
        for place, target in ((place, out / folder_name(place)) for place in places)
    ]
    check_page(out / INDEX)
    taken: dict[Path, Job] = {}
    for job in jobs:
        check_free(job.out)
        if (other := taken.setdefault(job.out, job)) is not job:
            raise InputError(f"{other.title} and {job.title} would be written to the same folder, {job.out.name}")
    return jobs


def _of_place(checked: dict[str, object], asked: set[str], place: Place, target: Path) -> dict[str, object]:
    """The parameters of one place; what it replaces is what it is compared with, if nothing else is named."""
    given = {**checked, "place": str(place)}
    return {**given, "earlier": checked.get("earlier") or target.as_posix()} if "earlier" in asked else given


def _check_earlier(folder: str) -> None:
    if folder and not (Path(folder) / MANIFEST).is_file():
        raise InputError(f"earlier '{folder}': there is no {MANIFEST} in it; name the folder of an earlier release")


def policy_of(parameters: Mapping[str, object]) -> Policy:
    """The disclosure policy that a notebook's parameters name."""
    file = str(parameters.get("policy_file", ""))
    return find_policy(str(parameters.get("policy", "default")), Path(file) if file else None)


def choose_places(dataset: Dataset, each: str, within: str) -> list[Place]:
    """Every place of a level, or those of which more than half the areas lie within another place."""
    if each not in LEVELS[:4]:
        raise InputError(f"--each '{each}' is not one of {', '.join(LEVELS[:4])}{did_you_mean(each, LEVELS[:4])}")
    inside = set(dataset.place(within).area_codes)
    places = [
        place
        for place in dataset.places(each)
        if 2 * len(inside.intersection(place.area_codes)) > len(place.area_codes)
    ]
    if not places:
        raise InputError(f"no {each} lies within {within}")
    return places


def folder_name(place: Place) -> str:
    """A safe folder name: level and code, with nothing but letters, digits, dots and dashes.

    >>> folder_name(Place("district", "../E08", "x", ()))
    'district-E08'
    """
    code = "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "_" for c in place.code).lstrip("._")
    return "all" if place.level == "all" else f"{place.level}-{code or '_'}"


def run_jobs(jobs: list[Job], report: Report, *, workers: int | None = None) -> list[Result]:
    """Run jobs, a few at a time, and return what became of each, in their order; `report` hears of each as it ends."""
    workers = max(1, min(workers or os.cpu_count() or 1, len(jobs)))
    results: dict[int, Result] = {}
    with ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(run_job, job): index for index, job in enumerate(jobs)}
        for future in as_completed(waiting):
            results[waiting[future]] = future.result()
            report(future.result(), len(results), len(jobs))
    return [results[index] for index in range(len(jobs))]


def raise_failures(results: list[Result]) -> None:
    """Raise JobsFailedError if any job failed, naming each with its error."""
    failed = [result for result in results if not result.ok]
    if failed:
        listed = "".join(f"\n  {result.job.title}: {result.error}" for result in failed)
        error = JobsFailedError(f"{len(failed)} of {len(results)} briefings failed:{listed}")
        codes = {result.exit_code for result in results}
        if len(codes) == 1:
            # all for the same reason: that reason's own code
            error.exit_code = codes.pop()
        raise error
