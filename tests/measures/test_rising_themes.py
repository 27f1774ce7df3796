from pathlib import Path

import pandas as pd
import pytest

from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.rising_themes import rising_themes
from prevent_geo.period import Period

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "rising_themes.csv", index_col="area_code")
AREAS = pd.DataFrame({"neighbourhood_code": None}, index=EXPECTED.index, dtype="str")


def contacts_of(table, raised, other):
    rows = [(area, theme) for area, row in table.iterrows() for theme, name in (("x", raised), ("y", other))
            for _ in range(row[name])]  # fmt: skip
    return pd.DataFrame(rows, columns=["area_code", "theme"])


def test_by_hand():
    now, before = contacts_of(EXPECTED, "now", "now_other"), contacts_of(EXPECTED, "before", "before_other")
    result = rising_themes(now, before, AREAS).loc["x"]
    columns = ["value", "p_value", "status"]
    pd.testing.assert_frame_equal(result[columns], EXPECTED[columns], check_dtype=False, atol=1e-6)
    assert result.loc["A", ["share", "share_before", "raised_before", "themed_before"]].tolist() == [0.5, 0.25, 5, 20]
    # six tests, two of them at 2/252: adjusted 2/252 x 6 / 4, as x and y mirror each other
    assert result["p_adjusted"].dropna().tolist() == pytest.approx([0.190793, 0.011905, 0.011905], abs=1e-6)
    assert result["verdict"].tolist()[:3] == ["no clear change", "rising", "falling"]
    assert result.loc["B", "lower"] > 0
    assert result.loc["B", "method"] == "exact Poisson"


def test_a_theme_that_only_one_period_has_is_not_lost():
    now = pd.DataFrame({"area_code": ["A"] * 10, "theme": ["new"] * 10})
    before = pd.DataFrame({"area_code": ["A"] * 10, "theme": ["old"] * 10})
    result = rising_themes(now, before, AREAS[:1])
    assert result["verdict"].tolist() == ["rising", "falling"]
    assert result["value"].tolist() == [float("inf"), 0]


PERIODS = {
    "2025-12-01/2026-02-28": "no clear change",
    "2026-03-01/2026-05-31": "rising",
    "2026-06-01/2026-08-31": "falling",
}


@pytest.mark.parametrize(("period", "verdict"), PERIODS.items())
def test_the_planted_flare_rises_when_it_comes_and_falls_when_it_goes(sample, period, verdict):
    # data/sample/truth: online_harm raised six times as often in X08000001 from March to May 2026
    during = sample.during(Period.parse(period, sample.period))
    zones = zones_at(sample.areas, "district")
    rows = (move_to_zones(contacts, zones) for contacts in (during.contacts, during.earlier))
    result = rising_themes(*rows, merge_areas(sample.areas, zones))
    assert result.loc[("online_harm", "X08000001"), "verdict"] == verdict
    elsewhere = result.drop(index="X08000001", level="area_code")
    assert set(elsewhere["verdict"]) == {"no clear change"}
