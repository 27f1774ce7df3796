"""Every planted feature can be found again in the raw contacts, as strong as it was planted."""

import numpy as np
import pytest
from scipy import stats

from prevent_geo.errors import InputError
from prevent_geo.synthesis.features import Wish, default_wishes, feature_kinds, parse_wish
from prevent_geo.synthesis.town import draw_town
from prevent_geo.synthesis.truth import true_rates

SEEDS = range(1, 9)


def planted(town_of, seed, wish, **more):
    town, counts, contacts = town_of(seed, (wish,), **more)
    (feature,) = town.intensity.features
    return town, counts, contacts, feature, contacts["area_code"].isin(feature.areas)


def during(contacts, feature):
    months = contacts["date"].dt.strftime("%Y-%m")
    return (months >= feature.start) & (months <= feature.end)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("kind", "size"), [("under_reached", 0.3), ("over_served", 2.5), ("under_reached", 0.6)])
def test_the_ratio_of_rates_is_recovered(town_of, seed, kind, size):
    town, _, contacts, feature, inside = planted(town_of, seed, Wish(kind, size=size))
    residents = town.areas["population"].to_numpy(dtype=float)
    share = residents[town.intensity.positions(feature)].sum() / residents.sum()
    # given the total, the count inside is binomial with this probability
    chance = share * size / (share * size + 1 - share)
    found = stats.binomtest(int(inside.sum()), len(contacts), chance)
    assert found.pvalue > 1e-4


@pytest.mark.parametrize("seed", SEEDS)
def test_silent_and_hardly_reached_places(town_of, seed):
    _, _, contacts, feature, inside = planted(town_of, seed, Wish("silent"))
    assert len(feature.areas) >= 2
    assert not inside.any()
    _, _, contacts, feature, inside = planted(town_of, seed, Wish("hardly_reached"))
    assert contacts.loc[inside, "attendance"].dropna().between(1, 2).all()
    assert inside.sum() < 0.3 * (~inside).mean() * len(contacts) * len(feature.areas) / 120


@pytest.mark.parametrize("seed", SEEDS)
def test_a_programme_stops(town_of, seed):
    _, _, contacts, feature, inside = planted(town_of, seed, Wish("programme_stops", start="2025-04"))
    of_kind = inside & (contacts["kind"] == feature.subject)
    assert not (of_kind & during(contacts, feature)).any()
    assert (of_kind & ~during(contacts, feature)).sum() > 10


@pytest.mark.parametrize("seed", SEEDS)
def test_a_neighbourhood_hangs_on_one_partner(town_of, seed):
    _, _, contacts, feature, inside = planted(town_of, seed, Wish("single_partner", size=0.8))
    held = (contacts.loc[inside, "partner_id"] == feature.subject).sum()
    assert stats.binomtest(int(held), int(inside.sum()), 0.8).pvalue > 1e-4


@pytest.mark.parametrize("seed", SEEDS)
def test_a_theme_flares_up(town_of, seed):
    _, _, contacts, feature, inside = planted(town_of, seed, Wish("theme_flare", size=5))
    raised = contacts["theme"] == feature.subject
    now = during(contacts, feature)
    usual = raised[~now | ~inside].mean()
    chance = usual * 5 / (usual * 5 + 1 - usual)
    found = int((raised & now & inside).sum())
    assert stats.binomtest(found, int((now & inside).sum()), chance).pvalue > 1e-4


