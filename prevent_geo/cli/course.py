"""The command that writes a course."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prevent_geo.cli.progress import progress_bars


def course(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write; an earlier course there is replaced.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed writes the same bytes.")] = 1,
    learners: Annotated[int, typer.Option(min=1, max=99, help="How many learners; each has a town of their own.")] = 12,
) -> None:
    """Write a course on towns whose truth is known.

    A folder for each learner (town, notebooks, handout) and one for the trainer (answers, solutions, guide).
    """
    from prevent_geo.course.write import write_course

    with progress_bars() as progress:
        folder = write_course(out, seed=seed, learners=learners, progress=progress)
    typer.echo(f"{folder}: a folder for each of {learners} learners; answers and the guide are in {folder / 'trainer'}")
