"""Every sentence on the place, partners, institutions, strands and the scorecard, to the letter."""

import pandas as pd
import pytest

from prevent_geo.briefing.narrative import institutions, partners, place, scorecard, strands

NONE_NEAR = "There are no partners to measure a distance to."


@pytest.mark.parametrize(
    ("residents", "sentence"),
    [
        ([None, None], "How many people live here was not given."),
        ([1, 0], "1 resident lives here."),
        ([1000, 500], "1,500 residents live here."),
        ([1000, None], "1,000 residents live here, without 1 area of unknown residents."),
    ],
)
def test_who_lives_here(draw, residents, sentence):
    areas = [(f"A{n}", "N1", count) for n, count in enumerate(residents)]
    assert place.residents_sentence(draw([], areas=areas)) == sentence


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("area:A1", "Area A1 is an area in Ashby, Northshire."),
        ("Ashby", "Ashby is a neighbourhood in Northshire. It has 2 areas."),
        ("Northshire", "Northshire is a district. It has 2 areas."),
    ],
)
def test_where_it_is(draw, where, sentence):
    assert place.where_sentence(draw([], place=where)) == sentence


def test_deprivation(draw):
    assert place.deprivation_sentence(draw([])) == (
        "All 2 areas are in the most deprived fifth of the country, home to 2,000 residents."
    )
    assert place.deprivation_sentence(draw([], place="area:A1")) == (
        "It is in tenth 1 of deprivation, where tenth 1 is the most deprived."
    )


@pytest.mark.parametrize(
    ("sites", "where", "sentence"),
    [
        ((), "all", "No partner has a site here."),
        ((500,), "area:A2", "No partner has a site here."),
        ((500,), "all", "There is 1 partner site, from 1 sector: Library."),
        ((500, 1500), "all", "There are 2 partner sites, from 1 sector: Library."),
    ],
)
def test_partner_sites(draw, sites, where, sentence):
    assert place.partners_here_sentence(draw(["A1"], partners=sites, place=where)) == sentence


@pytest.mark.parametrize(
    ("sites", "where", "sentences"),
    [
        ((), "all", [NONE_NEAR]),
        ((), "area:A1", [NONE_NEAR]),
        ((500,), "area:A1", ["In a straight line, the nearest partner is less than 0.1 km away."]),
        ((500,), "area:A2", ["In a straight line, the nearest partner is 1.0 km away."]),
        (
            (500,),
            "all",
            [
                "Half of the areas have a partner within 0.5 km in a straight line.",
                "Area A2 is the farthest from one, at 1.0 km.",
                "A partner is within 2 km of 100 % of residents.",
            ],
        ),
    ],
)
def test_how_far_partners_are(draw, sites, where, sentences):
    assert partners.access_sentences(draw(["A1"], partners=sites, place=where)) == sentences


@pytest.mark.parametrize(
    ("sites", "liaison", "sentence"),
    [
        ((500,), [True], "The 1 partner has named somebody for liaison: 100 % (95 % limits 21 % to 100 %)."),
        ((500,), [None], "It is not known how many partners have named somebody for liaison."),
        (
            (1, 2),
            [False, False],
            "None of the 2 partners have named somebody for liaison: 0 % (95 % limits 0 % to 66 %).",
        ),
        ((1, 2), [True, False], "1 of 2 partners has named somebody for liaison: 50 % (95 % limits 9 % to 91 %)."),
        ((1, 2), [True, True], "All 2 partners have named somebody for liaison: 100 % (95 % limits 34 % to 100 %)."),
    ],
)
def test_readiness(draw, sites, liaison, sentence):
    picture = draw([], partners=sites, sites={"liaison": pd.array(liaison, "boolean")})
    assert partners.ready_sentences(picture)[-1] == sentence


def test_without_partners_nothing_is_said_of_readiness(draw):
    assert partners.ready_sentences(draw([], partners=())) == []


ALL_LINKED = "All partners here share areas with others, and none alone holds them together."


