"""What changed since the last briefing: only what a test finds, and never a figure of persons."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from prevent_geo.briefing.changes import FACTS, compare_facts, facts_of, read_earlier, record_of
from prevent_geo.briefing.document import Earlier
from prevent_geo.briefing.reports import area_briefing
from prevent_geo.briefing.sections.changes import change_sentences, changes
from prevent_geo.period import Period
from prevent_geo.picture import rich_picture

YEAR = (365, 365)


def facts(**figures):
    """Facts by hand: value, lower, upper, numerator, denominator, kind of each figure."""
    rows = {name: [*row, f"unit of {name}", name.capitalize()] for name, row in figures.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=FACTS).rename_axis("figure")


def share(successes, trials):
    return [successes / trials, 0.0, 1.0, successes, trials, "share"]


def rate(count, residents):
    return [1000 * count / residents, 0.0, 99.0, count, residents, "rate"]


def limits(value, half):
    return [value, value - half, value + half, np.nan, np.nan, "other"]


@pytest.mark.parametrize(
    ("now", "then", "verdict"),
    [
        # 80 of 100 and 50 of 100: Fisher's p is below 0.0001
        ({"answered_in_time": share(80, 100)}, {"answered_in_time": share(50, 100)}, "rose"),
        ({"answered_in_time": share(50, 100)}, {"answered_in_time": share(80, 100)}, "fell"),
        ({"answered_in_time": share(8, 10)}, {"answered_in_time": share(5, 10)}, "no clear change"),
        ({"contact_rate": rate(30, 1000)}, {"contact_rate": rate(10, 1000)}, "rose"),
        ({"contact_rate": rate(12, 1000)}, {"contact_rate": rate(10, 1000)}, "no clear change"),
        ({"residents_within_2km": limits(3.0, 0.1)}, {"residents_within_2km": limits(3.5, 0.1)}, "fell"),
        # all there is, counted: a difference, and no test of it
        ({"strands_served": limits(0.9, 0.0)}, {"strands_served": limits(0.5, 0.0)}, "not tested"),
        ({"answered_in_time": share(10, 10)}, {"answered_in_time": share(9, 9)}, "not tested"),
    ],
)
def test_a_change_is_said_where_the_test_of_its_kind_finds_one(now, then, verdict):
    assert compare_facts(facts(**now), facts(**then), days=YEAR)["verdict"].tolist() == [verdict]


def test_tests_are_adjusted_for_each_other():
    # 16 of 20 and 9 of 20: p = 0.048 alone, 0.096 beside one that finds nothing
    now, then = {"answered_in_time": share(16, 20)}, {"answered_in_time": share(9, 20)}
    alone = compare_facts(facts(**now), facts(**then), days=YEAR)
    beside = compare_facts(
        facts(**now, reached_areas=share(5, 10)), facts(**then, reached_areas=share(5, 10)), days=YEAR
    )
    assert beside.loc["answered_in_time", "p_adjusted"] == pytest.approx(2 * alone["p_value"].iloc[0])


def test_a_rate_is_per_day_and_left_out_where_periods_differ_much():
    # as many contacts in 330 days as in 360: more a day, but not clearly
    now, then = facts(contact_rate=rate(100, 1000)), facts(contact_rate=rate(100, 1000))
    assert compare_facts(now, then, days=(360, 360))["p_value"].iloc[0] == 1
    assert compare_facts(now, then, days=(330, 360))["p_value"].iloc[0] < 1
    assert compare_facts(now, then, days=(90, 360)).empty


def test_a_figure_that_only_one_has_is_not_compared():
    now, then = facts(contact_rate=rate(1, 10), reached_areas=share(1, 2)), facts(reached_areas=share(1, 2))
    assert list(compare_facts(now, then, days=YEAR).index) == ["reached_areas"]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([], ["There is no figure that can be tested for a change."]),
        ([(5, 5)], ["For 1 figure no test finds a change."]),
        ([(80, 50)], ["Answered_in_time rose: from 0.50 to 0.80 unit of answered_in_time."]),
        (
            [(80, 50), (50, 50), (49, 50)],
            [
                "Answered_in_time rose: from 0.50 to 0.80 unit of answered_in_time.",
                "For 2 other figures no test finds a change.",
            ],
        ),
    ],
)
def test_sentences_for_none_one_and_many(pairs, said):
    names = ("answered_in_time", "reached_areas", "recorded_in_time")
    now, then = (facts(**{name: share(pair[i], 100) for name, pair in zip(names, pairs, strict=False)}) for i in (0, 1))
    assert change_sentences(now, compare_facts(now, then, days=YEAR)) == said


@pytest.fixture(scope="module")
def year(sample):
    return rich_picture(sample, place="Clarrowbridge", period="last 12 months")


def test_facts_are_figures_that_count_no_persons(year):
    kept = facts_of(year)
    assert list(kept.columns) == FACTS
    assert {"contact_rate", "answered_in_time", "reached_areas"} <= set(kept.index)
    assert not {"trust", "pathway_support", "contact_rate_change"} & set(kept.index)
    assert kept["value"].notna().all()


@pytest.fixture
def release(year, tmp_path):
    """Write a manifest as a release has it, with what a test changes in it."""

    def write(
        figures=None,
        place="district:X08000002",
        period="2024-10-01/2025-09-30",
        audience="partner",
        areas=None,
        compared_with=None,
    ):
        manifest = {
            "parameters": {"place": place, "period": period, "audience": audience},
            "places": {place: {"name": "any", "areas": list(areas or year.place.area_codes)}},
            "compared_with": compared_with,
        }
        if figures is not None:
            manifest["figures"] = figures
        (tmp_path / "manifest.json").write_text(json.dumps(manifest))
        return tmp_path

    return write


def records(picture):
    return json.loads(facts_of(picture).reset_index().to_json(orient="records"))


def test_what_a_manifest_keeps_is_read_back(year, release):
    earlier = read_earlier(release(records(year)), year)
    assert earlier.reason == ""
    assert earlier.period == Period(date(2024, 10, 1), date(2025, 9, 30))
    pd.testing.assert_frame_equal(earlier.facts, facts_of(year), check_dtype=False)


def test_what_is_not_known_or_no_number_is_not_read(year, release):
    good = records(year)[0]
    bad = {**good, "figure": "reached_areas", "value": "=1+1"}
    strange = [{**good, "figure": "<script>"}, {**good, "figure": "trust"}, {"figure": None}]
    assert list(read_earlier(release([good, bad, *strange]), year).facts.index) == [good["figure"]]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"place": "district:X08000001"}, "another place"),
        ({"areas": ["X01000001"]}, "other areas"),
        ({"audience": "public"}, "another audience"),
        ({"period": "yesterday"}, "cannot be read"),
        ({"period": "2025-09-30/2024-10-01"}, "cannot be read"),
        ({"figures": None}, "keeps no figures"),
        ({"figures": {"contact_rate": 1}}, "keeps no figures"),
        ({"figures": [{"figure": "no such"}]}, "keeps no figures"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_why(year, release, changed, reason):
    earlier = read_earlier(release(**{"figures": records(year), **changed}), year)
    assert earlier.period is None and earlier.facts.empty
    assert reason in earlier.reason
    assert changes(year, earlier).blocks[0].text == earlier.reason


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"parameters": 3}', "[" * 100_000])
def test_a_broken_manifest_says_so(year, tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    assert "cannot be read" in read_earlier(tmp_path, year).reason


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        (None, "no briefing of an earlier period"),
        ("", "no briefing of an earlier period"),
        ("no/such/folder", "no briefing of an earlier"),
    ],
)
def test_no_release_says_so(year, folder, reason):
    assert reason in read_earlier(folder, year).reason


def test_made_again_it_is_compared_with_what_it_was_compared_with(year, release):
    first = release(records(year), period=year.period.iso())
    assert read_earlier(first, year).reason == read_earlier(None, year).reason
    before = {"period": "2024-10-01/2025-09-30", "figures": records(year)}
    again = read_earlier(release(records(year), period=year.period.iso(), compared_with=before), year)
    assert again.period == Period(date(2024, 10, 1), date(2025, 9, 30))


def test_what_is_recorded_is_what_is_read(year, release, tmp_path):
    briefing = area_briefing(year, earlier=release(records(year)))
    record = json.loads(json.dumps(record_of(briefing), allow_nan=False))
    assert record["compared_with"]["period"] == "2024-10-01/2025-09-30"
    kept, facts = record["figures"], facts_of(year)
    assert [row["figure"] for row in kept] == list(facts.index)
    assert [row["value"] for row in kept] == list(facts["value"])
    assert {key for row in kept for key in row} == {"figure", *FACTS}
    assert record_of(area_briefing(year))["compared_with"] is None


def test_two_periods_of_the_sample(sample, year):
    past = rich_picture(sample, place="Clarrowbridge", period="2024-10-01/2025-09-30")
    then = facts_of(past)
    then.loc["answered_in_time", ["value", "numerator"]] = 0.9, 0.9 * then.loc["answered_in_time", "denominator"] // 1
    opening, said, *_, table = changes(year, Earlier(then, past.period)).blocks
    assert opening.text == (
        "The last briefing covers 1 October 2024 to 30 September 2025; this one 1 October 2025 to 30 September 2026."
    )
    assert said.items[0] == "Communities answered in time fell: from 90 % to 49 % of contacts."
    shown = table.frame.set_index("Figure")["Change"]
    assert shown["Communities answered in time"] == "Fell"
    assert shown["Contact rate"] == "No clear change"


def test_periods_that_overlap_or_differ_in_length_say_so(year):
    half = Period(date(2026, 4, 1), date(2026, 9, 30))
    notes = changes(year, Earlier(facts_of(year), half)).blocks[2].text
    assert "overlap" in notes and "Rates are left out, as one period has 365 days and the other 183." in notes
    gone = replace(half, start=date(2024, 10, 1), end=date(2025, 9, 30))
    assert "overlap" not in changes(year, Earlier(facts_of(year), gone)).blocks[2].text
