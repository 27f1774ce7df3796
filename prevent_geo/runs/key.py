"""What a release is made from, in digests: a job whose release has the same key is done already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy, Protection
from prevent_geo.period import Period
from prevent_geo.releases.manifest import file_hash, versions
from prevent_geo.releases.staging import MANIFEST
from prevent_geo.resources import shipped

if TYPE_CHECKING:
    import pandas as pd

    from prevent_geo.runs.job import Job

# where something is, or what is decided once for all jobs, changes nothing in a release
_NOT_IN_IT = ("dataset", "ledger", "first_release", "earlier", "policy", "policy_file")
_WORDS = {
    "data": "the data of its period",
    "parameters": "its parameters",
    "notebook": "the notebook",
    "code": "prevent_geo or a package that it uses",
    "policy": "the disclosure policy",
    "withheld": "what is withheld",
    "earlier": "the earlier release that it is compared with",
}


def common_key(
    dataset: Dataset, period: Period, policy: Policy, protection: Protection, notebook: Path
) -> dict[str, str]:
    """The parts of a key that all jobs of a run share.

    A shipped notebook reads the contacts and perspectives of its period and of the one before; another may read all.
    """
    ours = notebook.resolve().parent == shipped("notebooks").resolve()
    return {
        "data": _data_digest(dataset.during(period) if ours else dataset, period),
        "notebook": file_hash(notebook)[:16],
        "code": _code_digest(),
        "policy": _digest(repr(policy)),
        "withheld": _digest(
            *(sorted(map(str, protection.withheld.items()))), *(sorted(map(str, protection.rounded.items())))
        ),
    }


def job_key(common: Mapping[str, str], parameters: Mapping[str, Any], period: Period, out: Path) -> dict[str, str]:
    """The key of a job; the release that it replaces is no part of it, another one that it is compared with is."""
    asked = {name: value for name, value in parameters.items() if name not in _NOT_IN_IT}
    key = {**common, "parameters": _digest(json.dumps({**asked, "period": period.iso()}, sort_keys=True, default=str))}
    earlier = str(parameters.get("earlier") or "")
    if earlier and Path(earlier) != out:
        key["earlier"] = file_hash(Path(earlier) / MANIFEST)[:16]
    return key


def why_not_done(job: Job) -> str:
    """Why a job has to be done, in words; nothing if its release is in place, whole, and made from the same."""
    try:
        manifest = json.loads((job.out / MANIFEST).read_text(encoding="utf-8"))
        files, key = dict(manifest["files"]), dict(manifest.get("key") or {})
    except FileNotFoundError:
        return "there is no release yet"
    except (OSError, ValueError, KeyError, TypeError):
        return f"its {MANIFEST} cannot be read"
    for name, digest in files.items():
        if not (job.out / name).is_file():
            return f"its {name} is missing"
        if file_hash(job.out / name) != digest:
            return f"its {name} was changed"
    if not key:
        return "it was not made by a run"
    changed = [word for part, word in _WORDS.items() if key.get(part) != job.key.get(part)]
    return f"changed since: {', '.join(changed)}" if changed else ""


def _data_digest(dataset: Dataset, period: Period) -> str:
    from prevent_geo.tables import TABLES

    tables = [getattr(dataset, name) for name in TABLES]
    lists = {name: sorted(codes.labels.items()) for name, codes in dataset.code_lists.items()}
    facts = [str(dataset.about), dataset.need, str(lists), period.iso(), str(dataset.earlier is None)]
    facts.append(str([*(dataset.standards or {}).values()]))
    kept = tables if dataset.earlier is None else [*tables, dataset.earlier]
    return _digest(*facts, *map(_table_digest, kept))


def _table_digest(table: pd.DataFrame) -> str:
    import pandas as pd

    flat = pd.DataFrame(table)
    if "geometry" in table:
        flat = flat.assign(geometry=table.geometry.to_wkb())
    rows = pd.util.hash_pandas_object(flat, index=True)
    return _digest(",".join(map(str, flat.columns)), rows.to_numpy().tobytes().hex())


@cache
def _code_digest() -> str:
    """The files of the package, and the versions of what its figures and files are made with."""
    import prevent_geo

    home = Path(prevent_geo.__file__).parent
    kinds = {".py", ".toml", ".js", ".css", ".html", ".typ"}
    files = sorted(path for path in home.rglob("*") if path.suffix in kinds and "data" not in path.parts)
    parts = [f"{path.relative_to(home).as_posix()} {file_hash(path)}" for path in files]
    return _digest(*parts, json.dumps(versions()))


def _digest(*texts: str) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()[:16]
