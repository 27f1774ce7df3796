import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from prevent_geo.synthesis.land.geography import draw_land
from prevent_geo.synthesis.land.people import draw_people


def squares(across: int) -> tuple[gpd.GeoSeries, np.ndarray]:
    """Squares of 400 m, and which touch along a side."""
    corners = [(400 * (n % across), 400 * (n // across)) for n in range(across**2)]
    boxes = gpd.GeoSeries([shapely.box(x, y, x + 400, y + 400) for x, y in corners])
    beside = [(n, n + 1) for n in range(across**2) if n % across < across - 1]
    return boxes, np.array(beside + [(n, n + across) for n in range(across**2 - across)])


def moran(values: np.ndarray, pairs: np.ndarray) -> float:
    """Moran's I, row-standardised."""
    first, second = np.vstack([pairs, pairs[:, ::-1]]).T
    off = values - values.mean()
    counts = np.bincount(first, minlength=len(values))
    lag = np.bincount(first, weights=off[second], minlength=len(values)) / counts
    return float((off * lag).sum() / (off**2).sum())


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return draw_people(*squares(30), seed=1)


def test_residents_and_households_are_like_those_of_the_census(people):
    # ONS, Census 2021: 5th, 50th and 95th of 100 Lower layer Super Output Areas
    assert np.allclose(people["population"].quantile([0.05, 0.5, 0.95]), [1_218, 1_605, 2_338], rtol=0.02)
    per_household = people["population"] / people["households"]
    assert np.allclose(per_household.quantile([0.05, 0.5, 0.95]), [1.98, 2.37, 3.05], rtol=0.02)
    assert (people["households"] >= 1).all()
    assert people["population"].between(999, 9_899).all()


def test_deciles_are_tenths_and_missing_for_2_in_100(people):
    decile = people["deprivation_decile"]
    assert decile.isna().sum() == 18
    assert decile.dropna().between(1, 10).all()
    assert decile.value_counts().between(80, 90).all()


@pytest.mark.parametrize("across", [15, 60])
def test_deprivation_is_as_alike_among_neighbours_as_in_reality_at_any_scale(across):
    # Indices of Deprivation 2025, England: Moran's I of the decile is 0.55
    boxes, pairs = squares(across)
    found = [
        moran(
            draw_people(boxes, pairs, seed=seed)["deprivation_decile"].astype("float64").fillna(5.5).to_numpy(), pairs
        )
        for seed in range(6)
    ]
    assert 0.45 < np.mean(found) < 0.65


def test_dense_areas_are_more_deprived_and_urban():
    areas = draw_land(areas=1_000, seed=2).areas
    per_km2 = areas["population"] / (areas.area / 1e6)
    known = areas["deprivation_decile"].notna()
    decile = areas.loc[known, "deprivation_decile"].astype("float64")
    assert -0.5 < per_km2[known].corr(decile, method="spearman") < -0.15
    lowest = per_km2.groupby(areas["rurality"]).min()
    highest = per_km2.groupby(areas["rurality"]).max()
    assert highest["rural"] < lowest["town_and_fringe"] <= highest["town_and_fringe"] < lowest["urban"]


def test_one_area_alone_has_people_too():
    alone = draw_people(gpd.GeoSeries([shapely.box(0, 0, 400, 400)]), np.zeros((0, 2), dtype=np.int64), seed=1)
    assert alone["population"].iloc[0] > 0


def test_the_same_seed_draws_the_same_people(people):
    pd.testing.assert_frame_equal(people, draw_people(*squares(30), seed=1))
    assert not people["population"].equals(draw_people(*squares(30), seed=2)["population"])
