"""What we do not know: what has no figure and why, who stopped reporting, and how the records are kept."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Block, Bullets, DataTable, Paragraph, Section
from prevent_geo.briefing.narrative.wording import listed, number_of
from prevent_geo.briefing.sections.phrases import day_text, sentence, share_cells, share_text
from prevent_geo.layers.build import number_text, sentence_case
from prevent_geo.layers.layer import STATUS_ENTRIES
from prevent_geo.measures import MEANING, Status
from prevent_geo.measures.recording_delay import LATE_DAYS
from prevent_geo.picture import RichPicture
from prevent_geo.tables import TABLES

# what a partner's silence is called, in a table and of several in a sentence
_SILENCES = {
    "never reported": ("No contact in the period", "recorded no contact in the period"),
    "stopped": ("Has stopped recording", "seem to have stopped recording"),
    "quiet": ("Records far fewer than before", "recorded far fewer than before"),
}
_UNKNOWN = "unknown"
# as the legends call them
_LABELS = {Status(entry.key): entry.label.partition(" (")[0] for entry in STATUS_ENTRIES}


def unknowns(picture: RichPicture) -> Section:
    """What has no figure and why; for partners also who stopped recording and how complete the records are."""
    blocks: list[Block] = [_by_layer(picture), Bullets(_meanings(picture))]
    if picture.audience != "public":
        blocks += [*_asked(picture), *_silent_partners(picture), *_records(picture), Paragraph(_set_aside(picture))]
    return Section("unknowns", "What we do not know", tuple(blocks))


def _by_layer(picture: RichPicture) -> DataTable:
    """How many areas or sites have no figure, by layer and reason; layers that lack none are left out."""
    statuses = {layer.title: layer.values.table["status"] for layer in picture.layers.values()}
    rows = [(title, *(int((of == status).sum()) for status in _LABELS)) for title, of in statuses.items()]
    table = pd.DataFrame(rows, columns=["Layer", *_LABELS.values()]).astype("str")
    some = (table[list(_LABELS.values())] != "0").any(axis=1)
    caption = "Number of areas or sites without a figure, or where none was recorded, by layer"
    return DataTable(caption, table[some].reset_index(drop=True))


def _meanings(picture: RichPicture) -> tuple[str, ...]:
    seen = {str(status) for layer in picture.layers.values() for status in layer.values.table["status"]}
    used = [status for status in MEANING if status in seen]
    said = [f"{_LABELS[status]}: {MEANING[status][:1].lower()}{MEANING[status][1:]}." for status in used]
    return tuple(said) or ("Every layer has a figure for every area and site here.",)


def _asked(picture: RichPicture) -> list[Block]:
    """What roles said that they do not know."""
    notes = [note for note in picture.scene.notes if note.kind == _UNKNOWN]
    if not notes:
        return []
    names = picture.dataset.areas["area_name"]
    rows = [(note.statement, note.role, str(names[note.area_code])) for note in notes]
    frame = pd.DataFrame(rows, columns=["What is not known", "Who asked", "Area"])
    return [DataTable("What groups and teams said that nobody knows", frame)]


def _silent_partners(picture: RichPicture) -> list[Block]:
    table = picture.profile["stopped_reporting"].table
    if not len(table):
        return []
    silent = table[table["verdict"].isin(list(_SILENCES))]
    too_few = int((table["verdict"] == "too few to say").sum())
    rest = f" Of {number_of(too_few, 'other')} there are too few records to say." if too_few else ""
    if not len(silent):
        return [Paragraph(f"No partner with a site here is seen to have stopped recording.{rest}")]
    counts = silent["verdict"].value_counts()
    parts = [f"{counts[key]:,} {words}" for key, (_, words) in _SILENCES.items() if key in counts]
    order = silent["verdict"].map(list(_SILENCES).index)
    rows = silent.loc[order.sort_values(kind="stable").index]
    last = pd.Timestamp(picture.period.end) - pd.to_timedelta(rows["value"], unit="D")
    frame = pd.DataFrame(
        {
            "Partner": picture.dataset.partners["partner_name"].reindex(rows.index).astype("str"),
            "What is seen": [_SILENCES[verdict][0] for verdict in rows["verdict"]],
            "Last contact": [day_text(when) or "None in the period" for when in last],
            "Usual days between contacts": number_text(rows["usual_gap_days"], decimals=0).replace("", "Not known"),
        }
    ).reset_index(drop=True)
    said = f"Of {number_of(len(table), 'partner')} with a site here, {listed(parts)}.{rest}"
    caution = " This cannot tell a partner who stopped working from one who stopped recording."
    return [Paragraph(said + caution), DataTable("Partners that have stopped recording, or record far fewer", frame)]


def _records(picture: RichPicture) -> list[Block]:
    """How much of each column is filled, and whether contacts are recorded in time."""
    blocks: list[Block] = []
    figures = picture.profile.figures
    if share := share_text(picture, figures, "recorded_in_time"):
        late = "The newest contacts may still be on their way, so the last weeks look emptier than they were."
        blocks.append(Paragraph(f"Within {LATE_DAYS} days of the event, {share} of contacts were recorded. {late}"))
    table = picture.profile["completeness"].table
    short = table[(table["value"] < 1) | (table["status"] == Status.MISSING)]
    if len(short):
        meanings = [TABLES["contacts"].column(str(name)).meaning for name in short.index]
        cells = [cell or "Not in the data" for cell in share_cells(short)]
        frame = pd.DataFrame({"Column": [sentence_case(words) for words in meanings], "Filled (95 % limits)": cells})
        blocks.append(DataTable("Columns of the contacts that are not always filled (share of contacts)", frame))
    return blocks


def _set_aside(picture: RichPicture) -> str:
    aside = sum(line.set_aside for line in picture.dataset.report.ledger)
    if not aside:
        return "Every row that was read was used."
    counted = f"Of the rows read, {number_of(aside, 'row')} {'was' if aside == 1 else 'were'} set aside"
    return sentence(
        f"{counted}. The ledger under Provenance says how many of which file, and prevent-geo check lists them"
    )
