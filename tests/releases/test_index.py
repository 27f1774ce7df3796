import re
from dataclasses import replace

import pytest

from prevent_geo.releases.changed import change_words
from tests.releases.small_run import BEFORE, FORMATS, IN_WORDS, figure, manifest, outcome, release, write

FAILED = ("failed", "cell 3: ValueError: 4 persons in /home/x", 4)


@pytest.fixture
def page(trafford, tmp_path):
    def make(dataset=trafford, places=None):
        places = places or [dataset.place("district:E08000009"), *dataset.places("neighbourhood")]
        for place in places:
            release(tmp_path, place)
        return write(tmp_path, dataset, [outcome(place) for place in places])

    return make


def rows(text):
    """The text of each row of the list."""
    found = re.findall(r'<tr role="row" class.*?</tr>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_every_place_is_in_the_list_and_every_lowest_one_on_the_map(page):
    text = page()
    assert "22 places" in text
    for name in (*FORMATS, "tables/trust.csv"):
        assert len(set(re.findall(rf'href="([\w-]+/{re.escape(name)})"', text))) == 22
    paths = re.findall(r'<path class="made" d="([^"]+)"', text)
    assert len(paths) == 21
    inside = [float(number) for path in paths for number in re.findall(r"-?\d+\.\d", path)]
    assert min(inside) >= 0
    assert max(inside) <= 640


def test_a_single_place_is_one(page, trafford):
    assert "1 place:" in page(places=[trafford.place("Hale")])


def test_each_status_is_said_in_words_and_what_is_there_is_linked(trafford, tmp_path):
    made, kept, failed, never, stopped, earlier = trafford.places("neighbourhood")[:6]
    for place in (made, kept):
        release(tmp_path, place)
    old = {"place": str(failed), "period": BEFORE, "audience": "partner"}
    release(tmp_path, failed, parameters=old)
    release(tmp_path, earlier, parameters={**old, "place": str(earlier), "audience": "public"}, report="Scorecard")
    ends = [outcome(made), outcome(kept, "kept"), outcome(failed, *FAILED)]
    ends += [outcome(never, "failed", "not released: 3", 3), outcome(stopped, "failed", "stopped", 130)]
    text = write(tmp_path, trafford, ends)
    said = rows(text)
    assert "✓ Made No earlier release" in said[0]
    assert "= Unchanged No earlier release" in said[1]
    last = "Its last good release is still here: covers 1 January 2025 to 31 March 2025; vintage 2026."
    assert f"✗ Failed Its notebook failed (cell 3, ValueError). {last} No new release. Briefing" in said[2]
    assert said[3].endswith("✗ Failed Refused by disclosure control. There is no release of it yet. No new release.")
    assert "The run was stopped before it was done." in said[4]
    other = "Not part of this run: Scorecard; covers 1 January 2025 to 31 March 2025; vintage 2026; for: public."
    assert other in said[5]
    # the text of an error may hold values and paths
    assert "persons in" not in text
    assert "/home" not in text
    assert text.count('class="over"') == 3


def test_the_page_has_the_highest_marking_of_what_it_lists(trafford, tmp_path):
    made, earlier = trafford.places("neighbourhood")[:2]
    release(tmp_path, made)
    release(tmp_path, earlier, marking="OFFICIAL-SENSITIVE")
    text = write(tmp_path, trafford, [outcome(made)])
    assert text.count("<p>OFFICIAL-SENSITIVE</p>") == 2
    assert f"What this run made is marked {trafford.about.marking}" in text
    assert "marked OFFICIAL-SENSITIVE" in rows(text)[1]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "No earlier release to compare with."),
        # exact tests: 20 of 100 and 60 of 100 differ, 50 and 51 do not; adjusted over both
        (
            {"figures": [("liaison_named", 60), ("training_in_date", 50)], "then": [20, 51]},
            "1 of 2 tested figures clearly changed: Partners with a named liaison role rose. "
            "Compared with 1 January 2025 to 31 March 2025.",
        ),
        (
            {"figures": [("training_in_date", 50)], "then": [51]},
            "None of 1 tested figure clearly changed. Compared with 1 January 2025 to 31 March 2025.",
        ),
        ({"compared_with": {"period": "?", "figures": 3}}, "The figures of the earlier release cannot be read."),
    ],
)
def test_what_changed_is_what_the_tests_of_the_briefing_say(trafford, facts, said):
    place = trafford.place("Hale")
    names, then = [name for name, _ in facts.get("figures", ())], facts.get("then", ())
    if then:
        before = [figure(name, count, 100) for name, count in zip(names, then, strict=True)]
        now = [figure(name, count, 100) for name, count in facts["figures"]]
        facts = {"figures": now, "compared_with": {"period": BEFORE, "figures": before}}
    assert change_words(manifest(place, **facts)) == said


def test_names_are_text_and_addresses_only_addresses(page, trafford, tmp_path):
    areas = trafford.areas.assign(neighbourhood_name='</title><script>alert(1)</script>"x')
    odd = dict.fromkeys(("../../secret.html", "javascript:alert(1)", "tables/../../x.csv", "briefing.html"), "0")
    release(tmp_path, trafford.places("district")[0], files=odd, folder="javascript:x")
    text = page(replace(trafford, areas=areas))
    assert text.count("<script") == 1
    assert "&lt;script&gt;" in text
    assert "secret" not in text
    assert 'href="javascript:' not in text
    assert 'href="javascript%3Ax/briefing.html"' in text


def test_it_carries_marking_source_and_licence_and_loads_nothing(page, trafford):
    text = page()
    assert text.count(f"<p>{trafford.about.marking}</p>") == 2
    assert trafford.about.licence in text
    assert f"<dd>{IN_WORDS}</dd>" in text
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"https?://", text)
