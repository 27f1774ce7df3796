"""Every sentence on themes, answers, trust and statements, to the letter."""

import pandas as pd
import pytest

from prevent_geo.briefing.narrative import voice
from prevent_geo.briefing.narrative.one_place import as_one

HOUSING, SAFETY = "housing", "community_safety"
REST = "the rest of Ashby"


def themes_of(picture):
    return voice.theme_sentences(picture, voice.theme_shares(picture))


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (0, 0, "Too few contacts say what was raised to name any theme."),
        (1, 0, "Too few contacts say what was raised to name any theme."),
        (5, 0, "One theme was raised, housing: in 100 % (95 % limits 57 % to 100 %) of contacts."),
        (
            6,
            4,
            "No one theme stands out clearly. The first by share of contacts are housing, 60 % (95 % limits 31 % to "
            "83 %); community safety, 40 % (95 % limits 17 % to 69 %).",
        ),
        (
            20,
            5,
            "Housing came up most often: in 80 % (95 % limits 61 % to 91 %) of contacts. After it come community "
            "safety, 20 % (95 % limits 9 % to 39 %).",
        ),
    ],
)
def test_the_theme_that_stands_out(draw, first, second, sentence):
    count = first + second
    assert themes_of(draw(["A1"] * count, theme=[HOUSING] * first + [SAFETY] * second))[0] == sentence


@pytest.mark.parametrize(
    ("here", "there", "sentences"),
    [
        ((10, 10), (10, 10), [f"No theme is raised in a clearly different share of contacts than in {REST}."]),
        (
            (30, 10),
            (10, 30),
            [
                f"Raised in a larger share of contacts than in {REST}: housing.",
                f"Raised in a smaller share of contacts than in {REST}: community safety.",
            ],
        ),
    ],
)
def test_themes_next_to_the_rest(draw, here, there, sentences):
    contacts = ["A1"] * sum(here) + ["A2"] * sum(there)
    raised = [
        theme for counts in (here, there) for theme, n in zip((HOUSING, SAFETY), counts, strict=True) for _ in range(n)
    ]
    assert themes_of(draw(contacts, theme=raised, place="area:A1"))[1:-1] == sentences


@pytest.mark.parametrize(
    ("before", "sentences"),
    [
        ((20, 20), ["No theme is clearly rising or falling next to the period before."]),
        (
            (5, 35),
            [
                "Rising next to the period before: housing (from 12 % to 50 %).",
                "Falling next to the period before: community safety (from 88 % to 50 %).",
            ],
        ),
    ],
)
def test_themes_rise_and_fall_where_the_test_says_so(draw, before, sentences):
    then = {"contacts": ["A1"] * 40, "columns": {"theme": [HOUSING] * before[0] + [SAFETY] * before[1]}}
    picture = draw(["A1"] * 40, theme=[HOUSING] * 20 + [SAFETY] * 20, before=then)
    assert themes_of(picture)[1:] == sentences


def test_without_the_time_before_no_theme_rises(draw):
    said = themes_of(draw(["A1"] * 5, theme=[HOUSING] * 5))[-1]
    assert said == "The time before is not in the data, so no theme can be said to rise or fall."


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ([None, None], "Who asked for the contact was not recorded."),
        (
            ["community", None],
            "Communities asked for 100 % (95 % limits 21 % to 100 %) of the contacts of which it is known who asked.",
        ),
        (
            ["community", "agency"],
            "Communities asked for 50 % (95 % limits 9 % to 91 %) of the contacts of which it is known who asked.",
        ),
    ],
)
def test_who_asked(draw, who, sentence):
    assert voice.asked_sentence(draw(["A1"] * 2, initiated_by=who)) == sentence


def answered(draw, days):
    """A picture of contacts of 1 January, each answered after so many days (None: not yet)."""
    held = pd.Timestamp("2026-01-01")
    given = [pd.NaT if after is None else held + pd.Timedelta(days=after) for after in days]
    return draw(["A1"] * len(days), last=held, answered_on=given)


@pytest.mark.parametrize(
    ("days", "sentences"),
    [
        ([None, None], ["Whether what was raised was answered in time is not known."]),
        (
            [1],
            [
                "Of what was due an answer, 100 % (95 % limits 21 % to 100 %) got one within 28 days.",
                "Half had an answer after 1 day, with those still waiting counted.",
            ],
        ),
        (
            [2, None, None],
            [
                "Of what was due an answer, 33 % (95 % limits 6 % to 79 %) got one within 28 days.",
                "Fewer than half were answered by the end of the period, so there is no middle time.",
            ],
        ),
    ],
)
def test_answers(draw, days, sentences):
    said = voice.answer_sentences(answered(draw, days))
    # with so few there may be no end to the limits of the middle day
    assert [line.split(" (95 % limits 1")[0].split(", with")[0] for line in said] == [
        line.split(", with")[0] for line in sentences
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("better", ["Trust rose next to the period before."]),
        ("worse", ["Trust fell next to the period before."]),
        ("no clear change", ["Trust did not clearly change next to the period before."]),
        ("", []),
    ],
)
def test_trust_changes_where_the_test_says_so(change, said):
    assert voice.trust_change(change) == said


def test_too_few_answers_on_trust(draw):
    assert voice.trust_sentences(draw(["A1"])) == ["Nothing was given from which trust could be worked out."]
    few = draw(["A1"], trust_mean=[3.0], trust_responses=[2])
    assert voice.trust_sentences(few) in (
        ["Too little was recorded to say anything of trust."],
        ["The figure of trust is withheld ([c]), so that nobody can be picked out."],
    )


CONCERN, HOPE = "concern", "hope"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "No statements of groups or teams were gathered here in this period."),
        ([CONCERN], "Groups and teams made 1 statement, by kind: concern 1."),
        ([CONCERN, CONCERN, HOPE], "Groups and teams made 3 statements, by kind: concern 2 and hope 1."),
    ],
)
def test_statements_are_counted_by_kind(draw, said, sentence):
    picture = draw(["A1"], said=[("A1", kind, "Words") for kind in said])
    assert voice.notes_sentence(picture) == sentence


def test_a_place_as_one_leaves_out_where_nobody_reports(draw):
    areas = [("A1", "N1", 1000), ("B1", "N2", 700)]
    assert as_one(draw(["A1"], areas=areas)).areas["population"].tolist() == [1000]
