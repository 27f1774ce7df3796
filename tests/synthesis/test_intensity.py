"""The drawn contacts follow the true rates; a plain town has nothing to find."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from prevent_geo.synthesis import draw_contacts
from prevent_geo.synthesis.truth import true_rates

SEEDS = range(20)


@pytest.mark.parametrize("plain", [True, False])
def test_totals_are_within_poisson_limits_of_the_truth(town_of, plain):
    wishes = () if plain else None
    drawn = [town_of(seed, wishes, plain=plain) for seed in SEEDS]
    surprise = [
        stats.poisson.cdf(len(contacts), true_rates(town.intensity, counts)["expected_recorded"].sum())
        for town, counts, contacts in drawn
    ]
    assert min(surprise) > 1e-4
    assert max(surprise) < 1 - 1e-4
    # twenty independent towns: their totals are neither all high nor all low
    assert 0.25 < np.mean(surprise) < 0.75


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_of_areas_and_months_scatter_as_poisson_counts_do(town_of, seed):
    town, counts, contacts = town_of(seed, None, plain=False)
    truth = true_rates(town.intensity, counts).set_index(["area_code", "month"])
    seen = contacts.groupby([contacts["area_code"], contacts["date"].dt.strftime("%Y-%m")]).size()
    seen = seen.reindex(truth.index, fill_value=0)
    expected = truth["expected_recorded"]
    possible = expected > 0
    assert seen[~possible].eq(0).all()
    dispersion = ((seen - expected) ** 2 / expected)[possible].mean()
    # the variance of (x - m)^2 / m is 2 + 1/m
    spread = np.sqrt((2 + 1 / expected[possible]).sum()) / possible.sum()
    assert dispersion == pytest.approx(1, abs=4 * spread)


def test_a_plain_town_is_plain(town_of):
    """Over many null towns as many areas lie outside the 95 % limits as chance alone puts there."""
    outside, cells = 0, 0
    for seed in SEEDS:
        town, _, contacts = town_of(seed)
        residents = town.areas.set_index("area_code")["population"].astype(float)
        seen = contacts.groupby("area_code").size().reindex(residents.index, fill_value=0)
        expected = residents / residents.sum() * 6_000
        low, high = stats.poisson.interval(0.95, expected)
        # the limits of a count hold a little more than 95 %: what they leave out is known exactly
        chance = stats.poisson.cdf(low - 1, expected) + stats.poisson.sf(high, expected)
        outside += int(((seen < low) | (seen > high)).sum()) - chance.sum()
        cells += (chance * (1 - chance)).sum()
    assert abs(outside) < 4 * np.sqrt(cells)


def test_a_plain_town_is_plain_in_time_themes_trust_and_answers(town_of):
    pooled = [town_of(seed)[2] for seed in SEEDS]
    months = sum(contacts["date"].dt.month.value_counts().sort_index() for contacts in pooled)
    assert stats.chisquare(months).pvalue > 1e-3
    for town, _, contacts in (town_of(seed) for seed in SEEDS[:5]):
        hood = contacts["area_code"].map(town.areas.set_index("area_code")["neighbourhood_code"])
        for what in ("theme", "answered"):
            values = contacts["answered_on"].notna() if what == "answered" else contacts["theme"]
            table = contacts.groupby([hood, values]).size().unstack(fill_value=0)
            assert stats.chi2_contingency(table).pvalue > 1e-4
        groups = [rows.dropna() for _, rows in contacts["trust_mean"].groupby(hood)]
        assert stats.kruskal(*groups).pvalue > 1e-4


def test_the_order_of_the_rows_does_not_matter(town_of):
    town, _, _ = town_of(1)
    bare_areas = town.areas[["area_code", "neighbourhood_code", "population", "geometry"]].set_index("area_code")
    bare_partners = town.partners[["partner_id", "sector", "geometry"]]
    before = bare_areas.copy(), bare_partners.copy()
    ask = {"contacts": 200, "start": date(2025, 1, 1), "months": 2, "seed": 1}
    drawn = draw_contacts(bare_areas, bare_partners, **ask)
    assert drawn["date"].str.slice(0, 7).isin(["2025-01", "2025-02"]).all()
    pd.testing.assert_frame_equal(drawn, draw_contacts(bare_areas[::-1], bare_partners[::-1], **ask))
    pd.testing.assert_frame_equal(bare_areas, before[0])
    pd.testing.assert_frame_equal(bare_partners, before[1])


def test_what_cannot_be_drawn_is_refused(town_of):
    town, _, _ = town_of(1)
    with pytest.raises(ValueError, match="first day of a month"):
        draw_contacts(town.areas, town.partners, start=date(2025, 1, 2), seed=1)
    with pytest.raises(ValueError, match="different coordinate reference systems"):
        draw_contacts(town.areas.to_crs("EPSG:4326"), town.partners, start=date(2025, 1, 1), seed=1)
    with pytest.raises(ValueError, match="at least one area and one partner"):
        draw_contacts(town.areas.iloc[:0], town.partners, start=date(2025, 1, 1), seed=1)
    with pytest.raises(ValueError, match="no residents"):
        draw_contacts(town.areas.assign(population=0), town.partners, start=date(2025, 1, 1), seed=1)


def test_need_nearness_season_and_growth_drive_the_rate(town_of):
    town, _, contacts = town_of(1, None, plain=False, months=24)
    process = town.intensity
    per_resident = process.base / process.areas["population"].to_numpy(dtype=float)
    for driver in (process.need, process.nearness):
        assert stats.spearmanr(driver, per_resident).statistic > 0.3
    assert process.need.min() == pytest.approx(0.6)
    assert process.need.max() == pytest.approx(1.3)
    assert process.time[12:] / process.time[:12] == pytest.approx(1.06, abs=0.004)
    august = [month.month == 8 for month in process.calendar]
    assert process.time[august].max() < 0.6 * np.median(process.time)
    sector = town.partners.set_index("partner_id")["sector"]
    in_august = contacts["partner_id"].map(sector)[contacts["date"].dt.month == 8]
    assert (in_august == "school").mean() < 0.02


def test_what_follows_a_contact_has_its_usual_delays(town_of):
    _, _, contacts = town_of(1, None, plain=False, months=24)
    delay = (contacts["recorded_on"] - contacts["date"]).dt.days
    assert 4 < delay.mean() < 14
    by_partner = delay.groupby(contacts["partner_id"]).agg(["mean", "size"])
    assert by_partner["mean"][by_partner["size"] > 100].max() > 2 * by_partner["mean"][by_partner["size"] > 100].min()
    answered = (contacts["answered_on"] - contacts["date"]).dt.days.dropna()
    assert 20 < answered.mean() < 26
    assert contacts["recorded_on"].max() <= contacts["date"].max() + pd.Timedelta(days=32)
    responses = contacts.dropna(subset=["trust_responses", "attendance"])
    assert responses["trust_responses"].sum() / responses["attendance"].sum() == pytest.approx(0.45, abs=0.01)
