"""Lesson 7: what is recorded is not what is."""

from __future__ import annotations

from prevent_geo.briefing.document import Bullets, Paragraph
from prevent_geo.course.answers import Number, One, Sorting
from prevent_geo.course.exercise import Exercise, Mistake
from prevent_geo.course.lesson import Lesson, Step
from prevent_geo.course.lessons.common import partners
from prevent_geo.course.lessons.effort import (
    KEPT_BACK,
    ROUNDS,
    drop,
    gone_on,
    missing_contacts,
    monthly,
    not_recorded,
    partner_halves,
    wrong_share,
)
from prevent_geo.course.town import KnownTown

_SIGNS = {
    "A": "No partner has a row in a neighbourhood, and none is asked to say so.",
    "B": "The row of an event has no attendance in it.",
    "C": "A partner sends a return for an area that says: no session this quarter.",
    "D": "The rows of a partner end, but its sessions are still announced and held.",
}
_MEANS = ("not noted", "not recorded", "not known", "none")
_RIGHT_SIGNS = {"A": "not known", "B": "not noted", "C": "none", "D": "not recorded"}


def _after_partner(town: KnownTown) -> str:
    partner, month = drop(town)
    if partner_halves(town).index[0] != partner:
        return (
            f"In this town it is chance, though: the one that works on and records little is {partner}, from {month}."
        )
    return (
        f"In truth it works as before: from {month} on, nearly none of its contacts are recorded. The records alone "
        "look the same if it had stopped working. Telephone."
    )


def _after_missing(town: KnownTown) -> str:
    true = not_recorded(town)
    share = 100 * true / (true + len(town.contacts))
    return (
        f"In truth {true} contacts were held and not recorded: {share:.1f} % of all in the town. They are missing "
        "where this partner works, so rates there are too low, and a fall shows that is none."
    )


def _after_records(town: KnownTown) -> str:
    return (
        f"It began with {wrong_share(town, 1):.0f} %. Rounds move it about by chance, and none puts it right: records "
        "show where sessions were. All residents are alike here, and a place that had none has none for ever."
    )


def _after_rule(town: KnownTown) -> str:
    return (
        f"By all records it was {wrong_share(town):.0f} %; counted per session without keeping any back, "
        f"{wrong_share(town, per_session=True):.0f} %. What is left is mostly chance. The sessions kept back are the "
        "price of knowing about places that nobody records."
    )


