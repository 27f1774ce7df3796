from datetime import date
from pathlib import Path

import pandas as pd

from prevent_geo.measures import recency

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "recency.csv", index_col="area_code")


def contacts_of(lists):
    rows = [(area, day) for area, text in lists.fillna("").items() for day in text.split(";") if day]
    frame = pd.DataFrame(rows, columns=["area_code", "date"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_by_hand():
    result = recency(contacts_of(EXPECTED["dates"]), EXPECTED[["neighbourhood_code"]], on=date(2026, 1, 31))
    columns = ["value", "n", "status"]
    pd.testing.assert_frame_equal(result[columns], EXPECTED[columns], check_dtype=False)
    assert result[["lower", "upper", "numerator", "denominator"]].isna().all(axis=None)


def test_without_any_contact_nothing_is_known():
    result = recency(contacts_of(EXPECTED["dates"])[:0], EXPECTED[["neighbourhood_code"]], on=date(2026, 1, 31))
    assert set(result["status"]) == {"not reported"}
    assert result["value"].isna().all()
