"""Commands about this installation: its notebooks, and whether briefings can be made here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prevent_geo.errors import InputError


def notebooks() -> None:
    """List the notebooks and their parameters."""
    from prevent_geo.runs.parameters import list_notebooks, notebook_parameters

    for notebook in list_notebooks():
        print(f"{notebook.stem}  ({notebook})")
        for parameter in notebook_parameters(notebook):
            print(f"  {parameter.name}: {parameter.type} = {parameter.default}  # {parameter.meaning}")


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


def warm(
    command: Annotated[list[str], typer.Argument(metavar="COMMAND...", help="What to run, with its own words.")],
    dataset: Annotated[str, typer.Option(help="Dataset that is opened beforehand.")] = "",
) -> None:
    """Run a command whose kernels start warm.

    Notebooks that `papermill --kernel prevent-geo`, or JupyterLab with that kernel, runs meanwhile start in a
    fraction of a second, each in a process of its own. Linux only; elsewhere the command runs as always.
    """
    from prevent_geo.runs.kernels.server import run_warm

    raise typer.Exit(run_warm(command, dataset))
