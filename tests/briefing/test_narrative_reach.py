"""Every sentence on reach, to the letter.

The limits are those of tests/measures: of 0, 1, 2, 5, 6, 10, 30 and 40 contacts, over 1,000 or 2,000 residents.
"""

from datetime import date

import pytest

from prevent_geo.briefing.narrative import reach

JANUARY = "from 1 January 2026 to 31 January 2026"
PER = "per 1,000 residents"
NONE_RATE = f"0.0 {PER} (95 % limits 0.0 to 3.7)"
CLOSE = "That is not clearly different from the rate in"
RULE = (
    "counts of 1 to 4 persons are withheld and shown as [c], and so is every figure that would give one away, even to "
    "a partner that knows its own part"
)


@pytest.mark.parametrize(
    ("here", "there", "sentences"),
    [
        (
            0,
            6,
            [
                f"No contacts were recorded {JANUARY}: {NONE_RATE}.",
                f"That is lower than the rate in the rest of Ashby, 6.0 {PER} (95 % limits 2.2 to 13.1).",
            ],
        ),
        (
            1,
            0,
            [
                f"1 contact was recorded {JANUARY}: 1.0 {PER} (95 % limits 0.0 to 5.6).",
                f"{CLOSE} the rest of Ashby, {NONE_RATE}.",
            ],
        ),
        (
            2,
            1,
            [
                f"2 contacts were recorded {JANUARY}: 2.0 {PER} (95 % limits 0.2 to 7.2).",
                f"{CLOSE} the rest of Ashby, 1.0 {PER} (95 % limits 0.0 to 5.6).",
            ],
        ),
        (
            5,
            0,
            [
                f"5 contacts were recorded {JANUARY}: 5.0 {PER} (95 % limits 1.6 to 11.7).",
                f"{CLOSE} the rest of Ashby, {NONE_RATE}.",
            ],
        ),
        (
            6,
            0,
            [
                f"6 contacts were recorded {JANUARY}: 6.0 {PER} (95 % limits 2.2 to 13.1).",
                f"That is higher than the rate in the rest of Ashby, {NONE_RATE}.",
            ],
        ),
        (
            30,
            10,
            [
                f"30 contacts were recorded {JANUARY}: 30.0 {PER} (95 % limits 20.2 to 42.8).",
                f"That is higher than the rate in the rest of Ashby, 10.0 {PER} (95 % limits 4.8 to 18.4). "
                "The ratio of the two is 3.00 (95 % limits 1.43 to 6.88).",
            ],
        ),
        (
            10,
            30,
            [
                f"10 contacts were recorded {JANUARY}: 10.0 {PER} (95 % limits 4.8 to 18.4).",
                f"That is lower than the rate in the rest of Ashby, 30.0 {PER} (95 % limits 20.2 to 42.8). "
                "The ratio of the two is 0.33 (95 % limits 0.15 to 0.70).",
            ],
        ),
        (0, 0, [f"Nobody reported a contact here {JANUARY}, so nothing is known about engagement here."]),
    ],
)
def test_reach_of_an_area_next_to_the_rest_of_its_ward(draw, here, there, sentences):
    picture = draw(["A1"] * here + ["A2"] * there, place="area:A1")
    assert reach.reach_sentences(picture) == sentences


def test_reach_of_everything_is_compared_with_nothing(draw):
    assert reach.reach_sentences(draw(["A1", "A2"])) == [
        f"2 contacts were recorded {JANUARY}: 1.0 {PER} (95 % limits 0.1 to 3.6)."
    ]


def test_a_ward_of_one_area_is_compared_with_what_is_above_it(draw):
    areas = [("A1", "N1", 1000), ("B1", "N2", 1000)]
    assert reach.reach_sentences(draw(["A1", "B1"], areas=areas, place="area:A1"))[1] == (
        f"{CLOSE} the rest of Northshire, 1.0 {PER} (95 % limits 0.0 to 5.6)."
    )


# five contacts for 1,000 residents, and 1,000 of whom nothing is known: 5.0, not 2.5
SILENT = [("A1", "N1", 1000), ("B1", "N2", 1000)]
UNKNOWN = [("A1", "N1", 1000), ("A2", "N1", None)]


