import warnings
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import CensoredData, ecdf

from prevent_geo.measures.common.proportion import wilson_limits
from prevent_geo.measures.response_loop import ANY_INITIATOR, response_loop

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "response_loop.csv", index_col="area_code")
ON = date(2026, 3, 31)


def contacts_of(lists):
    rows = [(area, *text.split(">")) for area, line in lists.fillna("").items() for text in line.split(";") if text]
    frame = pd.DataFrame(rows, columns=["area_code", "date", "answered_on"])
    return frame.assign(
        date=pd.to_datetime(frame["date"]),
        answered_on=pd.to_datetime(frame["answered_on"].replace("", None)),
        initiated_by=None,
    )


def test_by_hand():
    result = response_loop(contacts_of(EXPECTED["contacts"]), EXPECTED, on=ON).loc[ANY_INITIATOR]
    columns = ["value", "numerator", "within_standard", "within_n", "median_days", "n", "status"]

    pd.testing.assert_frame_equal(result[columns], EXPECTED[columns], check_dtype=False, atol=1e-6)
    low, high = wilson_limits(3, 4)
    assert result.loc["A", ["lower", "upper"]].tolist() == pytest.approx([float(low), float(high)])


def test_who_asked():
    contacts = contacts_of(EXPECTED["contacts"]).assign(
        initiated_by=["community", "agency", None, "community", *[None] * 6]
    )
    result = response_loop(contacts, EXPECTED, on=ON)
    assert result.index.get_level_values(0).unique().tolist() == ["any", "community", "agency"]
    assert result.xs("A", level=1)[["numerator", "denominator"]].to_numpy().tolist() == [[3, 4], [1, 2], [1, 1]]
    # nobody said who asked in B to D
    assert result.xs("B", level=1)["status"].tolist() == ["value", "missing", "missing"]
    one = response_loop(contacts.assign(initiated_by="agency"), EXPECTED, on=ON).xs("A", level=1)
    assert one["status"].tolist() == ["value", "none recorded", "value"]


def test_where_no_answer_is_recorded_at_all_it_is_not_known():
    contacts = contacts_of(EXPECTED["contacts"]).assign(answered_on=pd.NaT)
    result = response_loop(contacts, EXPECTED, on=ON)
    assert result.xs("A", level=1)["status"].tolist() == ["missing"] * 3
    assert result[["value", "within_standard", "median_days"]].isna().all(axis=None)
    assert result.xs("A", level=1)["numerator"].isna().all()


def test_the_median_is_that_of_scipy_s_curve():
    rng, n = np.random.default_rng(2), 600
    held = np.datetime64("2025-10-01") + rng.integers(0, 182, n)
    answered = pd.Series(held + rng.gamma(1.5, 16, n).astype(int)).where(rng.random(n) < 0.8)
    contacts = pd.DataFrame({"area_code": rng.choice(list("ABC"), n), "date": held, "answered_on": answered})
    contacts["initiated_by"] = rng.choice(["community", "agency"], n)
    result = response_loop(contacts, EXPECTED, on=ON)
    day = pd.Timestamp(ON)
    contacts["seen"] = contacts["answered_on"].le(day)
    contacts["days"] = (contacts["answered_on"].where(contacts["seen"], day) - contacts["date"]).dt.days
    for (who, area), row in result[result["status"] == "value"].iterrows():
        own = contacts[(contacts["area_code"] == area) & ((who == ANY_INITIATOR) | (contacts["initiated_by"] == who))]
        data = CensoredData(own["days"][own["seen"]].to_numpy(float), right=own["days"][~own["seen"]].to_numpy(float))
        law = ecdf(data).sf
        # scipy warns that they are not defined before the first answer and after the last
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            limits = law.confidence_interval(0.95, method="log-log")
        for name, curve in (("days", law), ("lower", limits.low), ("upper", limits.high)):
            below = curve.quantiles[curve.probabilities <= 0.5 + 1e-12]
            assert row[f"median_{name}"] == (below[0] if len(below) else pytest.approx(np.nan, nan_ok=True))


def test_more_time_for_the_standard_never_gives_a_smaller_share_of_the_same_contacts():
    rows = contacts_of(EXPECTED["contacts"].iloc[:1])
    shares = [
        response_loop(rows, EXPECTED, on=date(2026, 12, 31), standard_days=days).loc[("any", "A"), "within_standard"]
        for days in (0, 2, 10, 28, 29)
    ]
    assert shares == [0, 0.25, 0.5, 0.5, 0.75]


def test_what_is_refused():
    with pytest.raises(ValueError, match="standard_days -1 is below 0"):
        response_loop(contacts_of(EXPECTED["contacts"]), EXPECTED, on=ON, standard_days=-1)


def test_the_planted_area_whose_contacts_stop_being_answered(sample):
    # data/sample/truth: no answer in X01000173 from October 2025 on
    result = response_loop(
        sample.contacts[sample.contacts["date"] >= "2025-10-01"], sample.areas, on=sample.period.end
    ).loc["any"]
    row = result.loc["X01000173"]
    assert row["value"] == 0
    assert row["upper"] == result.loc[result["status"] == "value", "upper"].min()
    assert np.isnan(row["median_days"])
