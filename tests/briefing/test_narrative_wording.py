"""The small parts of sentences, for 0, 1, 2 and many."""

import pytest

from prevent_geo.briefing.narrative.wording import estimate, limits, listed, number_of, part_of, was, why_not
from prevent_geo.disclosure import find_policy

NAN = float("nan")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "no contacts"), (1, "1 contact"), (2, "2 contacts"), (12_345, "12,345 contacts")]
)
def test_a_count_and_its_noun(count, said):
    assert number_of(count, "contact") == said
    assert number_of(count, "person", "people").endswith("person" if count == 1 else "people")
    assert was(count) == ("was" if count == 1 else "were")


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (0, 1, "0 of 1 area"),
        (1, 1, "the 1 area"),
        (0, 2, "none of the 2 areas"),
        (1, 2, "1 of 2 areas"),
        (2, 2, "all 2 areas"),
        (1_200, 2_400, "1,200 of 2,400 areas"),
    ],
)
def test_how_many_of_how_many(count, total, said):
    assert part_of(count, total, "area") == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcd"), "a, b, c and 1 more"),
    ],
)
def test_a_list(words, said):
    assert listed(words, most=3) == said


@pytest.mark.parametrize(
    ("lower", "upper", "audience", "said"),
    [
        (0.4, 0.8, "partner", "60 % (95 % limits 40 % to 80 %)"),
        (0.4, 0.8, "public", "60 % (likely between 40 % and 80 %)"),
        (NAN, NAN, "partner", "60 %"),
        # all there is was counted
        (0.6, 0.6, "partner", "60 %"),
    ],
)
def test_an_estimate_has_its_limits(lower, upper, audience, said):
    assert estimate({"value": 0.6, "lower": lower, "upper": upper}, "share", audience) == said


def test_no_limits_no_brackets():
    assert limits("", "", "partner") == ""


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("suppressed", "The figure of trust is withheld ([c]), so that nobody can be picked out."),
        ("too few", "Too little was recorded to say anything of trust."),
        ("not reported", "Nobody reported here, so nothing is known of trust."),
        ("missing", "Nothing was given from which trust could be worked out."),
    ],
)
def test_why_there_is_no_figure(status, said):
    assert why_not({"status": status}, "trust", find_policy("default")) == said
