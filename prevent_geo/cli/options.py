"""Options and arguments that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

DatasetFolder = Annotated[str, typer.Argument(metavar="DATASET", help='Folder with a dataset.toml, or "sample".')]
PlaceOption = Annotated[
    str, typer.Option(help="all, force:CODE, district:CODE, neighbourhood:CODE, area:CODE, or a name.")
]
PeriodOption = Annotated[
    str, typer.Option(help="all, 2026, 2026-Q1, 2026-03, 2026-01-01/2026-03-31, or 'last 12 months'.")
]
AudienceOption = Annotated[str, typer.Option(help="public, partner or internal.")]
MarkingOption = Annotated[str, typer.Option(help="Protective marking; not lower than the dataset's own (the default).")]
PolicyOption = Annotated[str, typer.Option(help="Disclosure policy: default, hes, strict, rounded, or your own.")]
PolicyFileOption = Annotated[str, typer.Option(metavar="FILE", help="TOML file with disclosure policies of your own.")]
LedgerOption = Annotated[
    str,
    typer.Option(
        metavar="FILE",
        help="Record of what was released before (default: disclosure-ledger.jsonl beside dataset.toml).",
    ),
]
FirstReleaseOption = Annotated[
    bool, typer.Option("--first-release", help="Say that nothing of these data was ever released.")
]
NeedOption = Annotated[str, typer.Option(help="Profile of need by which contacts are expected: flat or deprivation.")]
