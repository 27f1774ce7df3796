"""Every planted feature can be found again in the raw contacts, as strong as it was planted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from prevent_geo.errors import InputError
from prevent_geo.synthesis.features import Wish, default_wishes, feature_kinds, parse_wish
from prevent_geo.synthesis.town import draw_town
from prevent_geo.synthesis.truth import true_areas, true_rates

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
def test_silent_places(town_of, seed):
    _, _, _, feature, inside = planted(town_of, seed, Wish("silent"))
    assert len(feature.areas) >= 2
    assert not inside.any()


def test_hardly_reached_places_have_so_many_contacts_of_one_or_two(town_of):
    seen, places = 0, 0
    for seed in SEEDS:
        _, _, contacts, feature, inside = planted(town_of, seed, Wish("hardly_reached", size=1.5))
        assert contacts.loc[inside, "attendance"].dropna().between(1, 2).all()
        seen, places = seen + int(inside.sum()), places + len(feature.areas)
    assert 0.01 < stats.poisson.cdf(seen, 1.5 * places) < 0.99


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
        town, _, contacts, feature, inside = planted(town_of, seed, wish, contacts=20_000)
        months = contacts["date"].dt.strftime("%Y-%m")
        mean = [contacts.loc[inside & (months == month), "trust_mean"].mean() for month in ("2024-10", feature.end)]
        falls.append(mean[1] - mean[0])
        truth = true_areas(town.intensity).set_index("area_code").loc[list(feature.areas)]
        assert (truth["trust_last"] - truth["trust_first"]).round(6).eq(-1.0).all()
    assert np.mean(falls) == pytest.approx(-1.0, abs=0.12)


def test_trust_stays_on_its_scale():
    wish = Wish("trust_decline", size=-2.0)
    town = draw_town(areas=60, partners=10, contacts=500, months=12, seed=1, plant=[wish, wish])
    assert true_areas(town.intensity)["trust_last"].between(1, 5).all()


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_between_areas_trust_rises_with_attendance_and_within_each_it_falls(town_of, seed):
    town, _, contacts, _, _ = planted(town_of, seed, Wish("ecological_slope", size=0.4), contacts=40_000)
    rows = contacts[contacts["trust_mean"].notna() & (contacts["attendance"] > 0)]
    size = np.log(rows["attendance"].astype(float))
    means = rows.assign(size=size).groupby("area_code")[["size", "trust_mean"]].mean()
    of_area = rows["area_code"].map
    within = stats.linregress(size - of_area(means["size"]), rows["trust_mean"] - of_area(means["trust_mean"]))
    assert within.slope == pytest.approx(-0.4, abs=0.04)
    # against what is to be expected, since the means themselves scatter and would flatten the slope
    expected = pd.Series(town.intensity.log_attendance, index=town.areas["area_code"])[means.index]
    between = stats.linregress(expected, means["trust_mean"])
    assert between.slope == pytest.approx(0.4, abs=4 * between.stderr)
    assert between.slope > 4 * between.stderr
    truth = true_areas(town.intensity).set_index("area_code")["trust_first"][means.index]
    assert (means["trust_mean"] - truth).mean() == pytest.approx(0, abs=0.02)


def test_the_usual_features_have_each_a_place_of_their_own():
    town = draw_town(seed=5)
    assert town.left_out == ()
    assert [f.kind for f in town.intensity.features] == [wish.kind for wish in default_wishes()]
    taken = {}
    for feature in town.intensity.features:
        if feature_kinds()[feature.kind].level in {"cluster", "neighbourhood", "area"}:
            for area in feature.areas:
                assert taken.setdefault(area, feature.kind) == feature.kind


@pytest.mark.parametrize(
    ("wish", "match"),
    [
        (Wish("single_partner", start="2025-04", end="2025-06", size=0.9), "partner"),
        (Wish("unrecorded_partner", start="2025-04", end="2025-06", size=0.0), "partner"),
        (Wish("under_reached", start="2025-04", end="2025-06", size=0.0), "all"),
        (Wish("unanswered", start="2025-04", end="2025-06", size=0.0), "answered"),
    ],
)
def test_a_feature_keeps_to_its_place_and_its_months(town_of, wish, match):
    usual, _, _ = town_of(3)
    hood = usual.areas["neighbourhood_code"].value_counts().index[0]
    placed = replace(wish, place=f"neighbourhood:{hood}")
    _, _, contacts, feature, inside = planted(town_of, 3, placed, contacts=30_000)
    now = during(contacts, feature)
    about = contacts["partner_id"] == feature.subject if match == "partner" else pd.Series(True, index=contacts.index)
    about = contacts["answered_on"].notna() if match == "answered" else about

    def share(rows):
        return about[rows].mean() if match != "all" else rows.mean()

    there, elsewhere, before = share(inside & now), share(~inside & now), share(inside & ~now)
    if wish.size == 0:
        assert there == 0
        assert elsewhere > 0
        assert before > 0
    else:
        assert there == pytest.approx(0.9, abs=0.05)
        assert max(elsewhere, before) < 0.8


def test_what_is_named_takes_its_place_and_the_others_keep_out_of_it():
    for seed in range(20):
        wishes = [Wish("hardly_reached"), Wish("silent"), Wish("over_served", place="neighbourhood:X05000002")]
        town = draw_town(areas=120, partners=30, contacts=500, months=3, seed=seed, plant=wishes)
        scattered, silent, named = (set(feature.areas) for feature in town.intensity.features)
        assert not scattered & silent
        assert not named & (scattered | silent)


def test_no_partner_has_two_features():
    for seed in range(10):
        town = draw_town(areas=60, partners=3, contacts=300, months=3, seed=seed)
        subjects = [f.subject for f in town.intensity.features if feature_kinds()[f.kind].subject == "partner"]
        assert len(subjects) == len(set(subjects))


def test_places_that_are_not_known_are_no_places(town_of):
    town, _, _ = town_of(1)
    bare = town.areas.assign(neighbourhood_code=None, neighbourhood_name=None)
    bare.loc[:59, "district_code"] = None
    for seed in range(8):
        drawn = draw_town(partners=20, contacts=500, months=6, seed=seed, boundaries=bare)
        assert "silent" in drawn.left_out
        for feature in drawn.intensity.features:
            assert not feature.place.endswith(":")
            assert (feature.place == "all") == (len(feature.areas) == len(bare))


def test_a_village_has_no_room_and_says_so():
    town = draw_town(areas=3, partners=2, contacts=50, months=3, seed=1)
    assert "silent" in town.left_out
    assert "ecological_slope" not in town.left_out


def test_what_is_asked_for_and_finds_no_room_is_refused():
    with pytest.raises(InputError, match="silent: no place, or no partner, is left for it among 30 areas"):
        draw_town(areas=30, partners=5, contacts=100, months=12, seed=1, plant=[Wish("silent")] * 3)


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
        ("under_reached:place=", "each once"),
        ("under_reached:size=0.1,size=0.2", "each once"),
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
        (Wish("silent", start="2030-01"), "does not lie in"),
        (Wish("ecological_slope", start="2024-11"), "neither begins nor ends"),
    ],
)
def test_a_wish_that_does_not_fit_the_town_is_refused(wish, match):
    with pytest.raises(InputError, match=match):
        draw_town(areas=30, partners=5, contacts=100, months=12, seed=1, plant=[wish])
