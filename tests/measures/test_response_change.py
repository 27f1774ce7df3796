from datetime import date

import numpy as np
import pandas as pd
import pytest

from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.response_change import response_change
from prevent_geo.period import Period

AREAS = pd.DataFrame({"neighbourhood_code": None}, index=pd.Index(list("ABCDEF"), name="area_code"), dtype="str")
DAYS = {"on": date(2026, 3, 31), "earlier_on": date(2025, 3, 31)}


def contacts_of(year, counts, day="01-01", answer="01-15"):
    """Per area: contacts answered after 14 days, and contacts not answered."""
    rows = [
        (area, answered) for area, pair in counts.items() for answered, n in enumerate(pair[::-1]) for _ in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["area_code", "answered"])
    answers = pd.Series(pd.Timestamp(f"{year}-{answer}"), index=frame.index).where(frame["answered"] == 1)
    return frame.assign(date=pd.Timestamp(f"{year}-{day}"), answered_on=answers)


def test_by_hand():
    now = contacts_of(2026, {"A": (0, 5), "B": (5, 0), "C": (56, 14), "D": (4, 0), "E": (5, 5)})
    before = contacts_of(2025, {"A": (5, 0), "B": (0, 5), "C": (48, 32), "D": (5, 5), "F": (9, 9)})
    result = response_change(now, before, AREAS, **DAYS)
    assert result["status"].tolist() == ["value", "value", "value", "too few", "missing", "not reported"]
    assert result["value"].tolist()[:3] == pytest.approx([-1, 1, 0.2])
    # 2 x 1 / C(10 5)
    assert result["p_value"].tolist()[:2] == pytest.approx([2 / 252] * 2)
    assert result["verdict"].tolist() == [
        "answered less often", "answered more often", "answered more often", "", "", "",
    ]  # fmt: skip
    assert result.loc["C", ["numerator", "denominator", "in_time_before", "contacts_before"]].tolist() == [
        56,
        70,
        48,
        80,
    ]
    # Newcombe (1998), Statistics in Medicine 17, table II (a), method 10: 56/70 and 48/80 give 0.0524 to 0.3339
    assert result.loc["C", ["lower", "upper"]].tolist() == pytest.approx([0.0524, 0.3339], abs=1e-4)
    assert result.loc[["A", "B"], ["lower", "upper"]].abs().max(axis=None) <= 1


def test_all_or_none_answered_in_both_periods_is_no_clear_change():
    """There is nothing to test, and so nothing that changed clearly."""
    now, before = {"A": (0, 8), "B": (8, 0), "C": (5, 5)}, {"A": (0, 6), "B": (6, 0), "C": (5, 5)}
    result = response_change(contacts_of(2026, now), contacts_of(2025, before), AREAS, **DAYS)
    assert result["p_value"].isna().tolist()[:3] == [True, True, False]
    assert result["verdict"].tolist()[:3] == ["no clear change"] * 3
    assert result["value"].tolist()[:3] == [0, 0, 0]


def test_contacts_that_had_too_little_time_are_left_out():
    late = contacts_of(2026, {"A": (9, 9)}, day="03-04", answer="03-05")
    result = response_change(late, contacts_of(2025, {"A": (9, 9)}), AREAS, **DAYS).loc["A"]
    assert result[["n", "contacts_before", "status"]].tolist() == [0, 18, "too few"]
    result = response_change(late, contacts_of(2025, {"A": (9, 9)}), AREAS, **DAYS, standard_days=27).loc["A"]
    assert result[["n", "value"]].tolist() == [18, 0]


def test_where_one_period_records_no_answer_at_all_no_change_is_known():
    some, none = contacts_of(2026, {"A": (9, 9)}), contacts_of(2025, {"A": (0, 18)})
    result = response_change(some, none, AREAS, **DAYS)
    assert result.loc["A", "status"] == "missing"
    assert np.isnan(result.loc["A", "value"])


def test_the_planted_area_is_found_and_no_other(sample):
    # data/sample/truth: no answer in X01000173 from October 2025 on
    during = sample.during(Period.parse("last 12 months", sample.period))
    days = {"on": during.period.end, "earlier_on": during.period.before().end}
    result = response_change(during.contacts, during.earlier, sample.areas, **days)
    changed = result[result["verdict"].str.startswith("answered")]
    assert changed.index.tolist() == ["X01000173"]
    assert changed["verdict"].tolist() == ["answered less often"]
    zones = zones_at(sample.areas, "district")
    rows = (move_to_zones(contacts, zones) for contacts in (during.contacts, during.earlier))
    assert set(response_change(*rows, merge_areas(sample.areas, zones), **days)["verdict"]) == {"no clear change"}


def test_what_is_refused():
    with pytest.raises(ValueError, match="standard_days -1 is below 0"):
        response_change(contacts_of(2026, {}), contacts_of(2025, {}), AREAS, **DAYS, standard_days=-1)
