"""Questions for the independent advisory group as critical friend, each with what in the data prompts it."""

from __future__ import annotations

from collections.abc import Callable

from prevent_geo.briefing.document import Bullets, Paragraph, Section
from prevent_geo.briefing.narrative.wording import listed, lower, number_of
from prevent_geo.briefing.sections.phrases import are, share_text
from prevent_geo.measures import Status
from prevent_geo.picture import RichPicture

MOST = 8
ENOUGH_SHARE = 0.9
INTRODUCTION = (
    "An advisory group is a critical friend: it asks what the partnership would rather not be asked. These questions "
    "come from the findings; the group will have better ones."
)
# where the findings prompt few, and always last
GENERAL = (
    "What have you heard that this briefing does not show, and from whom?",
    "Who decided what is recorded and what is not, and who was not asked?",
    "What has changed for people here because of this work, and how would we know?",
    "Which groups never come to our events, and what would make it worth their while?",
    "If you could stop one thing that we do here and start another, what would they be?",
)
FEWEST = 5


def questions(picture: RichPicture) -> Section:
    """Five to eight questions, each from a finding, or general ones where there are too few findings."""
    found = [question for ask in _ASKED for question in [ask(picture)] if question]
    found = found[:MOST]
    found += GENERAL[: max(FEWEST - len(found), 1 if len(found) < MOST else 0)]
    title = "Questions for the independent advisory group"
    return Section("questions", title, (Paragraph(INTRODUCTION), Bullets(tuple(found))))


def _unanswered(picture: RichPicture) -> str:
    figures = picture.profile.figures
    row = figures.loc["answered_in_time"]
    if not row["upper"] < ENOUGH_SHARE:
        return ""
    return (
        "Why do people who raise something with us not always hear back within 28 days, and what have they made of the "
        f"silence? Of what was due an answer, {share_text(picture, figures, 'answered_in_time')} got one in time."
    )


def _not_reached(picture: RichPicture) -> str:
    statuses = picture.layers["recency"].values.table["status"]
    none, silent = (int((statuses == status).sum()) for status in (Status.NONE_RECORDED, Status.NOT_REPORTED))
    if not none + silent:
        return ""
    parts = [f"in {number_of(none, 'area')} no contact was recorded"] if none else []
    parts += [f"from {number_of(silent, 'area')} nobody reported at all"] if silent else []
    return f"Who lives in the areas that we do not reach, and do they know whom to turn to? Here {listed(parts)}."


def _left_behind(picture: RichPicture) -> str:
    layer = picture.layers["reach_gap"]
    # the class of areas with no contact too, and the one that 99.8 % limits leave no doubt of
    below = layer.names[layer.facts["Class, none recorded included"] == "well below expected"].tolist()
    if not below:
        return ""
    return (
        "Where do people go instead of to us in the areas with clearly fewer contacts than expected? "
        f"This is so in {number_of(len(below), 'area')} here: {listed(below, most=4)}."
    )


def _dependency(picture: RichPicture) -> str:
    table = picture.profile["partner_dependency"].table
    single = int((table["dependency"] == "depends on one").sum())
    if not single:
        return ""
    return (
        "What would happen here if one partner could no longer come? "
        f"In {number_of(single, 'neighbourhood')} of {len(table):,}, one partner holds more than half of the contacts."
    )


def _gaps(picture: RichPicture) -> str:
    verdicts = picture.profile["stopped_reporting"].table["verdict"]
    stopped, never = (int((verdicts == words).sum()) for words in ("stopped", "never reported"))
    if not stopped + never:
        return ""
    parts = [f"{stopped:,} seem to have stopped recording"] if stopped else []
    parts += [f"{never:,} recorded no contact in the period"] if never else []
    of = number_of(len(verdicts), "partner")
    return f"Have partners stopped working here, or only stopped writing it down? Of {of}, {listed(parts)}."


def _standards(picture: RichPicture) -> str:
    card = picture.profile.scorecard()
    missed = [str(title) for title in card["title"][card["outcome"] == "not met"]]
    if not missed:
        return ""
    return (
        "Which of the standards that are not met matter most to people here, and which would you drop? "
        f"{are(len(missed), 'standard').capitalize()} not met: {listed([lower(title) for title in missed])}."
    )


def _overdue(picture: RichPicture) -> str:
    if "actions_on_time" not in picture.profile:
        return ""
    overdue = int(picture.profile["actions_on_time"].table["overdue"].get("all", 0))
    if not overdue:
        return ""
    return (
        "Which of the promises that are late would people here notice, and has anybody told them why? "
        f"On the last day of the period, {are(overdue, 'action')} overdue."
    )


def _not_known(picture: RichPicture) -> str:
    asked = sum(note.kind == "unknown" for note in picture.scene.notes)
    if not asked:
        return ""
    what = number_of(asked, "thing")
    return f"Who could find out what nobody knows? Groups and teams named {what} that they could not answer."


_ASKED: tuple[Callable[[RichPicture], str], ...] = (
    _unanswered,
    _not_reached,
    _left_behind,
    _dependency,
    _gaps,
    _standards,
    _overdue,
    _not_known,
)
