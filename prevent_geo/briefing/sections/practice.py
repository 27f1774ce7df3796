"""Good practice with its evidence: the register of programmes."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import Block, Bullets, DataTable, Paragraph, Section
from prevent_geo.briefing.narrative.wording import listed, number_of
from prevent_geo.briefing.sections.phrases import are, below_district, or_not_given, sentence, share_text
from prevent_geo.layers.build import limits_text, number_text, strand_names
from prevent_geo.measures import Status
from prevent_geo.period import day
from prevent_geo.picture import RichPicture

ID, TITLE = "practice", "Good practice and its evidence"
LEVELS = {1: "1 of 5 (weakest)", 2: "2 of 5", 3: "3 of 5", 4: "4 of 5", 5: "5 of 5 (strongest)"}
_FINDINGS = {
    "effect clear of zero: positive": "Clear: above zero",
    "effect clear of zero: negative": "Clear: below zero",
    "not clear": "Not clear",
    "not measured": "Not measured",
    "": "No limits given",
}


def practice(picture: RichPicture) -> Section:
    """Each programme with what it was found to do, how strong the evidence is, and where none runs."""
    if reason := below_district(picture, "The register of programmes is"):
        return Section(ID, TITLE, (Paragraph(reason),))
    profile = picture.profile
    evidence = profile["practice_evidence"].table if "practice_evidence" in profile else pd.DataFrame()
    if not len(evidence):
        return Section(ID, TITLE, (Paragraph("No programme of this place is on the register of practice."),))
    blocks: list[Block] = [
        Bullets((*_evidence_sentences(picture, evidence), *_delivery_sentences(picture))),
        _register(picture, evidence),
        Paragraph(
            "Outcomes have different units, so effects are not to be compared with each other. Of twenty programmes "
            "that do nothing, about one looks as if it did, by chance."
        ),
    ]
    return Section(ID, TITLE, tuple(blocks))


def _evidence_sentences(picture: RichPicture, evidence: pd.DataFrame) -> list[str]:
    figures, said = picture.profile.figures, [sentence(f"{are(len(evidence), 'programme')} on the register")]
    row = figures.loc["practice_evidenced"]
    if pd.notna(row["value"]):
        of = f"{row['numerator']:,.0f} of {row['denominator']:,.0f}"
        share = share_text(picture, figures, "practice_evidenced")
        said += [f"Evidence of level 3 or more stands behind {of} that have a level: {share}."]
    positive, negative, unclear, unmeasured, open_ended = (int((evidence["verdict"] == key).sum()) for key in _FINDINGS)
    clear, measured = positive + negative, len(evidence) - unmeasured
    if measured:
        parts = [f"for {clear or 'none'} it is clear", f"for {unclear or 'none'} it is not"]
        parts += [f"for {open_ended:,} the limits were not given"] if open_ended else []
        said += [f"An effect was measured for {number_of(measured, 'programme')}: {listed(parts)}."]
    if unmeasured:
        said += [f"No effect was measured for {number_of(unmeasured, 'programme')}."]
    return said


def _delivery_sentences(picture: RichPicture) -> list[str]:
    table, last = picture.profile["practice_delivery"].table, day(picture.period.end)
    if not len(table):
        return []
    running = table["value"].groupby(level="strand", sort=False).sum(min_count=1)
    known = (table["status"] != Status.MISSING).groupby(level="strand", sort=False).all()
    names = strand_names(picture.dataset)
    gaps = [names.get(str(strand), str(strand)) for strand in running.index[(running == 0) & known]]
    if not gaps:
        return [f"At least one programme of every strand ran on {last}."]
    return [f"No programme ran on {last} in {number_of(len(gaps), 'strand')} of {len(running)}: {listed(gaps)}."]


def _register(picture: RichPicture, evidence: pd.DataFrame) -> DataTable:
    names = strand_names(picture.dataset)
    limits = limits_text(evidence, decimals=1)
    effects = number_text(evidence["value"], decimals=1) + limits.map(lambda text: f" ({text})" if text else "")
    frame = pd.DataFrame(
        {
            "Programme": evidence["title"].astype("str"),
            "Strand": [or_not_given(names.get(str(code), code)) for code in evidence["strand"]],
            "Evidence": [or_not_given(LEVELS.get(level)) for level in evidence["evidence_level"].fillna(0)],
            "Outcome": [or_not_given(outcome) for outcome in evidence["outcome"]],
            "Effect (95 % limits)": effects.where(evidence["value"].notna(), "Not measured"),
            "Finding": [_FINDINGS[verdict] for verdict in evidence["verdict"]],
        }
    ).reset_index(drop=True)
    return DataTable("Programmes on the register, by strand, the strongest evidence first", frame)
