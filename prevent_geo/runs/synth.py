"""Towns as folders: draw one, write it whole or not at all, and mess it up where that is asked for."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from prevent_geo.errors import InputError, counted, did_you_mean
from prevent_geo.period import Period
from prevent_geo.releases.staging import publish, staging

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from prevent_geo.synthesis.town import Origin, Town
    from prevent_geo.synthesis.write import Progress

# text that a person can read is also text that a person may have to open
_MOST_AS_TEXT = 250_000
_MOST_MESSY = 100_000
_USUAL_AREAS = 360
_UNMARKED = "NOT PROTECTIVELY MARKED"
# what follows from the number of areas unless it is said
_PER_AREA = {"partners": 1 / 3, "contacts": 100 / 3}


@dataclass(frozen=True)
class TownOrder:
    """What `prevent-geo synth` was asked for; a number that is 0 is the usual one, or follows from the areas."""

    areas: int = 0
    partners: int = 0
    contacts: int = 0
    months: int = 24
    start: str = "2024-10"
    seed: int = 1
    boundaries: str = ""
    columns: tuple[str, ...] = ()
    plain: bool = False
    plant: tuple[str, ...] = ()
    mess: str = ""
    form: str = ""

    def command(self) -> str:
        """The command line that asks for the same."""
        words = ["prevent-geo synth OUT"]
        for field in fields(self):
            value, option = getattr(self, field.name), {"columns": "map", "form": "format"}.get(field.name, field.name)
            if value == field.default and option != "seed":
                continue
            if isinstance(value, bool):
                words.append(f"--{option}")
                continue
            given = (
                value
                if isinstance(value, tuple)
                else (Path(value).resolve().name if option == "boundaries" else value,)
            )
            words += [f"--{option} {shlex.quote(str(one))}" for one in given]
        return " ".join(words)


@dataclass(frozen=True, eq=False)
class Made:
    """A town that was written: the town itself, how many contacts it has, and how many faults were planted."""

    town: Town
    contacts: int
    faults: int

    def __str__(self) -> str:
        """Say what it is in a few lines."""
        town = self.town
        counts = (counted(len(town.areas), "area"), counted(len(town.partners), "partner"))
        features = [f"  {feature}" for feature in town.intensity.features] or ["  nothing"]
        unplaced = [f"  no place of its own for: {', '.join(town.left_out)}"] if town.left_out else []
        faults = [f"Faults in the export: {self.faults:,}"] if self.faults else []
        lines = [f"{', '.join(counts)}, {counted(self.contacts, 'contact')}", "Planted:", *features, *unplaced, *faults]
        return "\n".join(lines)


def make_town(out: Path, order: TownOrder, progress: Progress | None = None) -> Made:
    """Draw a town and write it to a folder, whole or not at all; an earlier town there is replaced.

    Raises
    ------
    InputError
        If something asked for cannot be, or the folder holds something else.
    DataError
        If the boundaries have errors.
    """
    from prevent_geo.synthesis.features import parse_wish
    from prevent_geo.synthesis.town import draw_town
    from prevent_geo.synthesis.write import say, write_town

    form, start = _form(order), _first_day(order.start)
    kinds = _faults(order.mess) if order.mess else ()
    wishes = [parse_wish(text) for text in order.plant] if order.plant else None
    # a link stays a link to what is written
    out = out.resolve()
    with staging(out) as stage:
        over, origin = _read_boundaries(order)
        areas = (order.areas or _USUAL_AREAS) if over is None else len(over)
        counts = {name: getattr(order, name) or max(1, round(areas * each)) for name, each in _PER_AREA.items()}
        if order.mess and counts["contacts"] > _MOST_MESSY:
            raise InputError(f"--mess is for up to {_MOST_MESSY:,} contacts; ask for fewer with --contacts")
        folder = stage / "town"
        folder.mkdir()
        say(progress, "town", 0, 1)
        try:
            town = draw_town(
                areas=areas,
                partners=counts["partners"],
                contacts=counts["contacts"],
                start=start,
                months=order.months,
                seed=order.seed,
                plant=wishes,
                plain=order.plain,
                boundaries=over,
                origin=origin,
            )
            say(progress, "town", 1, 1)
            if order.mess:
                made = _write_messy(folder, town, kinds)
            else:
                columnar = form == "parquet" or (not form and counts["contacts"] > _MOST_AS_TEXT)
                written = write_town(folder, town, columnar=columnar, command=order.command(), progress=progress)
                made = Made(town, written.contacts, 0)
        except ValueError as error:
            raise InputError(f"such a town cannot be drawn: {error}") from None
        publish(folder, stage, out)
    return made


def _write_messy(folder: Path, town: Town, kinds: Sequence[str]) -> Made:
    """Write the messy export of a town, with its truth and the list of faults beside it."""
    from prevent_geo.synthesis.contacts import draw_counts, draw_table
    from prevent_geo.synthesis.mess import write_mess
    from prevent_geo.synthesis.truth import write_truth
    from prevent_geo.synthesis.write import companions_of

    if town.origin and town.origin.marking != _UNMARKED:
        raise InputError(f"--mess: the boundaries are marked {town.origin.marking}; a messy export carries no marking")
    counts, companions = draw_counts(town.intensity), companions_of(town)
    contacts, calendar = draw_table(town.intensity, counts), town.intensity.calendar
    faults = write_mess(
        folder,
        town.areas,
        town.partners,
        contacts,
        faults=kinds,
        seed=town.seed,
        companions={name: drawn.table for name, drawn in companions.items()},
        period=Period(calendar[0].start_time.date(), calendar[-1].end_time.date()),
        source=f"Synthetic data with faults, drawn with seed {town.seed}: no organisation or event in it exists",
    )
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    write_truth(folder / "truth", town, counts, companions, files)
    return Made(town, len(contacts), len(faults))


def _faults(mess: str) -> tuple[str, ...]:
    """The kinds of fault of a level, or those named one after another with commas."""
    from prevent_geo.synthesis.mess import FAULTS, LEVELS

    if mess in LEVELS:
        return LEVELS[mess]
    names = tuple(dict.fromkeys(name.strip() for name in mess.split(",")))
    for name in names:
        if name not in FAULTS:
            near = did_you_mean(name, [*LEVELS, *FAULTS])
            raise InputError(f"--mess '{name}' is not one of {', '.join(LEVELS)}, {', '.join(FAULTS)}{near}")
    return names


def _read_boundaries(order: TownOrder) -> tuple[GeoDataFrame | None, Origin | None]:
    """The areas to draw over and where they come from; nothing, if they are to be invented."""
    if not order.boundaries:
        if order.columns:
            raise InputError("--map says which columns of --boundaries are ours; give --boundaries too")
        return None, None
    if order.areas:
        raise InputError("--areas says how many areas to invent, --boundaries gives areas; give one of the two")
    from prevent_geo.reading import read_boundaries
    from prevent_geo.synthesis.town import Origin

    columns: dict[str, str] = {}
    for pair in order.columns:
        ours, equals, theirs = pair.partition("=")
        if not equals or not theirs:
            raise InputError(f"--map '{pair}' is not OURS=THEIRS, such as area_code=LSOA21CD")
        columns[ours.strip()] = theirs.strip()
    read = read_boundaries(Path(order.boundaries), columns)
    return read.areas, Origin(read.name, read.marking, read.licence, read.source)


def _form(order: TownOrder) -> str:
    forms = ("text", "parquet")
    if order.form and order.mess:
        raise InputError("--mess writes in formats of its own; take --format out")
    if order.form and order.form not in forms:
        raise InputError(f"--format '{order.form}' is not one of {', '.join(forms)}{did_you_mean(order.form, forms)}")
    return order.form


def _first_day(text: str) -> date:
    if not re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise InputError(f"--start '{text}' is not a month; write it as 2024-10")
    year, month = text.split("-")
    return date(int(year), int(month), 1)
