"""What every layer of the stack must have, on invented and on real places."""

from dataclasses import fields, replace
from itertools import combinations

import pytest

from prevent_geo.disclosure import find_policy
from prevent_geo.layers import LAYERS
from prevent_geo.layers.layer import SEQUENTIAL, STATUS_ENTRIES
from prevent_geo.measures import Status
from prevent_geo.tables import default_code_lists


def all_layers(dataset):
    return {name: make(dataset, find_policy()) for name, make in LAYERS.items()}


@pytest.fixture(scope="module", params=["sample", "trafford"])
def layers(request):
    return all_layers(request.getfixturevalue(request.param))


def luminance(colour):
    # relative luminance as WCAG 2.2 defines it
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_by_hand():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the known lightest grey that passes AA


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_has_its_words_and_its_card(layers, name):
    layer = layers[name]
    card = layer.values.card
    assert layer.id == card.id == name
    assert layer.group in {"Place", "Reach", "Partners"}
    assert all(getattr(card, field.name) != "" for field in fields(card))
    assert layer.question.endswith("?")
    assert not layer.caveat.endswith(".")
    assert (layer.values.card.counts_persons, layer.values.withheld > 0) in {(True, True), (False, False)}


@pytest.mark.parametrize("name", LAYERS)
def test_every_unit_has_a_name_a_class_and_a_text(layers, name):
    layer = layers[name]
    index = layer.values.table.index
    assert index.is_unique
    for part in (layer.names, layer.facts, layer.classes, layer.texts(), layer.table()):
        assert part.index.equals(index)
    assert sum(count for _, count in layer.legend()) == len(layer.values) == len(index)
    known = {entry.key: entry.label for entry in layer.style.entries}
    assert set(layer.classes) <= set(known)
    assert layer.table().notna().all(axis=None)
    assert layer.table().map(lambda cell: isinstance(cell, str)).all(axis=None)
    assert (layer.texts() != "").all()


@pytest.mark.parametrize("name", LAYERS)
def test_numbers_have_sensible_digits(layers, name):
    layer = layers[name]
    if layer.style.categories:
        assert set(layer.texts()) <= {entry.label for entry in layer.style.entries}
        return
    shown = layer.texts()[layer.values.table["status"] == Status.VALUE]
    assert shown.str.fullmatch(r"\d{1,3}(,\d{3})*" + (rf"\.\d{{{layer.decimals}}}" if layer.decimals else "")).all()
    assert layer.decimals <= 1


@pytest.mark.parametrize("name", LAYERS)
def test_no_two_lines_of_a_legend_look_alike(layers, name):
    entries = layers[name].style.entries
    assert len({entry.label for entry in entries}) == len(entries)
    looks = {entry.mark or (entry.colour, entry.hatch) for entry in entries}
    assert len(looks) == len(entries)


def test_the_five_reasons_differ_in_words_and_hatch_and_from_every_class():
    assert len({entry.hatch for entry in STATUS_ENTRIES}) == len({entry.label for entry in STATUS_ENTRIES}) == 5
    assert all(entry.hatch for entry in STATUS_ENTRIES)
    assert not {entry.colour for entry in STATUS_ENTRIES} & set(SEQUENTIAL)


def test_the_classes_get_darker():
    lights = [luminance(colour) for colour in SEQUENTIAL]
    assert lights == sorted(set(lights), reverse=True)


def test_white_marks_can_be_read_on_every_partner(layers):
    for entry in layers["partners"].style.entries:
        assert contrast(entry.colour, "#ffffff") >= 4.5, entry
        assert 1 <= len(entry.mark) <= 2


def test_every_sector_has_its_own_label_mark_and_colour(layers):
    style = layers["partners"].style
    assert (
        set(style.categories) == set(default_code_lists()["sectors"].labels) == {entry.key for entry in style.entries}
    )
    for one, other in combinations(style.entries, 2):
        assert one.label != other.label
        assert one.mark != other.mark
        assert one.colour != other.colour


def test_the_most_deprived_areas_are_darkest(layers):
    style = layers["deprivation"].style
    assert style.classify(layers["deprivation"].values.table).notna().all()
    assert [entry.colour for entry in style.entries[:5]] == list(SEQUENTIAL[::-1])
    assert style.entries[0].label == "1 to 2 (most deprived fifth)"


def test_what_a_partner_does_not_say_is_missing_in_words(trafford):
    facts = all_layers(trafford)["partners"].facts
    assert set(facts["Agreement"]) == set(facts["Named liaison"]) == {"Missing"}


def test_without_contacts_or_partners_every_layer_still_speaks(sample):
    empty = replace(sample, contacts=sample.contacts[:0], partners=sample.partners[:0])
    layers = all_layers(empty)
    for name, reason in {
        "contact_rate": "Not reported",
        "recency": "Not reported",
        "nearest_partner": "Missing",
    }.items():
        assert set(layers[name].texts()) == {reason}
    assert set(layers["attendance_rate"].texts()) == {"Not reported"}
    assert layers["partners"].legend() == []
    assert len(layers["partners"].table()) == 0


def test_a_mark_of_the_reader_s_own_code_list_may_be_missing(sample):
    sectors = replace(sample.code_lists["sectors"], marks={})
    layer = LAYERS["partners"](replace(sample, code_lists={**sample.code_lists, "sectors": sectors}), find_policy())
    assert layer.style.entry("library").mark == "Li"