def test_where_nobody_reports_is_no_zero(draw):
    left_out = "Rates leave out 1 area that nobody reported from or whose residents are not known."
    opening = f"5 contacts were recorded {JANUARY}: 5.0 {PER} (95 % limits 1.6 to 11.7)."
    assert reach.reach_sentences(draw(["A1"] * 5, areas=SILENT)) == [opening, left_out]
    assert reach.reach_sentences(draw(["A1"] * 5, areas=SILENT, place="Ashby")) == [
        opening,
        "There is no rate in the rest of Northshire to compare it with.",
        left_out,
    ]


def test_contacts_where_the_residents_are_not_known_are_in_the_count_and_not_in_the_rate(draw):
    assert reach.reach_sentences(draw(["A1"] * 5 + ["A2"], areas=UNKNOWN)) == [
        f"6 contacts were recorded {JANUARY}: 5.0 {PER} (95 % limits 1.6 to 11.7).",
        "Rates leave out 1 area that nobody reported from or whose residents are not known.",
    ]


@pytest.mark.parametrize(("count", "said"), [(1, "1 contact was"), (2, "2 contacts were")])
@pytest.mark.parametrize("residents", [0, None])
def test_without_residents_there_is_no_rate(draw, count, said, residents):
    picture = draw(["A1"] * count, areas=[("A1", "N1", residents)])
    sentence = f"{said} recorded {JANUARY}; without a number of residents there is no rate."
    assert reach.reach_sentences(picture) == [sentence]


THREE = [("A1", "N1", 1000), ("A2", "N1", None), ("B1", "N2", 1000)]


@pytest.mark.parametrize(
    ("contacts", "place", "sentences"),
    [
        (["A1", "A2", "B1"], "all", ["All 3 areas had at least one recorded contact."]),
        (["A1", "B1"], "all", ["1 of 3 areas had no recorded contact, although the same neighbourhood had some."]),
        (["A1", "A2"], "all", ["Nobody reported from 1 of 3 areas, so nothing is known of them."]),
        (
            ["A1"],
            "all",
            [
                "1 of 3 areas had no recorded contact, although the same neighbourhood had some.",
                "Nobody reported from 1 of 3 areas, so nothing is known of them.",
            ],
        ),
        ([], "all", []),
        (["A1"], "area:A1", []),
        (["A1"], "area:A2", ["Contacts were recorded elsewhere in the same neighbourhood."]),
        (["A1"], "area:B1", []),
    ],
)
def test_unreached_areas(draw, contacts, place, sentences):
    assert reach.unreached_sentences(draw(contacts, areas=THREE, place=place)) == sentences


@pytest.mark.parametrize(
    ("contacts", "said"),
    [
        ([], "None of the 2 areas"),
        (["A1"], "1 of 2 areas"),
        (["A1", "A2"], "All 2 areas"),
    ],
)
def test_recency_of_several_areas(draw, contacts, said):
    sentence = f"{said} had a recorded contact within 90 days of the end of the period."
    assert reach.recency_sentence(draw(contacts)) == sentence


@pytest.mark.parametrize(
    ("contacts", "last", "sentence"),
    [
        (["A1"], date(2026, 1, 31), "The last recorded contact was on the last day of the period."),
        (["A1"], date(2026, 1, 30), "The last recorded contact was 1 day before the end of the period."),
        (["A1"], date(2026, 1, 1), "The last recorded contact was 30 days before the end of the period."),
        (["A2"], date(2026, 1, 1), "There is no last contact to count days from."),
    ],
)
def test_recency_of_one_area(draw, contacts, last, sentence):
    assert reach.recency_sentence(draw(contacts, last=last, place="area:A1")) == sentence


@pytest.mark.parametrize(
    ("attendance", "place", "sentence"),
    [
        ([0, 5], "all", f"No attendance figure had to be withheld ({RULE})."),
        ([None, None], "all", "There is no attendance figure to withhold."),
        ([3, 5, 3], "all", f"The attendance figure of 2 of 3 areas is withheld ({RULE})."),
        ([1, 4], "all", f"The attendance figure of all 2 areas is withheld ({RULE})."),
        # 5 beside the ward's 9 would give the 4 away
        ([4, 5], "all", f"The attendance figure of all 2 areas is withheld ({RULE})."),
        ([1, 4], "area:A1", f"The attendance figure is withheld ({RULE})."),
        ([5, 4], "area:A1", f"The attendance figure is withheld ({RULE})."),
        ([5, 6], "area:A1", f"No attendance figure had to be withheld ({RULE})."),
    ],
)
def test_what_is_withheld(draw, attendance, place, sentence):
    assert reach.withheld_sentence(draw_attendance(draw, attendance, place)) == sentence