@pytest.mark.parametrize("seed", SEEDS)
def test_a_partner_works_and_does_not_record(town_of, seed):
    town, counts, contacts, feature, _ = planted(town_of, seed, Wish("unrecorded_partner", size=0.2))
    truth = true_rates(town.intensity, counts)
    recorded = ((contacts["partner_id"] == feature.subject) & during(contacts, feature)).sum()
    hidden = truth["unrecorded"].sum()
    assert stats.binomtest(int(recorded), int(recorded + hidden), 0.2).pvalue > 1e-4
    assert truth.loc[truth["month"] < feature.start, "unrecorded"].eq(0).all()
    assert (truth["expected"] >= truth["expected_recorded"]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_an_area_is_no_longer_answered(town_of, seed):
    _, _, contacts, feature, inside = planted(town_of, seed, Wish("unanswered"))
    assert len(feature.areas) == 1
    after = contacts[inside & during(contacts, feature)]
    before = contacts[inside & ~during(contacts, feature)]
    assert len(after) > 5
    assert after["answered_on"].isna().all()
    assert before["answered_on"].notna().any()


def test_trust_declines_by_what_was_planted(town_of):
    falls = []
    for seed in SEEDS:
        wish = Wish("trust_decline", start="2025-01", size=-1.0)
        _, _, contacts, feature, inside = planted(town_of, seed, wish, contacts=20_000)
        weight = contacts["trust_responses"].fillna(0).astype(float) * contacts["trust_mean"].notna()
        last, first = (inside & (contacts["date"].dt.strftime("%Y-%m") == m) for m in (feature.end, "2024-10"))
        mean = [np.average(contacts.loc[rows, "trust_mean"].fillna(0), weights=weight[rows]) for rows in (first, last)]
        falls.append(mean[1] - mean[0])
    assert np.mean(falls) == pytest.approx(-1.0, abs=0.15)


def test_between_areas_trust_rises_with_attendance_and_within_each_it_falls(town_of):
    for seed in SEEDS[:4]:
        _, _, contacts, _, _ = planted(town_of, seed, Wish("ecological_slope", size=0.4), contacts=20_000)
        rows = contacts[contacts["trust_mean"].notna() & (contacts["attendance"] > 0)]
        size = np.log(rows["attendance"].astype(float))
        means = rows.assign(size=size).groupby("area_code")[["size", "trust_mean"]].mean()
        between = stats.linregress(means["size"], means["trust_mean"])
        of_area = rows["area_code"].map
        within = stats.linregress(size - of_area(means["size"]), rows["trust_mean"] - of_area(means["trust_mean"]))
        assert between.slope > 0.15
        assert between.pvalue < 1e-4
        assert within.slope == pytest.approx(-0.4, abs=0.06)


def test_the_usual_features_have_each_a_place_of_their_own():
    town = draw_town(seed=5)
    assert town.left_out == ()
    assert [f.kind for f in town.intensity.features] == [wish.kind for wish in default_wishes()]
    taken = {}
    for feature in town.intensity.features:
        if feature_kinds()[feature.kind].level in {"cluster", "neighbourhood", "area"}:
            for area in feature.areas:
                assert taken.setdefault(area, feature.kind) == feature.kind


def test_a_village_has_no_room_and_says_so():
    town = draw_town(areas=3, partners=2, contacts=50, months=3, seed=1)
    assert "silent" in town.left_out
    assert "ecological_slope" not in town.left_out


def test_where_when_what_and_how_strong_can_be_said(town_of):
    town, _, _ = town_of(1)
    hood = town.areas["neighbourhood_code"].iloc[0]
    wish = parse_wish(f"theme_flare:place=neighbourhood:{hood},subject=housing,from=2025-01,to=2025-02,size=3")
    drawn = draw_town(areas=120, partners=30, contacts=500, months=12, seed=1, plain=True, plant=[wish])
    (feature,) = drawn.intensity.features
    assert (feature.place, feature.subject, feature.start, feature.end, feature.size) == (
        f"neighbourhood:{hood}",
        "housing",
        "2025-01",
        "2025-02",
        3.0,
    )
    assert set(feature.areas) == set(town.areas.loc[town.areas["neighbourhood_code"] == hood, "area_code"])


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("under_reach", "did you mean 'under_reached'"),
        ("under_reached:size=2", "not a number from 0 to 0.95"),
        ("under_reached:size=nan", "not a number"),
        ("under_reached:sise=2", "'sise=2' is not NAME=VALUE"),
        ("under_reached:subject=XP0001", "has no subject"),
        ("theme_flare:from=2025-13", "'2025-13' is not a month"),
    ],
)
def test_a_wish_that_is_not_understood_is_refused(text, match):
    with pytest.raises(InputError, match=match):
        parse_wish(text)


@pytest.mark.parametrize(
    ("wish", "match"),
    [
        (Wish("under_reached", place="district:X09"), "no district has that code"),
        (Wish("theme_flare", subject="houses"), "'houses' is not one of"),
        (Wish("single_partner", subject="XP9"), "no partner 'XP9'"),
        (Wish("theme_flare", start="2030-01"), "does not lie in 2024-10 to 2025-09"),
        (Wish("theme_flare", start="2025-03", end="2025-02"), "does not lie in"),
    ],
)
def test_a_wish_that_does_not_fit_the_town_is_refused(wish, match):
    with pytest.raises(InputError, match=match):
        draw_town(areas=30, partners=5, contacts=100, months=12, seed=1, plant=[wish])
