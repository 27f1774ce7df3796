"""The scan of folders: every file unpacked, every figure in them put together and attacked."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.scan.attack import attack
from prevent_geo.disclosure.scan.canaries import Canary, Value, make_canaries
from prevent_geo.disclosure.scan.figures import Figure, contradictions, gather_figures
from prevent_geo.disclosure.scan.part import Part, Table
from prevent_geo.disclosure.scan.phrases import read_phrases
from prevent_geo.disclosure.scan.piece import Piece
from prevent_geo.disclosure.scan.reader import Reader
from prevent_geo.disclosure.scan.readings import Readings, key_of
from prevent_geo.disclosure.scan.release_files import check_files, open_folders, readers
from prevent_geo.disclosure.scan.report import Audit, Finding, Severity, in_order
from prevent_geo.disclosure.scan.statements import Statement, read_statements
from prevent_geo.disclosure.scan.truth import against_dataset
from prevent_geo.disclosure.scan.unpack import parts_and_ends
from prevent_geo.errors import DisclosureError, counted

if TYPE_CHECKING:
    from prevent_geo.dataset import Dataset

Say = Callable[[str], None]
# what unpacking calls the pages of a database that are in no table
_FREE_PAGES = " > free pages"


def _quiet(line: str) -> None:
    """Say nothing."""


@dataclass(eq=False)
class _Found:
    """What a scan has found so far."""

    findings: list[Finding] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def audit_folders(
    folders: Sequence[Path],
    *,
    dataset: Dataset | None = None,
    policy: Policy,
    canaries: Iterable[Value] = (),
    readings: Readings | None = None,
    say: Say = _quiet,
) -> Audit:
    """Read the final bytes of all files in folders and attack what they say of counts of persons.

    Parameters
    ----------
    folders
        What is to be published, and what was published before.
    dataset
        What they are of, with all its periods and places; it settles what can only be suspected without it.
    policy
        What must be withheld.
    canaries
        Values that must be in none of the files.
    readings
        What was read before, which is not read again where neither the bytes nor what is known of them are others;
        what is read now is added. With canaries all is read. Nor is attacked again what was found safe before.
    say
        Told what is done.

    Returns
    -------
    Audit
        Its findings do not repeat any count that must stay unknown.

    Raises
    ------
    InputError
        If a folder does not exist or has no files, or a canary is too short.
    """
    opened, planted = open_folders(folders), make_canaries(canaries)
    by_manifest, loose = readers(opened, dataset, policy)
    found, readings = _Found(), readings or Readings()
    for folder in opened:
        say(f"Reading {folder.path}: {counted(len(folder.files), 'file')}")
        found.findings += check_files(folder)
        # a notebook shows again what is in other files
        for file in sorted(folder.files, key=lambda file: (file.suffix == ".ipynb", file)):
            home = folder.home(file)
            reader = loose[folder.name] if home is None else by_manifest[home]
            _read(file, folder.where(file), reader, planted, readings, found)
    figures = gather_figures(found.statements, policy)
    say(f"Attacking {counted(len(figures), 'figure')} of persons")
    findings = [
        *found.findings,
        *contradictions(figures),
        *_unknown(found.statements, policy),
        *_attacked(figures, dataset, policy, readings),
    ]
    withheld = sum(figure.value is None for figure in found.statements)
    return Audit(in_order(findings), sum(len(one.files) for one in opened), len(found.statements), withheld)


def _read(file: Path, where: str, reader: Reader, planted: Sequence[Canary], readings: Readings, found: _Found) -> None:
    """Read one file; what cannot be read is a finding, and the other files are read all the same."""
    if file.is_symlink():
        found.findings.append(Finding(Severity.UNTESTED, where, "", "it is a link; replace it by a file"))
        return
    try:
        _read_part(Part(where, text=file.name.replace("_", " ")), reader, planted, found)
        with _without_collector():
            _read_inside(where, file.read_bytes(), reader, planted, readings, found)
    except DisclosureError as error:
        found.findings.append(Finding(Severity.UNTESTED, where, "", str(error)))
    except OSError as error:
        found.findings.append(Finding(Severity.UNTESTED, where, "", f"it cannot be read ({error.strerror})"))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave cycles uncollected for one file: the collector would go through all that the program holds, many times."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_inside(
    where: str, data: bytes, reader: Reader, planted: Sequence[Canary], readings: Readings, found: _Found
) -> None:
    """Read all parts of a file but those that were read before."""
    open_pieces: dict[Piece, tuple[str, int, int]] = {}

    def is_known(piece: Piece) -> bool:
        # only all bytes can tell that a planted value is in none of them
        key = "" if planted else key_of(piece, reader)
        known = readings.of(key, piece.where) if key else None
        if known is None:
            open_pieces[piece] = (key, len(found.statements), len(found.findings))
            return False
        found.statements += known
        return True

    for one in parts_and_ends(where, data, is_known):
        if isinstance(one, Part):
            _read_part(one, reader, planted, found)
            continue
        key, statements, findings = open_pieces.pop(one)
        if key and len(found.findings) == findings:
            readings.keep(key, one.where, found.statements[statements:])


def _read_part(part: Part, reader: Reader, planted: Sequence[Canary], found: _Found) -> None:
    statements, findings = _said(part, reader)
    found.statements += statements
    found.findings += findings
    found.findings += [
        Finding(Severity.BREACH, part.where, f"canary {canary.number}", "a value that must be nowhere is here")
        for canary in planted
        if canary.found_in(part)
    ]


def _said(part: Part, reader: Reader) -> tuple[list[Statement], list[Finding]]:
    statements, findings = read_statements(part, reader)
    if part.where.endswith(_FREE_PAGES) and part.data.strip(b"\0"):
        why = "the database has free pages, which hold what was deleted from it; write it anew, or VACUUM it"
        findings.append(Finding(Severity.POSSIBLE, part.where, "", why))
    for text in (part.text, "" if part.text or part.table is None else _words_in(part.table)):
        said, wrong = read_phrases(part.where, text, reader)
        statements += said
        findings += wrong
    return statements, findings


def _words_in(table: Table) -> str:
    """The cells of a table that are texts with a number in them, which may be in no other text."""
    cells = {cell for row in table.rows for cell in row if " " in cell}
    return " | \n".join(sorted(cell for cell in cells if any(map(str.isdigit, cell))))


def _attacked(
    figures: Sequence[Figure], dataset: Dataset | None, policy: Policy, readings: Readings
) -> Iterator[Finding]:
    """What can be worked out; with the dataset, what could only be suspected without it is settled."""
    suspected = attack(figures, policy)
    settled = [] if dataset is None else against_dataset(figures, dataset, policy, readings)
    known = dataset is not None and not any(one.severity is Severity.UNTESTED for one in settled)
    yield from settled
    yield from (one for one in suspected if not (known and one.severity is Severity.POSSIBLE))


def _unknown(statements: Iterable[Statement], policy: Policy) -> Iterator[Finding]:
    """Withheld counts that cannot be put together with others, by file."""
    lost = Counter(
        one.where.partition(" > ")[0].partition(", row")[0]
        for one in statements
        if one.value is None and not (one.areas and one.key.period and one.key.quantity in policy.persons)
    )
    for where, number in sorted(lost.items()):
        why = (
            f"{counted(number, 'withheld count')} of a place or period that no manifest explains, so it cannot be "
            "tested what gives it away; give --dataset"
        )
        yield Finding(Severity.UNTESTED, where, "", why)