def draw_attendance(draw, attendance, place):
    """A ward of areas with one contact each, at which so many came."""
    areas = [(f"A{n + 1}", "N1", 1000) for n in range(len(attendance))]
    return draw([code for code, *_ in areas], areas=areas, attendance=attendance, place=place)


@pytest.mark.parametrize(
    ("attendance", "place", "sentence"),
    [
        ([3, 5, 3], "all", "11 attendances were counted in all, at 3 contacts of known attendance."),
        ([None, 600, 634], "all", "1,234 attendances were counted in all, at 2 contacts of known attendance."),
        ([0, 0], "all", "No attendances were counted in all, at 2 contacts of known attendance."),
        ([None, None], "all", "No attendance was given for any contact here."),
        ([1, 2], "all", "How many people came in all to 2 contacts of known attendance is withheld ([c])."),
    ],
)
def test_how_many_came_in_all(draw, attendance, place, sentence):
    assert reach.attendance_sentence(draw_attendance(draw, attendance, place)) == sentence


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        (0, 0, "There are too few contacts, now or before, to say whether they rose or fell."),
        (2, 1, "contacts went from 1 to 2: 2.00 times as many (95 % limits 0.10 to 117.99). That is no clear change."),
        (30, 10, "contacts rose from 10 to 30: 3.00 times as many (95 % limits 1.43 to 6.88)."),
        (10, 30, "contacts fell from 30 to 10: 0.33 times as many (95 % limits 0.15 to 0.70)."),
    ],
)
def test_contacts_rise_or_fall_where_the_limits_say_so(draw, now, before, sentence):
    picture = draw(["A1"] * now, before={"contacts": ["A1"] * before})
    opening = "Next to the period before, " if now + before else ""
    assert reach.change_sentence(picture) == opening + sentence


def test_without_the_time_before_no_change_is_known(draw):
    expected = "The time before is not in the data, so whether contacts rose or fell is not known."
    assert reach.change_sentence(draw(["A1"])) == expected


def test_for_the_public_limits_are_in_plain_words(draw):
    picture = draw(["A1"] * 30, before={"contacts": ["A1"] * 10}, audience="public")
    assert reach.reach_sentences(picture) == [
        f"30 contacts were recorded {JANUARY}: 15.0 {PER} (likely between 10.1 and 21.4)."
    ]
    assert reach.change_sentence(picture) == "Next to the period before, contacts rose from 10 to 30."
    assert reach.withheld_sentence(picture) == "No attendance figure had to be withheld."


ALLOWED = "This allows for the number of areas that are looked at."
EXPECTED = "than expected from residents and need."


@pytest.mark.parametrize(
    ("contacts", "place", "sentences"),
    [
        ([], "all", ["There are no contacts that could be expected, so no area is below or above them."]),
        (
            ["A1"] * 6 + ["A2"] * 4,
            "all",
            ["No area clearly had fewer or more contacts than its residents and their need would make one expect."],
        ),
        (
            ["A1"] * 40 + ["A2"] * 2,
            "all",
            [
                f"1 of 2 areas clearly had fewer contacts {EXPECTED}",
                f"1 of 2 areas clearly had more contacts {EXPECTED}",
                ALLOWED,
            ],
        ),
        (
            ["A1"] * 40 + ["A2"] * 2,
            "area:A1",
            ["It had more contacts than its residents and their need would make one expect."],
        ),
        (
            ["A1"] * 5 + ["A2"] * 5,
            "area:A1",
            ["It had about as many contacts as its residents and their need would make one expect."],
        ),
    ],
)
def test_areas_below_and_above_what_is_expected(draw, contacts, place, sentences):
    assert reach.gap_sentences(draw(contacts, place=place)) == sentences


def test_one_area_among_many_needs_more_to_stand_out(draw):
    # 17 where 9 are expected: clear for one area (p = 0.027), not among twenty
    areas = [(f"A{n:02}", "N1", 1000) for n in range(20)]
    contacts = [code for code, *_ in areas for _ in range(9)] + ["A00"] * 8
    assert reach.gap_sentences(draw(contacts, areas=areas, place="area:A00"))[0].startswith("It had more")
    assert reach.gap_sentences(draw(contacts, areas=areas))[0].startswith("No area clearly")
