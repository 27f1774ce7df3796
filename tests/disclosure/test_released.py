import copy
import dataclasses

import pandas as pd
import pytest

from prevent_geo.disclosure import Policy, Released, find_policy, release
from prevent_geo.errors import DisclosureError
from prevent_geo.measures import CARDS, RESULT_COLUMNS, attendance_rate

PERSONS, EVENTS = CARDS["attendance_rate"], CARDS["contact_rate"]
FIGURES = ["value", "lower", "upper", "numerator", "n"]
AREAS = pd.DataFrame({"population": 1000, "neighbourhood_code": "N1"}, index=["none", "one", "four", "five", "unknown"])
CONTACTS = pd.DataFrame(
    {
        "area_code": ["one", "four", "four", "five", "unknown"],
        "attendance": pd.array([1, 1, 3, 5, None], "Int64"),
    }
)
RESULT = attendance_rate(CONTACTS, AREAS)
ONLY_RELEASE = r"^only prevent_geo\.disclosure\.release\(\) makes a Released; hand it the measure's result$"


@pytest.fixture
def released():
    return release(RESULT, PERSONS, find_policy())


def test_small_counts_are_withheld_and_the_rest_is_untouched(released):
    table = released.table
    assert table["status"].tolist() == ["none recorded", "suppressed", "suppressed", "value", "not reported"]
    assert table.loc[["one", "four"], FIGURES].isna().all(axis=None)
    assert table.loc[["one", "four"], "method"].tolist() == ["withheld", "withheld"]
    assert table["denominator"].tolist() == [1000] * 5
    others = ["none", "five", "unknown"]
    pd.testing.assert_frame_equal(table.loc[others], RESULT.loc[others], check_dtype=False)
    assert (released.withheld, len(released)) == (2, 5)


def test_the_result_handed_in_is_not_changed():
    before = RESULT.copy()
    release(RESULT, PERSONS, find_policy())
    pd.testing.assert_frame_equal(RESULT, before)


def test_what_does_not_count_persons_is_untouched():
    result = release(RESULT, EVENTS, find_policy())
    pd.testing.assert_frame_equal(result.table, RESULT)
    assert result.withheld == 0


def test_no_rows_are_no_rows():
    assert len(release(RESULT[:0], PERSONS, find_policy())) == 0


def test_a_column_that_the_policy_does_not_know_stays_behind():
    wider = RESULT.assign(attendance=[0, 1, 4, 5, None])
    assert release(wider, PERSONS, find_policy()).table.columns.tolist() == RESULT_COLUMNS


def test_a_rate_without_its_count_is_refused():
    blind = RESULT.assign(numerator=float("nan"))
    with pytest.raises(DisclosureError, match="a value without its count of persons cannot be checked"):
        release(blind, PERSONS, find_policy())


@pytest.mark.parametrize("key", [None, object(), "key"])
def test_only_release_makes_one(key):
    with pytest.raises(DisclosureError, match=ONLY_RELEASE):
        Released(PERSONS, find_policy(), RESULT, key)


def test_it_cannot_be_changed(released):
    other = Policy("other", 0, 9, "*", "s")
    with pytest.raises(ValueError, match="must be specified with replace"):
        dataclasses.replace(released, _table=RESULT)
    with pytest.raises(DisclosureError, match=ONLY_RELEASE):
        dataclasses.replace(released, policy=other, key=None)
    for name in ("policy", "_table", "withheld", "table"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(released, name, RESULT)


def test_its_table_is_a_copy(released):
    mine = released.table
    mine.loc["one", "value"] = 1.0
    assert released.table.loc[["one"], "value"].isna().all()


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda value: value.within(value.table.index)])
def test_a_copy_holds_no_more(released, twin):
    pd.testing.assert_frame_equal(twin(released).table, released.table)


def test_within_keeps_some_rows_in_order(released):
    part = released.within(["five", "one"])
    assert part.table.index.tolist() == ["five", "one"]
    assert (part.withheld, part.policy, part.card) == (1, released.policy, PERSONS)
    assert len(released.within([])) == 0


def test_the_words_for_it_give_no_values(released):
    assert repr(released) == "<Released attendance_rate: 5 rows, 2 withheld, policy default>"


SHARE = dataclasses.replace(PERSONS, persons=("numerator", "denominator"), further=("verdict", "mean"))
COUNTS = pd.DataFrame(
    {
        "value": [0.5, 0.75, 0.0, 0.8, 1.0],
        "lower": 0.0,
        "upper": 1.0,
        "numerator": [5.0, 9, 0, 40, 7],
        "denominator": [10.0, 12, 3, 50, 7],
        "n": 1,
        "method": "Wilson",
        "status": "value",
        "verdict": "rose",
        "mean": 3.5,
        "other": 1,
    },
    index=pd.Index(["both large", "three left", "three in all", "ten left", "all of them"], name="area_code"),
)


def test_every_count_of_a_share_is_protected_and_so_is_what_is_left_of_it():
    table = release(COUNTS, SHARE, find_policy()).table
    assert table.index[table["status"] == "suppressed"].tolist() == ["three left", "three in all"]
    hidden = table.loc[["three left", "three in all"]]
    assert hidden[[*FIGURES, "denominator", "mean"]].isna().all(axis=None)
    assert set(hidden["verdict"]) == {""}


def test_of_persons_only_the_columns_that_the_card_names_leave():
    assert release(COUNTS, SHARE, find_policy()).table.columns.tolist() == [*RESULT_COLUMNS, "verdict", "mean"]
    plain = dataclasses.replace(EVENTS, persons=())
    assert "other" in release(COUNTS, plain, find_policy()).table


def test_a_further_count_of_persons_hides_its_row_too():
    card = dataclasses.replace(PERSONS, persons=("denominator", "before"), further=("before",))
    result = COUNTS.assign(before=[2.0, 20, 20, 20, 20])
    table = release(result, card, find_policy()).table
    assert table.index[table["status"] == "suppressed"].tolist() == ["both large", "three in all"]
    assert table.loc[["both large", "three in all"], "before"].isna().all()


def test_rows_among_some_units_and_spread_over_others():
    released = release(COUNTS, SHARE, find_policy())
    assert released.among({"area_code": {"ten left"}}).table.index.tolist() == ["ten left"]
    assert len(released.among({"partner_id": {"p"}})) == len(COUNTS)
    spread = released.spread(pd.Series(["ten left", "three left", None, "ten left"], index=list("ABCD"))).table
    assert spread["status"].tolist() == ["value", "suppressed", "missing", "value"]
    assert spread["value"].tolist()[::3] == [0.8, 0.8]
