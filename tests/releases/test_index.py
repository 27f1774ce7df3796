import re
from dataclasses import replace

import pytest

from prevent_geo.releases.index import IndexEntry, write_index
from prevent_geo.runs.batch import choose_places, folder_name


@pytest.fixture
def page(trafford, tmp_path):
    def make(dataset=trafford, places=None):
        places = places or [dataset.place("district:E08000009"), *choose_places(dataset, "neighbourhood", "all")]
        entries = [IndexEntry(place, folder_name(place)) for place in places]
        return write_index(tmp_path, dataset, "2026", entries).read_text(encoding="utf-8")

    return make


def test_every_place_is_in_the_list_and_every_lowest_one_on_the_map(page):
    text = page()
    assert "22 briefings" in text
    for name in ("map.html", "briefing.pdf", "briefing.docx", "briefing.xlsx", "place.gpkg", "briefing.ipynb"):
        assert text.count(f'/{name}"') == 22
    assert text.count("<path ") == 21
    inside = [float(n) for path in re.findall(r'<path d="([^"]+)"', text) for n in re.findall(r"-?\d+\.\d", path)]
    assert min(inside) >= 0
    assert max(inside) <= 640


def test_a_single_place_is_one_briefing(page, trafford):
    assert "1 briefing." in page(places=[trafford.place("Hale")])


def test_names_are_text(page, trafford):
    areas = trafford.areas.assign(neighbourhood_name='</title><script>alert(1)</script>"x')
    text = page(replace(trafford, areas=areas))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_it_carries_marking_source_and_licence_twice_and_loads_nothing(page, trafford):
    text = page()
    assert text.count(f"<p>{trafford.about.marking}</p>") == 2
    assert trafford.about.licence in text
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"https?://", text)
