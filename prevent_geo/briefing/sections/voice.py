"""What communities told us, and whether they were answered."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Block, Bullets, DataTable, Section
from prevent_geo.briefing.narrative import voice as say
from prevent_geo.briefing.sections.common import chart_blocks, layer_blocks, nothing
from prevent_geo.maps.notes import READERS, Note
from prevent_geo.picture import RichPicture

ID, TITLE = "voice", "What communities told us, and whether they were answered"
_QUOTED = 6


def voice(picture: RichPicture) -> Section:
    """Themes, answers and trust with their limits; for partners what roles said, quoted."""
    blocks: list[Block] = []
    if picture.dataset.contacts["area_code"].isin(picture.place.area_codes).any():
        blocks += _contacts(picture)
    else:
        blocks.append(nothing("No contact was recorded here, so what communities raised is not known."))
    if picture.audience in READERS:
        blocks += _notes(picture)
    return Section(ID, TITLE, tuple(blocks))


def _contacts(picture: RichPicture) -> list[Block]:
    said = say.theme_sentences(picture, say.theme_shares(picture))
    answers = [say.asked_sentence(picture), *say.answer_sentences(picture)]
    blocks: list[Block] = [Bullets((*said, *answers, *say.trust_sentences(picture)))]
    blocks += [*chart_blocks(picture, "themes"), *layer_blocks(picture, "response_loop")]
    return [*blocks, *chart_blocks(picture, "trust")]


def _notes(picture: RichPicture) -> list[Block]:
    """Counted by kind, the newest quoted, all in a folded table."""
    notes, opening = picture.scene.notes, nothing(say.notes_sentence(picture))
    if not notes:
        return [opening]
    names = picture.dataset.areas["area_name"]
    rows = [(note.kind_label, note.statement, note.role, _month(note), str(names[note.area_code])) for note in notes]
    frame = pd.DataFrame(rows, columns=["Kind", "What was said", "Who said it", "When", "Area"])
    quotes = tuple(f"“{note.statement}” ({note.role}, {_month(note)})" for note in _first_of_each_kind(notes))
    return [opening, Bullets(quotes), DataTable("All that groups and teams said", frame, folded=True)]


def _first_of_each_kind(notes: tuple[Note, ...]) -> list[Note]:
    """The newest of each kind in turn, so that no kind is left out for being older."""
    turns: dict[str, int] = {}
    ranked = []
    for order, note in enumerate(notes):
        turns[note.kind] = turns.get(note.kind, 0) + 1
        ranked.append((turns[note.kind], order))
    return [notes[order] for _, order in sorted(ranked)[:_QUOTED]]


def _month(note: Note) -> str:
    return f"{note.date:%B %Y}"
