"""What a whole run leaves beside the folders of its places: packages, audit log, index page, and a manifest last."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from prevent_geo.dataset import About, Dataset
from prevent_geo.disclosure import Policy
from prevent_geo.errors import InputError
from prevent_geo.releases.audit_log import AUDIT_LOG, MADE_BY, audit_log
from prevent_geo.releases.disk import writing
from prevent_geo.releases.index import INDEX, index_page
from prevent_geo.releases.manifest import file_hash, json_text, versions, write_text
from prevent_geo.releases.packages import BILL, ROOT, bill_of_packages
from prevent_geo.releases.staging import MANIFEST, check_page
from prevent_geo.releases.summary import Listed, Outcome, common_value, list_places
from prevent_geo.tables import default_code_lists

__all__ = ["Outcome", "check_run_folder", "write_run"]

RUN = "run"


def write_run(
    out: Path, dataset: Dataset, period: str, outcomes: Sequence[Outcome], *, notebook: str, policy: Policy
) -> Path:
    """Write the files of a run beside the folders of its places, the manifest last, and return the index page.

    The same folders and outcomes give the same bytes. Places of an earlier run in the same folder are listed too.

    Parameters
    ----------
    out
        The folder of the run.
    dataset
        With the areas for the map, and the marking of the run.
    period
        What the run covers, for people.
    outcomes
        What became of each place.
    notebook
        Name of the notebook that was run.
    policy
        The disclosure policy.

    Raises
    ------
    InputError
        If one of the files exists and is not of an earlier run; see `check_run_folder`.
    CannotWriteError
        If there is no space or no right to write.
    """
    check_run_folder(out)
    listed = list_places(out, outcomes)
    about = _highest_marking(dataset.about, listed)
    rules: dict[str, Any] = {"notebook": notebook, "policy": policy}
    log = audit_log(out, listed, period, **rules)
    page = index_page(dataset.areas, about, period, listed, marking=dataset.about.marking, **rules)
    written = {BILL: _bill(), AUDIT_LOG: log, INDEX: page}
    hashes = {name: sha256(text.encode()).hexdigest() for name, text in sorted(written.items())}
    facts = _describe(out, about, period, listed, notebook, policy)
    for name, text in {**written, MANIFEST: json_text({**facts, "files": hashes})}.items():
        with writing(out / name):
            write_text(out / name, text)
    return out / INDEX


def check_run_folder(out: Path) -> None:
    """Refuse a folder in which a file that a run writes exists and is not of an earlier run.

    Raises
    ------
    InputError
        Names the file.
    """
    check_page(out / INDEX)
    for name, is_ours in _OURS.items():
        path = out / name
        try:
            ours = is_ours(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            ours = False
        if not ours:
            raise InputError(f"{path} exists and is not of an earlier run; choose another folder, or remove it")


_OURS: dict[str, Callable[[str], bool]] = {
    MANIFEST: lambda text: json.loads(text)["kind"] == RUN,
    AUDIT_LOG: lambda text: json.loads(text.partition("\n")[0])["made_by"] == MADE_BY,
    BILL: lambda text: json.loads(text)["metadata"]["component"]["name"] == ROOT,
}


@cache
def _bill() -> str:
    """The packages of this process, which stay the same."""
    return json_text(bill_of_packages())


def _describe(
    out: Path, about: About, period: str, listed: Sequence[Listed], notebook: str, policy: Policy
) -> dict[str, Any]:
    """Facts of a run; `kind` tells it from the release of a place."""
    facts = {
        "title": about.title,
        "marking": about.marking,
        "licence": about.licence,
        "source": about.source,
        "vintage": about.vintage,
        "parameters": {
            "period": common_value(listed, "parameters", "period") or period,
            "audience": common_value(listed, "parameters", "audience") or None,
        },
        "policy": {"name": policy.name, "rule": str(policy), "source": policy.source},
        "notebook": {"name": notebook, "digest": common_value(listed, "key", "notebook") or None},
        **versions(),
        "releases": {one.folder: _release(out, one) for one in sorted(listed, key=lambda one: one.folder)},
    }
    return {"kind": RUN, "run_id": sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12], **facts}


def _release(out: Path, one: Listed) -> dict[str, Any]:
    known = {"run_id": one.release["run_id"], "manifest": file_hash(out / one.folder / MANIFEST)} if one.release else {}
    return {"place": str(one.place), "name": one.place.name, "status": one.status, **known}


def _highest_marking(about: About, listed: Sequence[Listed]) -> About:
    """The marking of the page: the highest of all that it speaks of."""
    order = list(default_code_lists()["markings"].labels)
    known = [about.marking, *(marking for one in listed if (marking := one.release.get("marking")) in order)]
    return replace(about, marking=max(known, key=order.index))
