from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

from prevent_geo.errors import InputError
from prevent_geo.measures.common.false_discovery import adjust
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at
from prevent_geo.measures.themes import themes
from prevent_geo.period import Period

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "themes.csv", index_col="area_code")


def contacts_of(table):
    names = {"housing": "housing", "crime": "crime", "no_theme": None}
    rows = [(area, names[name]) for area, row in table.iterrows() for name in names for _ in range(row[name])]
    return pd.DataFrame(rows, columns=["area_code", "theme"])


def test_by_hand():
    result = themes(contacts_of(EXPECTED), EXPECTED).loc["housing"]
    columns = ["value", "quotient", "n", "status"]
    pd.testing.assert_frame_equal(result[columns], EXPECTED[columns], check_dtype=False, atol=1e-6)
    # golden figure: Wilson's lower limit of 0 of 10 is 0, so of 0 of 5 too; 3 of 6 is symmetric
    assert result.loc["B", "lower"] == 0
    assert result.loc["H", "lower"] == pytest.approx(1 - result.loc["H", "upper"])
    assert result.loc[["A", "G"], "denominator"].tolist() == pytest.approx([10, np.nan], nan_ok=True)
    assert np.isnan(result.loc["H", "p_value"])
    assert result.loc["H", "verdict"] == ""


def test_the_test_is_of_the_area_against_the_rest_adjusted_for_all():
    result = themes(contacts_of(EXPECTED), EXPECTED)
    law = hypergeom(30, 12, 10)
    assert result.loc[("housing", "A"), "p_value"] == pytest.approx(2 * min(law.cdf(5), law.sf(4)))
    np.testing.assert_allclose(result["p_adjusted"], adjust(result["p_value"]))
    assert result["p_value"].notna().sum() == 8


def test_the_quotient_s_limits_stay_in_what_is_possible():
    result = themes(contacts_of(EXPECTED), EXPECTED)
    shown = result[result["quotient"].notna()]
    assert (shown["quotient_lower"] <= shown["quotient"]).all()
    assert (shown["quotient"] <= shown["quotient_upper"]).all()
    size = EXPECTED.loc[["A", "B", "C"], "n"]
    assert (shown["quotient_upper"].loc["housing"].loc[size.index] <= 30 / size + 1e-9).all()


def test_limits_of_the_quotient_cover():
    # 12 themed contacts of which a quarter raise it, and a rest of 200 with a tenth: true quotient from the true shares
    rng, draws = np.random.default_rng(1), 4_000
    areas = pd.DataFrame(
        {"neighbourhood_code": "N", "district_code": np.repeat(np.arange(draws).astype(str), 2)},
        index=[f"{number}{part}" for number in range(draws) for part in "ar"],
    )
    totals = np.tile([40, 200], draws)
    raised = rng.binomial(totals, np.tile([0.25, 0.1], draws))
    area = np.repeat(areas.index.to_numpy(), totals)
    at = np.arange(totals.sum()) - np.repeat(np.cumsum(totals) - totals, totals)
    contacts = pd.DataFrame({"area_code": area, "theme": np.where(at < np.repeat(raised, totals), "x", "y")})
    result = themes(contacts, areas).loc["x"].iloc[::2]
    truth = 0.25 / ((40 * 0.25 + 200 * 0.1) / 240)
    assert result["quotient_lower"].le(truth).mul(result["quotient_upper"].ge(truth)).mean() == pytest.approx(
        0.95, abs=0.02
    )


def test_a_category_that_nobody_raised_is_shown_as_such():
    contacts = contacts_of(EXPECTED).astype({"theme": pd.CategoricalDtype(["crime", "housing", "other"])})
    other = themes(contacts, EXPECTED).loc["other"]
    assert other.loc["A", "value"] == 0
    assert other["p_value"].isna().all()


def test_a_column_that_is_not_there():
    with pytest.raises(InputError, match=r"no column 'distric_code' .*did you mean 'district_code'"):
        themes(contacts_of(EXPECTED), EXPECTED, within="distric_code")


def test_the_planted_flare_stands_out_among_the_districts(sample):
    # data/sample/truth: online_harm raised six times as often in X08000001 from March to May 2026
    during = sample.during(Period.parse("2026-03-01/2026-05-31", sample.period))
    zones = zones_at(sample.areas, "district")
    result = themes(move_to_zones(during.contacts, zones), merge_areas(sample.areas, zones)).loc["online_harm"]
    assert result["verdict"].tolist() == ["raised more", "raised less", "raised less"]
