import numpy as np
import pandas as pd
import pytest

from prevent_geo.errors import InputError
from prevent_geo.measures.common.need import (
    NeedProfile,
    checked_weights,
    decile_groups,
    group_weights,
    need_profile,
    need_profiles,
)


def test_the_profiles_say_whose_choice_they_are():
    assert list(need_profiles()) == ["flat", "deprivation"]
    assert all("choice, not a finding" in profile.source for profile in need_profiles().values())
    assert set(need_profile("flat").values()) == {1.0}


def test_deprivation_falls_by_equal_steps():
    weights = checked_weights(need_profile("deprivation"))
    assert weights == pytest.approx(np.linspace(2, 1, 10), abs=5e-4)


def test_an_unknown_name_is_refused_with_the_near_one():
    with pytest.raises(InputError, match=r"'deprivaton' \(did you mean 'deprivation'\?\); choose flat or deprivation"):
        need_profile("deprivaton")


def test_nobody_can_change_a_profile():
    with pytest.raises(TypeError):
        need_profile("flat")[1] = 3.0


GOOD = dict.fromkeys(range(1, 11), 1)


@pytest.mark.parametrize(
    ("need", "words"),
    [
        ({}, "1 problem: no weight for decile 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
        ({1: 1.0, **dict.fromkeys(range(3, 10), 1.0)}, "no weight for decile 2, 10"),
        (GOOD | {11: 1}, "11 is no decile"),
        (GOOD | {"religion": 2}, r"'religion' is no decile; need is by deprivation decile \(1 to 10\) alone"),
        (GOOD | {3: 0, 4: -1, 5: float("nan"), 6: float("inf"), 7: "much", 8: True}, "6 problems"),
        ("deprivation", r"not a mapping .*need_profile\('deprivation'\) makes one"),
        ([1.0] * 10, "not a mapping"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(need, words):
    with pytest.raises(InputError, match=words):
        checked_weights(need)


def test_weights_of_numpy_and_whole_numbers_pass():
    need = {np.int64(decile): np.float64(2.5) for decile in range(1, 11)}
    assert checked_weights(need).tolist() == [2.5] * 10
    assert checked_weights(None).tolist() == checked_weights(GOOD).tolist() == [1.0] * 10


def test_without_any_decile_all_weigh_the_same():
    areas = pd.DataFrame({"deprivation_decile": pd.array([None, None], "Int64")})
    assert decile_groups(areas).tolist() == decile_groups(areas[[]]).tolist() == [10, 10]
    assert group_weights(np.arange(1.0, 11), np.array([0.0] * 10 + [500]))[-1] == 5.5


def test_a_profile_cannot_be_made_without_its_words():
    with pytest.raises(ValueError, match="need profile 'x' lacks: rationale, source"):
        NeedProfile("x", "label", " ", "", need_profile("flat"))