LESSON = Lesson(
    number=7,
    name="recording",
    title="What is recorded is not what is",
    answers="What is missing from the records, and what happens if effort is sent to where records are?",
    steps=(
        Step(8, "Who stopped: working, or recording?", "Ask what the partner would say if rung up now."),
        Step(7, "How much is missing?", "'As before' is an assumption. Have it said aloud."),
        Step(8, "Four ways of being empty.", "Let each find one in their own organisation's files."),
        Step(
            12,
            "Send sessions where records are, ten times.",
            "Ask for a forecast before the cell is run. Play it with chairs if there is room.",
        ),
        Step(10, "Another rule: per session, and some kept back.", "Ask who would pay for the tenth, and who gains."),
    ),
    exercises=(
        Exercise(
            "stopped_recording",
            (
                "Of the partners with twenty contacts or more in the first half, whose records fell most, as a share, "
                "in the second?"
            ),
            One("partner", partners),
            lambda town: str(partner_halves(town).index[0]),
            (
                Mistake(
                    "took the one whose records grew most",
                    lambda town: str(partner_halves(town).index[-1]),
                    "which end of the table you took: a fall has a small ratio.",
                ),
                Mistake(
                    "took the one with the most contacts",
                    lambda town: str(partner_halves(town)["first"].idxmax()),
                    "the ratio of the two halves: the largest partner need not be the one that changed.",
                ),
                Mistake(
                    "took the next in the table",
                    lambda town: str(partner_halves(town).index[1]),
                    "the first row: there is one whose ratio is lower still.",
                ),
            ),
            "the column `ratio`: the second half as a share of the first.",
            _after_partner,
        ),
        Exercise(
            "missing_contacts",
            lambda town: (
                f"From {drop(town)[1]} on, {drop(town)[0]} records few contacts. Had it recorded in each month as many "
                "as on average in the months before, how many more contacts would there be?"
            ),
            Number("contacts", within=1.0, share=0.01),
            missing_contacts,
            (
                Mistake(
                    "forgot that some are recorded",
                    gone_on,
                    "the contacts that it did record from then on: those are not missing.",
                ),
                Mistake(
                    "counted a month alone",
                    lambda town: missing_contacts(town) / (monthly(town).index >= drop(town)[1]).sum(),
                    "the number of months: this is how many are missing in one of them.",
                ),
                Mistake(
                    "counted what was recorded",
                    lambda town: int(monthly(town).sum()),
                    "the question: these are all that it recorded, not those that are missing.",
                ),
            ),
            "the mean of the months before, times the months since, less what was recorded since.",
            _after_missing,
        ),
        Exercise(
            "ways_of_being_empty",
            "Which of these is a value not noted, a contact not recorded, a place not known, and which says none? "
            + " ".join(f"{letter}: {sign}" for letter, sign in _SIGNS.items()),
            Sorting(_SIGNS, _MEANS),
            _RIGHT_SIGNS,
            (
                Mistake(
                    "took no rows for nothing done",
                    _RIGHT_SIGNS | {"A": "none"},
                    "who would have told you: where nobody reports, nothing and everything look alike.",
                ),
                Mistake(
                    "took rows that end for work that ended",
                    _RIGHT_SIGNS | {"D": "none"},
                    "what else is known about the partner whose rows end.",
                ),
                Mistake(
                    "took an empty cell for a zero",
                    _RIGHT_SIGNS | {"B": "none"},
                    "the empty cell: somebody held the event, and it has a row.",
                ),
            ),
            "who saw it, and whether they said so: a zero is something that somebody says.",
            "Only one of the four is a zero. Draw the others with a look of their own, and ask for empty returns.",
        ),
        Exercise(
            "after_ten_rounds",
            (
                f"Sessions follow the records. In round {ROUNDS}, which share of the sessions would have to be held "
                "elsewhere to reach all residents alike?"
            ),
            Number("% of sessions", within=0.3, decimals=1),
            wrong_share,
            (
                Mistake(
                    "read the first round",
                    lambda town: wrong_share(town, 1),
                    "the round: this is how it began.",
                ),
                Mistake(
                    "took it that it comes right by itself",
                    0,
                    "the last rounds, and for a record that would ever say that a session is missing somewhere.",
                ),
                Mistake(
                    "gave the sessions that are well placed",
                    lambda town: 100 - wrong_share(town),
                    "what `misplaced` counts: sessions to be held elsewhere.",
                ),
            ),
            "the last value of `misplaced` for sessions that follow all records.",
            _after_records,
        ),
        Exercise(
            "another_rule",
            (
                "Now a tenth of the sessions is kept back for all residents alike, and the others follow the records "
                f"per session. Which share is misplaced in round {ROUNDS}?"
            ),
            Number("% of sessions", within=0.3, decimals=1),
            lambda town: wrong_share(town, kept_back=KEPT_BACK, per_session=True),
            (
                Mistake(
                    "kept the rule of before",
                    wrong_share,
                    "the rule: this is what comes of following all records.",
                ),
                Mistake(
                    "kept none back",
                    lambda town: wrong_share(town, per_session=True),
                    "`kept_back`: without it, no session is ever held where nothing was recorded.",
                ),
                Mistake(
                    "did not divide by sessions",
                    lambda town: wrong_share(town, kept_back=KEPT_BACK),
                    "`per_session`: without it, places with many sessions still look as if more happened there.",
                ),
            ),
            "both settings of the rule, and the last round.",
            _after_rule,
        ),
    ),
    handout=(
        Paragraph(
            "A record says that somebody was there and wrote it down. Where nobody was, or nobody wrote, there is no "
            "record, and the map is as blank as where nothing is."
        ),
        Bullets(
            (
                "Ask of each blank: not noted, not recorded, not known, or none? Only what somebody says is a zero.",
                "A fall in records is first a question to the one who records. Telephone before you explain it.",
                "Effort that follows records makes records where effort is: a loop that looks like evidence.",
                "Divide by the sessions held, and keep some back for places that nobody records (as Ensign and others, "
                "2018, show of patrols).",
                "Note with each figure who could have reported and did not, and for how many residents.",
            )
        ),
    ),
)
