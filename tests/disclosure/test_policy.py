import pandas as pd
import pytest

from prevent_geo.disclosure import AUDIENCES, Policy, check_audience, find_policy
from prevent_geo.errors import DisclosureError, InputError


@pytest.mark.parametrize(
    ("count", "withheld"),
    [(0, False), (1, True), (2, True), (4, True), (5, False), (None, False), (0.5, True), (4.5, True)],
)
def test_the_default_policy_at_its_bounds(count, withheld):
    assert find_policy("default").protects(pd.Series([count], dtype="float64")).tolist() == [withheld]


def test_a_policy_may_withhold_zero_and_more_than_the_default():
    counts = pd.Series([0, 7, 8, 10])
    assert Policy("p", 0, 9, "*", "s").protects(counts).tolist() == [True, True, True, False]
    assert Policy("p", 1, 7, "*", "s").protects(counts).tolist() == [False, True, False, False]


def test_in_words():
    assert str(find_policy()) == "counts of 1 to 4 persons are withheld and shown as [c]"


@pytest.mark.parametrize(("low", "high"), [(5, 4), (-1, 4), (2, 9), (1, 3), (0, 0), (10**9, 10**9)])
def test_a_policy_weaker_than_the_default_is_refused(low, high):
    with pytest.raises(InputError, match=r"^policy 'p': counts of 1 to 4 persons must be withheld; withhold_from is 1"):
        Policy("p", low, high, "*", "s")


def test_a_policy_without_a_marker_is_refused():
    with pytest.raises(InputError, match=r"^policy 'p': marker is empty; write one such as '\[c\]'$"):
        Policy("p", 1, 4, " ", "s")


@pytest.mark.parametrize(("name", "near"), [("defualt", " (did you mean 'default'?)"), ("none", "")])
def test_an_unknown_policy_is_refused(name, near):
    with pytest.raises(InputError) as caught:
        find_policy(name)
    assert str(caught.value) == f"policy '{name}': there is no such policy{near}"


@pytest.mark.parametrize(("name", "near"), [("Partners", " (did you mean 'partner'?)"), ("", ""), ("everyone", "")])
def test_an_unknown_audience_is_refused(name, near):
    with pytest.raises(InputError) as caught:
        check_audience(name, "OFFICIAL")
    assert str(caught.value) == f"audience '{name}' is not one of public, partner, internal{near}"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_audience_that_exists_is_itself(audience):
    assert check_audience(audience, "OFFICIAL") == audience


def test_the_public_does_not_see_what_is_sensitive():
    with pytest.raises(DisclosureError, match=r"^what is marked OFFICIAL-SENSITIVE is not for the public") as caught:
        check_audience("public", "OFFICIAL-SENSITIVE")
    assert caught.value.exit_code == 3
    assert check_audience("partner", "OFFICIAL-SENSITIVE") == "partner"
    assert check_audience("public", "OFFICIAL") == "public"
