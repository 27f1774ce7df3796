"""The command that re-reads what is to be published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prevent_geo.errors import DisclosureError


def audit(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER...", help="Folders to publish, and those of earlier releases beside them."),
    ],
    dataset: Annotated[
        str, typer.Option(metavar="DATASET", help='What they were made from: folder with a dataset.toml, or "sample".')
    ] = "",
    policy: Annotated[str, typer.Option(help="Disclosure policy; empty: the one that the manifests name.")] = "",
    policy_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML file with policies of your own.")
    ] = None,
    canary: Annotated[
        list[str] | None, typer.Option(metavar="VALUE", help="A value that must be in no file; repeatable.")
    ] = None,
) -> None:
    """Re-read what is to be published and try to work out withheld counts; exit 3 if one can be.

    Unpacks every file, puts all counts of persons together and attacks them, whatever the files were made with.
    """
    from prevent_geo.dataset import open_dataset
    from prevent_geo.disclosure.policy import find_policy
    from prevent_geo.disclosure.scan import audit_folders
    from prevent_geo.disclosure.scan.release_files import open_folders, policy_named

    rule = find_policy(policy or policy_named(open_folders(folders)), policy_file)
    data = open_dataset(dataset) if dataset else None
    result = audit_folders(folders, dataset=data, policy=rule, canaries=canary or (), say=_say)
    if not result.ok:
        raise DisclosureError(f"not to be published (policy {rule.name}): {result}")
    print(f"Policy {rule.name}: {rule}.\n{result}")


def _say(line: str) -> None:
    print(line, flush=True)
