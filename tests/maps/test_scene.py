"""What a scene holds, and for whom: notes, links, readiness of partners, the outline of the whole."""

from dataclasses import replace

import pytest

from prevent_geo.layers import NOT_PUBLIC
from prevent_geo.maps.notes import notes_of
from prevent_geo.picture import rich_picture


@pytest.fixture(scope="module")
def scene(sample):
    return rich_picture(sample, place="district:X08000001").scene


@pytest.fixture(scope="module")
def public(sample):
    return rich_picture(sample, place="district:X08000001", audience="public").scene


def test_notes_are_the_perspectives_of_the_place_newest_first(sample, scene):
    rows = sample.perspectives[sample.perspectives["area_code"].isin(scene.areas.index)]
    assert sorted(note.statement for note in scene.notes) == sorted(rows["statement"])
    days = [note.date for note in scene.notes]
    assert days == sorted(days, reverse=True)
    first = scene.notes[0]
    assert first.role in sample.code_lists["roles"].labels.values()
    assert first.kind_label == sample.label("perspective_kinds", first.kind)


def test_the_public_gets_neither_notes_nor_links_nor_what_is_said_of_single_partners(public, scene):
    assert public.notes == ()
    assert public.links.empty
    assert set(public.points["readiness"]) == {""}
    assert set(scene.layers) - set(public.layers) == set(NOT_PUBLIC)
    assert list(public.layers["partners"].facts) == ["Area"]
    assert {"Agreement", "Named liaison"} <= set(scene.layers["partners"].facts)


def test_a_place_without_perspectives_has_no_notes(sample):
    assert notes_of(replace(sample, perspectives=sample.perspectives[:0]), sample.areas.index, "partner") == ()


def test_links_count_the_contacts_of_a_partner_in_an_area(sample, scene):
    link = scene.links.iloc[0]
    contacts = sample.contacts
    both = (contacts["partner_id"] == link["partner_id"]) & (contacts["area_code"] == link["area_code"])
    assert link["contacts"] == both.sum()
    assert set(scene.links["area_code"]) <= set(scene.areas.index)
    assert set(scene.links["partner_id"]) <= set(scene.points.index)


def test_partners_say_whether_they_are_ready(scene):
    assert set(scene.points["readiness"]) == {"Ready", "Not ready", "Not known"}
    assert scene.points["sector_name"].str.match("[A-Z]").all()


def test_the_outline_covers_the_whole_dataset_in_few_corners(sample, scene):
    whole = sample.areas.union_all()
    assert scene.outline.symmetric_difference(whole).area < 0.02 * whole.area
    assert len(scene.outline.exterior.coords) < 500
