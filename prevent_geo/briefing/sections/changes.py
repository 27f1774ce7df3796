"""What changed since the last briefing of this place."""

from __future__ import annotations

import pandas as pd

from prevent_geo.assessment.words import figure_text
from prevent_geo.briefing.changes import NOTHING_EARLIER, SAME, UNTESTED, compare_facts, facts_of
from prevent_geo.briefing.document import Block, Bullets, DataTable, Earlier, Paragraph, Section
from prevent_geo.briefing.narrative import number_of
from prevent_geo.briefing.sections.phrases import figure_cell
from prevent_geo.period import Period
from prevent_geo.picture import RichPicture

ID, TITLE = "changes", "What changed since the last briefing"


def changes(picture: RichPicture, earlier: Earlier | None = None) -> Section:
    """What rose and what fell since an earlier briefing, where a test says so; a line where there is none."""
    if earlier is None or earlier.period is None:
        return Section(ID, TITLE, (Paragraph(earlier.reason if earlier else NOTHING_EARLIER),))
    now, then, days = facts_of(picture), earlier.facts, (picture.period.days, earlier.period.days)
    results = compare_facts(now, then, days=days)
    blocks: list[Block] = [Paragraph(f"The last briefing covers {earlier.period}; this one {picture.period}.")]
    blocks += [Bullets(tuple(change_sentences(now, results)))]
    if notes := _notes(now, then, results, (picture.period, earlier.period)):
        blocks.append(Paragraph(" ".join(notes)))
    if len(results):
        blocks.append(DataTable("Figures of this briefing and of the last", _table(now, then, results)))
    return Section(ID, TITLE, tuple(blocks))


def change_sentences(now: pd.DataFrame, results: pd.DataFrame) -> list[str]:
    """A sentence for each figure that a test finds changed, and one for all others.

    Parameters
    ----------
    now
        Facts of this briefing, for titles and units.
    results
        What `compare_facts` returns.
    """
    said = []
    changed = results[results["verdict"].isin(["rose", "fell"])].join(now[["title", "unit"]])
    for row in changed.to_dict("records"):
        before, after = (figure_text(row[name], row["unit"]) for name in ("other_value", "value"))
        said.append(f"{row['title']} {row['verdict']}: from {before} to {after}{_of(row['unit'])}.")
    same = int((results["verdict"] == SAME).sum())
    if same:
        which = "other figure" if said else "figure"
        said.append(f"For {number_of(same, which)} no test finds a change.")
    return said or ["There is no figure that can be tested for a change."]


def _of(unit: str) -> str:
    return "" if not unit else f" {unit.removeprefix('share ')}" if unit.startswith("share") else f" {unit}"


def _notes(now: pd.DataFrame, then: pd.DataFrame, results: pd.DataFrame, periods: tuple[Period, Period]) -> list[str]:
    here, there = periods
    notes = []
    if here.start <= there.end and there.start <= here.end:
        notes.append("The two periods overlap, so part of the records are the same, and a change is harder to see.")
    left = set(now.index[now["kind"] == "rate"]) & set(then.index) - set(results.index)
    if left:
        notes.append(f"Rates are left out, as one period has {here.days:,} days and the other {there.days:,}.")
    untested = int((results["verdict"] == UNTESTED).sum())
    if untested:
        notes.append(f"No test can be made of {number_of(untested, 'figure')}; the table gives both values.")
    return notes


def _table(now: pd.DataFrame, then: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    names = list(results.index)
    frame = pd.DataFrame(
        {"Figure": now.loc[names, "title"].astype("str"), "Unit": now.loc[names, "unit"].astype("str")}
    )
    for column, facts in (("Now (95 % limits)", now), ("Last briefing (95 % limits)", then)):
        rows = zip(facts.loc[names].to_dict("records"), frame["Unit"], strict=True)
        frame[column] = [figure_cell(row, unit) for row, unit in rows]
    frame["Change"] = [verdict[:1].upper() + verdict[1:] for verdict in results["verdict"]]
    return frame.reset_index(drop=True)
