"""Words that compare stand only where a test says so: over places and periods of the sample, each worked out anew."""

import re

import numpy as np
import pytest
from scipy.stats import binom, poisson

from prevent_geo.briefing.narrative import reach, voice

PERIODS = ("last 12 months", "2026-Q1", "2026-08")
PLACES = ("all", "Clarrowbridge", "X08000001", "Arrick Side", "Bavrin End", "area:X01000127", "area:X01000020")
CLAIMS = re.compile(r"\b(higher|lower|rose|fell|fewer|more|larger|smaller|rising|falling|most)\b")
# what is not claimed is not claimed with these words either
DENIED = re.compile(
    r"no area clearly|no clear change|not known|too few|No theme|not clearly|no theme|No one theme", re.I
)


def claims(sentences):
    """The words that compare in sentences that do not deny it."""
    return {word for text in sentences if not DENIED.search(text) for word in CLAIMS.findall(text)}


@pytest.fixture(params=[(place, period) for period in PERIODS for place in PLACES], ids="-".join)
def picture(request, seen):
    place, period = request.param
    return seen(f"district:{place}" if place.startswith("X08") else place, period)


def counted(picture, codes):
    """Contacts and residents of the areas that report and whose residents are known."""
    known = picture.layers["contact_rate"].values.table.loc[list(codes)]
    known = known[(known["status"] != "not reported") & known["denominator"].notna()]
    return known["numerator"].sum(), known["denominator"].sum()


def two_sided(count, total, share):
    """Exact p-value of a binomial count: twice the smaller tail."""
    return min(1.0, 2 * min(binom.cdf(count, total, share), binom.sf(count - 1, total, share)))


def test_a_rate_is_higher_or_lower_where_the_exact_test_says_so(picture, seen, request):
    said = [text for text in reach.reach_sentences(picture) if text.startswith("That is")]
    rest = reach.rest_of(picture)
    if rest is None or not said:
        assert not claims(said)
        return
    whole = seen("all", request.node.callspec.params["picture"][1])
    here, there = (counted(whole, codes) for codes in (picture.place.area_codes, rest.area_codes))
    p_value = two_sided(here[0], here[0] + there[0], here[1] / (here[1] + there[1]))
    higher = here[0] / here[1] > there[0] / there[1]
    assert claims(said) == ({"higher" if higher else "lower"} if p_value <= 0.05 else set())


def test_contacts_rise_or_fall_where_the_exact_test_says_so(picture):
    dataset, codes = picture.dataset, picture.place.area_codes
    said = claims([reach.change_sentence(picture)])
    heard = picture.layers["contact_rate"].values.table["status"] != "not reported"
    codes = heard.index[heard] if heard.any() else codes
    now, before = (int(rows["area_code"].isin(codes).sum()) for rows in (dataset.contacts, dataset.earlier))
    p_value = two_sided(now, now + before, 0.5) if now + before else 1.0
    assert said == ({"rose" if now > before else "fell"} if p_value <= 0.05 else set())


def test_areas_are_below_or_above_where_a_test_of_one_says_so_at_least(picture):
    table = picture.profile["reach_gap"].table
    known = table[table["denominator"] > 0].dropna(subset=["numerator"])
    low = 2 * poisson.cdf(known["numerator"], known["denominator"]) <= 0.05
    high = 2 * poisson.sf(known["numerator"] - 1, known["denominator"]) <= 0.05
    said = claims(text for text in reach.gap_sentences(picture) if "allows" not in text)
    assert not ("fewer" in said and not low.any())
    assert not ("more" in said and not high.any())


def test_one_theme_leads_where_an_exact_test_against_the_next_says_so(picture):
    shares = voice.theme_shares(picture)
    said = voice.theme_sentences(picture, shares)
    if len(shares) < 2:
        assert "most" not in claims(said)
        return
    first, second = np.sort(shares["numerator"])[::-1][:2]
    assert ("most" in claims(said)) == (first > second and two_sided(first, first + second, 0.5) <= 0.05)
