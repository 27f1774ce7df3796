"""The three reports: which sections, for which places and audiences."""

import pytest

from prevent_geo.briefing.reports import REPORTS, area_briefing, partnership_assessment, scorecard_report
from prevent_geo.errors import InputError
from prevent_geo.picture import rich_picture

AREA = (
    "at_a_glance changes the_place reach voice partners institutions strands scorecard actions pathway practice "
    "unknowns options questions methods provenance"
)


@pytest.fixture(scope="module")
def draws(sample):
    known = {}

    def picture(place, audience="partner"):
        if (place, audience) not in known:
            known[place, audience] = rich_picture(sample, place=place, period="last 12 months", audience=audience)
        return known[place, audience]

    return picture


def ids(briefing):
    return [section.id for section in briefing.sections]


def test_the_area_briefing_has_its_sections_in_order(draws):
    briefing = area_briefing(draws("neighbourhood:X05000012"))
    assert ids(briefing) == AREA.split()
    assert (briefing.kind, briefing.title) == ("Area briefing", "Area briefing: Drevin Lea")
    assert briefing.subtitle == "Drevin Lea (neighbourhood). 1 October 2025 to 30 September 2026. For: partner."
    assert "contact_rate" in briefing.facts.index


def test_the_partnership_assessment_adds_other_places(draws):
    briefing = partnership_assessment(draws("district:X08000002"))
    assert set(ids(briefing)) == {*AREA.split(), "comparison"}
    assert briefing.title == "Partnership assessment: Clarrowbridge"


def test_the_scorecard_report_adds_the_districts(draws):
    briefing = scorecard_report(draws("all"))
    assert {"scorecard", "districts", "unknowns", "methods"} <= set(ids(briefing))
    assert ids(briefing).index("districts") == ids(briefing).index("scorecard") + 1
    assert briefing.title == "Scorecard: Averinshire community engagement (synthetic)"


@pytest.mark.parametrize("name", REPORTS)
def test_the_public_gets_no_questions_for_the_advisory_group(draws, name):
    briefing = REPORTS[name](draws("all", "public"))
    assert "questions" not in ids(briefing)
    assert "independent advisory group" not in briefing.text()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_names_itself(name):
    assert REPORTS[name].__name__ == name


@pytest.mark.parametrize("place", ["area:X01000127", "neighbourhood:X05000012"])
def test_a_partnership_is_no_smaller_than_a_district(draws, place):
    with pytest.raises(InputError, match=f"{place} is smaller; choose its district, or write its area briefing"):
        partnership_assessment(draws(place))


@pytest.mark.parametrize("place", ["area:X01000127", "neighbourhood:X05000012", "district:X08000002"])
def test_a_scorecard_report_is_of_a_force_area_or_all(draws, place):
    with pytest.raises(InputError, match=rf"{place} is smaller; choose .*place='all', or write its area briefing"):
        scorecard_report(draws(place))


def test_an_earlier_release_that_cannot_be_read_is_a_line(draws, tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    briefing = area_briefing(draws("neighbourhood:X05000012"), earlier=tmp_path)
    (line,) = next(section for section in briefing.sections if section.id == "changes").blocks
    assert line.text == "The earlier briefing cannot be read, so it is not known what has changed."
