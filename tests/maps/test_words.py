"""Headlines and alternative texts say what the layer says, for any number of units."""

from dataclasses import replace

import pytest

from prevent_geo.layers.layer import STATUS_ENTRIES
from prevent_geo.maps.words import alt_text, headline, pattern
from prevent_geo.picture import rich_picture


@pytest.fixture(scope="module")
def district(sample):
    return rich_picture(sample, place="district:X08000001", period="last 12 months")


def test_a_headline_of_numbers_gives_their_range(district):
    layer = district.layer("contact_rate")
    known = layer.values.table["value"][layer.values.table["status"] == "value"]
    assert f"{known.min():.1f} to {known.max():.1f}, the middle value {known.median():.1f}" in headline(
        district.scene, layer
    )


@pytest.mark.parametrize("audience", ["public", "partner"])
def test_a_headline_counts_every_reason_for_no_value(sample, audience):
    picture = rich_picture(sample, place="district:X08000001", audience=audience)
    for layer in picture.layers.values():
        if layer.style.categories or len(layer.values) < 2:
            continue
        text = headline(picture.scene, layer)
        for entry, count in layer.legend():
            if entry in STATUS_ENTRIES and count < len(layer.values):
                assert f"{entry.label[0].lower()}{entry.label[1:]} in {count:,}" in text


def test_a_headline_of_one_area_is_its_value(sample):
    picture = rich_picture(sample, place="area:X01000127")
    layer = picture.layer("contact_rate")
    assert headline(picture.scene, layer) == f"Contact rate in Tarrel Moor 001: {layer.texts().iloc[0]} {layer.unit}"


def test_a_headline_of_nothing(district):
    nobody = district.layer("partners").within([])
    assert headline(district.scene, nobody) == "Partner sites in Nastrelstead: no sites"


def test_the_pattern_names_where_the_highest_class_is(district):
    layer = district.layer("contact_rate")
    top = layer.classes[layer.classes == "class 4"].index
    zones = district.scene.areas.loc[top, "neighbourhood_name"].value_counts()
    text = pattern(district.scene, layer)
    assert f"{zones.index[0]} ({zones.iloc[0]})" in text
    assert text in alt_text(district.scene, layer)
    assert text.endswith(f"and {len(zones) - 4} others.")


def test_no_pattern_in_one_neighbourhood(sample):
    picture = rich_picture(sample, place=str(sample.places("neighbourhood")[0]))
    assert pattern(picture.scene, picture.layer("contact_rate")) == ""


def test_an_alternative_text_has_the_count_of_every_class(district):
    for layer in district.layers.values():
        text = alt_text(district.scene, layer)
        assert layer.title in text
        for entry, count in layer.legend():
            assert not count or f"{entry.label}: {count:,}" in text


def test_hostile_names_stay_text(district):
    layer = district.layer("contact_rate")
    hostile = replace(layer, title="<b>$x$</b>")
    assert "<b>$x$</b>" in headline(district.scene, hostile)
