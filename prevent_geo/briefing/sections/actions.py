"""What was promised and what was done: the actions of the delivery plan."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd

from prevent_geo.assessment.gather import own_part
from prevent_geo.briefing.document import Block, Bullets, DataTable, Paragraph, Section
from prevent_geo.briefing.narrative.wording import number_of, was
from prevent_geo.briefing.sections.phrases import (
    are,
    below_district,
    day_text,
    or_not_given,
    sentence,
    share_cells,
    share_text,
)
from prevent_geo.layers.build import sentence_case, text_or_blank
from prevent_geo.measures.actions_on_time import ALL_ACTIONS
from prevent_geo.period import day
from prevent_geo.picture import RichPicture
from prevent_geo.tables import CodeList

ID, TITLE = "actions", "What was promised and what was done"
_COUNTS = {
    "numerator": "Done on time",
    "done_late": "Done late",
    "overdue": "Overdue",
    "open": "Due later",
    "done_early": "Done before they are due",
    "no_due_date": "No due date",
}


def actions(picture: RichPicture) -> Section:
    """The actions of the delivery plan: done on time, late, overdue, and not yet due on the last day of the period."""
    if reason := below_district(picture, "The actions of the delivery plan are"):
        return Section(ID, TITLE, (Paragraph(reason),))
    own = own_part(picture.dataset, picture.place).actions
    if not len(own):
        return Section(ID, TITLE, (Paragraph("No action of a delivery plan was given for this place."),))
    result = picture.profile["actions_on_time"].table
    blocks: list[Block] = [Bullets(tuple(_sentences(picture, result))), _by_focus(picture, result)]
    if picture.audience != "public":
        blocks += [_not_done(picture, own)]
    return Section(ID, TITLE, tuple(blocks))


def _sentences(picture: RichPicture, result: pd.DataFrame) -> list[str]:
    last, whole = day(picture.period.end), cast("dict[str, int]", result.loc[ALL_ACTIONS].to_dict())
    due, on_time, late, overdue, later, early, undated = (int(whole[name]) for name in ("n", *_COUNTS))
    if due:
        share = share_text(picture, result, ALL_ACTIONS)
        said = [
            f"Of {number_of(due, 'action')} due by {last}, {on_time or 'none'} {was(on_time)} done on time: {share}."
        ]
        said += [sentence(f"{late or 'none'} {was(late)} done late, and {are(overdue, 'action')} overdue")]
    else:
        said = [f"No action was due by {last}."]
    if later:
        said += [f"{sentence_case(are(later, 'action'))} due later."]
    if early:
        said += [f"{number_of(early, 'action')} due later {was(early)} done early."]
    if undated:
        said += [sentence(f"{are(undated, 'action')} without a due date, so one cannot say whether in time")]
    return said


def _by_focus(picture: RichPicture, result: pd.DataFrame) -> DataTable:
    labels = picture.dataset.code_lists["focus"]
    order = [code for code in labels.labels if code in result.index]
    order += [code for code in result.index if code not in order and code != ALL_ACTIONS]
    rows = result.loc[[*order, ALL_ACTIONS]]
    shown = {name: column for name, column in _COUNTS.items() if name != "no_due_date" or rows[name].any()}
    frame = pd.DataFrame(
        {"Area of focus": ["All" if code == ALL_ACTIONS else labels.label(code) for code in rows.index]}
    )
    for name, column in shown.items():
        frame[column] = [f"{count:,.0f}" for count in rows[name]]
    frame["Share done on time (95 % limits)"] = [cell or "None due yet" for cell in share_cells(rows)]
    return DataTable(f"Actions of the delivery plan by {day(picture.period.end)}: number by area of focus", frame)


def _not_done(picture: RichPicture, own: pd.DataFrame) -> DataTable | Paragraph:
    last = pd.Timestamp(picture.period.end)
    # as the measure counts: agreed by the day, and what was done later is not yet done
    open_ones = own[~(own["agreed_on"] > last) & ~(own["done_on"] <= last)].sort_values(["due", "focus"], kind="stable")
    if not len(open_ones):
        return Paragraph("Every action that was agreed is done.")
    focuses, roles = (picture.dataset.code_lists[name] for name in ("focus", "roles"))
    frame = pd.DataFrame(
        {
            "Action": text_or_blank(open_ones["note"]).where(open_ones["note"].notna(), "Not described"),
            "Area of focus": _labels(focuses, open_ones["focus"]),
            "Role that answers for it": _labels(roles, open_ones["owner"]),
            "Due": [day_text(due) or "No due date" for due in open_ones["due"]],
            "On the last day": [_state(due, last) for due in open_ones["due"]],
        }
    ).reset_index(drop=True)
    return DataTable("Actions that are not done, the longest overdue first", frame)


def _labels(codes: CodeList, of: pd.Series) -> list[str]:
    return [or_not_given(label) for label in of.map(codes.label, na_action="ignore")]


def _state(due: Any, last: pd.Timestamp) -> str:
    if pd.isna(due):
        return "No due date"
    late = (last - due).days
    return sentence_case(
        "due later" if late < 0 else "due that day" if not late else f"overdue by {number_of(late, 'day')}"
    )
