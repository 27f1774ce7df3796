import io
from dataclasses import replace

import pypdf
import pytest

from prevent_geo.maps.poster import poster
from prevent_geo.picture import rich_picture

HOSTILE = '#panic("x") *bold* $x$ <script> \\ {{ =cmd() \ue000 漢字 ' + "Long " * 60 + "Y" * 300


@pytest.fixture(scope="module")
def town(sample):
    return rich_picture(sample, place="Clarrowbridge", period="last 12 months")


@pytest.fixture(scope="module")
def page(town):
    return pypdf.PdfReader(io.BytesIO(poster(town.scene, town.profile)))


def _text(reader):
    return " ".join(reader.pages[0].extract_text().split())


def test_it_is_one_landscape_page_of_a3(page):
    assert len(page.pages) == 1
    box = page.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (420, 297)


def test_it_says_what_it_shows_with_limits_and_marking(town, page):
    text, table = _text(page), town.profile.table()
    assert "Clarrowbridge: 89 % of areas had a contact in the last 90 days, and 49 % of contacts" in text
    assert text.count(town.about.marking) == 2
    assert table.loc["trust", "Value"] in text
    assert table.loc["trust", "95 % limits"] in text
    assert "It measures services, not people." in text
    assert "Trust: none recorded in 4, withheld in 10, too few to say in 3, missing in 5 of 124 areas." in text
    assert town.scene.notes[0].statement in text


def test_what_is_withheld_is_a_marker(town):
    hidden = town.profile.figures.copy()
    hidden.loc["trust", ["value", "lower", "upper", "status"]] = [float("nan")] * 3 + ["suppressed"]
    town = replace(town)
    town.profile.__dict__["figures"] = hidden
    text = _text(pypdf.PdfReader(io.BytesIO(poster(town.scene, town.profile))))
    assert "[c]" in text.partition("Key figures")[2].partition("What people")[0]
    assert "3.26 to 3.33" not in text


def test_it_is_tagged_and_every_picture_has_words(page):
    root = page.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert page.metadata.title.startswith("Clarrowbridge: 89 %")
    alts = _alternatives(root["/StructTreeRoot"])
    assert len(alts) == 6
    assert all(alt.startswith("Map of Clarrowbridge") for alt in alts)


def _alternatives(node):
    node = node.get_object()
    if isinstance(node, list):
        return [alt for child in node for alt in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    found = [node["/Alt"]] if "/Alt" in node and node.get("/S") == "/Figure" else []
    return found + (_alternatives(node["/K"]) if "/K" in node else [])


def test_the_same_picture_gives_the_same_bytes(town, tmp_path):
    written = town.poster(tmp_path / "poster.pdf")
    assert written.read_bytes() == poster(town.scene, town.profile)


def test_the_public_is_not_told_who_said_what(sample):
    public = rich_picture(sample, place="Clarrowbridge", period="last 12 months", audience="public")
    reader = pypdf.PdfReader(io.BytesIO(poster(public.scene, public.profile)))
    text = _text(reader)
    assert len(reader.pages) == 1
    assert "shared among partners" in text
    assert not [said for said in sample.perspectives["statement"].astype("str") if said in text]
    assert "Notes of what people said" not in text


@pytest.mark.parametrize("place", ["area:X01000140", "neighbourhood:X05000019", "all"])
def test_every_level_of_place_fits_on_a_page(sample, place):
    picture = rich_picture(sample, place=place, period="last 12 months")
    reader = pypdf.PdfReader(io.BytesIO(poster(picture.scene, picture.profile)))
    assert len(reader.pages) == 1
    # a share of a few is no headline
    assert ("in the last 90 days" in _text(reader)) == (place != "area:X01000140")


def test_hostile_and_very_long_strings_are_text_and_fit(sample):
    names = dict.fromkeys(("area_name", "neighbourhood_name", "district_name"), HOSTILE)
    hostile = replace(
        sample,
        areas=sample.areas.assign(**names),
        partners=sample.partners.assign(partner_name=HOSTILE),
        perspectives=sample.perspectives.assign(statement=HOSTILE),
        about=replace(sample.about, source=HOSTILE, title=HOSTILE, licence=HOSTILE),
    )
    for place in ("district:X08000002", "all"):
        drawn = rich_picture(hostile, place=place, period="last 12 months")
        reader = pypdf.PdfReader(io.BytesIO(poster(drawn.scene, drawn.profile)))
        assert len(reader.pages) == 1
        assert '#panic("x") *bold* $x$ <script>' in _text(reader)


def test_a_place_that_nothing_is_known_of_has_a_poster(sample):
    empty = {name: getattr(sample, name)[:0] for name in ("contacts", "partners", "perspectives")}
    nothing = rich_picture(replace(sample, **empty), place="Clarrowbridge", period="last 12 months")
    reader = pypdf.PdfReader(io.BytesIO(poster(nothing.scene, nothing.profile)))
    assert len(reader.pages) == 1
    assert "No theme was recorded." in _text(reader)
