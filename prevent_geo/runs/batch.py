"""The jobs of a run: one for each place, every parameter checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy, check_audience, find_policy
from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.period import Period
from prevent_geo.place import LEVELS, Place
from prevent_geo.releases.folders import folder_name
from prevent_geo.releases.run_release import check_run_folder
from prevent_geo.releases.staging import MANIFEST, check_free
from prevent_geo.runs.job import USUAL, Job, Limits
from prevent_geo.runs.key import job_key
from prevent_geo.runs.parameters import check_parameters, find_notebook, notebook_parameters

# what a report is told by the command line
_NEEDED = ("dataset", "place", "marking", "out")


def briefing_jobs(
    dataset: Dataset,
    places: Iterable[Place],
    out: Path,
    parameters: dict[str, object],
    *,
    notebook: str = "area_briefing",
    limits: Limits = USUAL,
    common: Mapping[str, str] | None = None,
) -> list[Job]:
    """One job for each place, in a folder of its own under `out`; every parameter is checked first.

    `common` is what the keys of all of them share; see `common_key`.

    Raises
    ------
    InputError
        If a parameter's name, type or value is not right, or a target holds something that is not ours.
    """
    from prevent_geo.briefing.reports import check_place

    places, path = list(places), find_notebook(notebook)
    for place in places:
        check_place(path.stem, place, dataset.areas)
    asked = {parameter.name for parameter in notebook_parameters(path)}
    if lacking := [name for name in _NEEDED if name not in asked]:
        reports = "area_briefing, partnership_assessment or scorecard"
        raise InputError(
            f"notebook '{path.stem}' is no report: it has no parameter {', '.join(lacking)}; open it in JupyterLab, or "
            f"name {reports}"
        )
    checked = check_parameters(path, parameters)
    period = Period.parse(str(checked.get("period", "all")), dataset.period)
    marked = dataset.marked(str(checked["marking"])) if checked.get("marking") else dataset
    check_audience(str(checked.get("audience", "partner")), marked.about.marking)
    policy_of(checked)
    _check_earlier(str(checked.get("earlier", "")))
    rules = {name: str(checked[name]) for name in ("policy", "policy_file") if checked.get(name)}
    jobs = []
    for place in places:
        target = out / folder_name(place)
        given = _of_place(checked, asked, place, target)
        key = {} if common is None else job_key(common, given, period, target)
        folder = str(checked.get("dataset", dataset.folder))
        jobs.append(Job(path, given, target, place.full_name, folder, **rules, key=key, limits=limits))
    check_run_folder(out)
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