@pytest.mark.parametrize(
    ("works", "sentences"),
    [
        ({1: "A1", 2: "A1"}, [ALL_LINKED]),
        ({1: "A1"}, ["1 partner shares no area with another.", "1 of 2 partners recorded no contact in the period."]),
        ({1: "A1", 2: "A2"}, ["2 partners share no area with another."]),
    ],
)
def test_how_partners_work_together(draw, works, sentences):
    picture = draw(list(works.values()), partners=(1, 2), partner_id=[f"P{number}" for number in works])
    assert partners.network_sentences(picture) == sentences


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        (["P1"], "There are too few contacts to say whether all hangs on one partner."),
        (["P1"] * 10, "Contacts of the neighbourhood clearly depend on one partner."),
        (["P1"] * 6 + ["P2"] * 4, "Contacts of the neighbourhood do not clearly depend on one partner."),
    ],
)
def test_dependency_of_a_neighbourhood(draw, by, sentence):
    assert partners.dependency_sentence(draw(["A1"] * len(by), partners=(1, 2), partner_id=by)) == sentence


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (["P1"] * 10, "In all 2 neighbourhoods, one partner clearly holds more than half of the contacts."),
        (["P1", "P2"] * 5, "In 1 of 2 neighbourhoods, one partner clearly holds more than half of the contacts."),
    ],
)
def test_dependency_of_several_neighbourhoods(draw, second, sentence):
    areas = [("A1", "N1", 1000), ("B1", "N2", 1000)]
    picture = draw(["A1"] * 10 + ["B1"] * 10, areas=areas, partners=(1, 2), partner_id=["P1"] * 10 + second)
    assert partners.dependency_sentence(picture) == sentence


@pytest.mark.parametrize(
    ("liaison", "sentence"),
    [
        ([None], "Of no institution here is it known whether agreement, training and liaison are all in place."),
        ([False], "0 of 1 institution has agreement, training and liaison in place."),
        (
            [False, False],
            "None of the 2 institutions have agreement, training and liaison in place: 0 % (95 % limits 0 % to 66 %).",
        ),
    ],
)
def test_institutions(draw, liaison, sentence):
    sites = {
        "sector": "school",
        "liaison": pd.array(liaison, "boolean"),
        "training_date": pd.Timestamp("2025-12-01"),
    }
    picture = draw([], partners=tuple(range(1, len(liaison) + 1)), sites=sites)
    assert institutions.institutions_sentence(picture) == sentence


@pytest.mark.parametrize(
    ("served", "sentence"),
    [
        ([None], "No contact here says which strand it serves."),
        (["ideology", "individuals"], "No contact was recorded for 5 strands of 7: Institutions, "),
    ],
)
def test_strands(draw, served, sentence):
    picture = draw(["A1"] * len(served), strand=served)
    assert strands.served_sentence(picture, strands.strand_shares(picture)).startswith(sentence)
    assert strands.evenness_sentences(picture) == [
        "There are too few contacts to say how evenly the strands are served."
    ]


def card(*outcomes, change=()):
    titles = ["Trust", "Training in date", "Areas reached lately"][: len(outcomes)]
    changes = [*change, *[""] * (len(outcomes) - len(change))]
    return pd.DataFrame({"title": titles, "outcome": list(outcomes), "change": changes})


@pytest.mark.parametrize(
    ("outcomes", "sentences"),
    [
        (["not enough data"] * 2, ["There is not enough data to judge any standard."]),
        (["met"], ["The 1 standard is met."]),
        (["not met"] * 2, ["None of the 2 standards are met.", "2 standards are not met: trust and training in date."]),
        (
            ["met", "not met", "cannot tell"],
            [
                "1 of 3 standards is met.",
                "1 standard is not met: training in date.",
                "For 1 it cannot be said, as the limits lie on both sides of the standard.",
            ],
        ),
        (["met", "met", "not enough data"], ["2 of 3 standards are met.", "For 1 there is not enough data."]),
    ],
)
def test_standards(outcomes, sentences):
    assert scorecard.outcome_sentences(card(*outcomes)) == sentences


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        ([""], ["No figure can be tested against the period before."]),
        (["better"], ["Clearly better than in the period before: trust."]),
        (["worse", "worse"], ["Clearly worse than in the period before: trust and training in date."]),
        (["no clear change"], ["1 figure has not clearly changed."]),
        (["no clear change"] * 2, ["2 figures have not clearly changed."]),
    ],
)
def test_changes_of_the_scorecard(change, sentences):
    assert scorecard.change_sentences(card("met", "met", change=change)) == sentences
