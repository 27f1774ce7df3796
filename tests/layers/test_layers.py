"""What every layer of the stack must have, on invented and on real places."""

from dataclasses import fields, replace
from itertools import combinations, groupby

import pandas as pd
import pytest

from prevent_geo.disclosure import find_policy, protect
from prevent_geo.layers import LAYERS, LEVELS, NEEDS, make_layers
from prevent_geo.layers.layer import SEQUENTIAL, STATUS_ENTRIES
from prevent_geo.measures import CARDS, Status
from prevent_geo.period import Period
from prevent_geo.tables import default_code_lists

WITHOUT = {"sample": set(), "trafford": {"practice_delivery", "actions_on_time", "pathway"}}


# so that what compares it with the year before is among the layers
YEAR = "last 12 months"


def all_layers(dataset, protection):
    """The layers of the last year."""
    return make_layers(dataset.during(Period.parse(YEAR, dataset.period)), protection)


@pytest.fixture(scope="module")
def the_year(protections):
    """What is withheld of the sample; of any dataset with the same counts of persons too."""
    return protections("sample", YEAR)


@pytest.fixture(scope="module")
def layers_of_sample(sample, the_year):
    return all_layers(sample, the_year)


@pytest.fixture(scope="module")
def layers_of_trafford(trafford, protections):
    return all_layers(trafford, protections("trafford", YEAR))


@pytest.fixture(scope="module", params=["sample", "trafford"])
def layers(request):
    made = request.getfixturevalue(f"layers_of_{request.param}")
    assert set(made) == set(LAYERS) - WITHOUT[request.param]
    return made


@pytest.fixture
def layer(layers, layers_of_sample, name):
    # a place without the table that it needs has no such layer
    return layers.get(name) or layers_of_sample[name]


def test_what_needs_a_period_before_is_left_out_without_one(sample, protections):
    left_out = set(LAYERS) - set(make_layers(sample, protections("sample")))
    assert left_out == {name for name, table in NEEDS.items() if table == "earlier"} & set(LAYERS)


def test_the_layers_stand_group_by_group():
    groups = [
        CARDS[name].group for name in LAYERS if name in CARDS and name not in {"partner_network", "stopped_reporting"}
    ]
    assert list(dict.fromkeys(groups)) == ["reach", "voice", "partners", "delivery", "support"]
    assert [group for group, _ in groupby(groups)] == list(dict.fromkeys(groups))


def test_every_measure_with_a_map_is_a_layer():
    # each of these is a chart, a list, a table of partners or districts, or stands in another layer's facts
    elsewhere = {
        *("reach_gap_ranks", "trend", "partner_links", "practice_evidence", "practice_by_strand", "pathway_throughput"),
        *("left_out", "neighbours", "zoning_check", "completeness", "date_heaping", "set_aside", "recording_delay"),
        *("scorecard", "share_within"),
    }
    assert set(CARDS) - elsewhere == set(LAYERS) - {"population", "deprivation", "partners"}


each_layer = pytest.mark.parametrize("name", LAYERS)


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


@each_layer
def test_a_layer_has_its_words_and_its_card(layer, name):
    card = layer.values.card
    assert layer.id == card.id == name
    assert layer.group in {"Place", "Reach", "Voice", "Partners", "Delivery", "Support", "Unknowns"}
    assert all(getattr(card, field.name) != "" for field in fields(card))
    assert layer.question.endswith("?")
    assert not layer.caveat.endswith(".")
    assert card.counts_persons or not layer.values.withheld


@each_layer
def test_every_unit_has_a_name_a_class_and_a_text(layer):
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


@each_layer
def test_numbers_have_sensible_digits(layer):
    if layer.style.categories:
        assert set(layer.texts()) <= {entry.label for entry in layer.style.entries} | {layer.values.policy.marker}
        return
    shown = layer.texts()[layer.values.table["status"] == Status.VALUE]
    assert shown.str.fullmatch(r"\d{1,3}(,\d{3})*" + (rf"\.\d{{{layer.decimals}}}" if layer.decimals else "")).all()
    assert layer.decimals <= 2


@each_layer
def test_no_two_lines_of_a_legend_look_alike(layer):
    entries = layer.style.entries
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


def test_what_a_partner_does_not_say_is_missing_in_words(layers_of_trafford):
    facts = layers_of_trafford["partners"].facts
    assert set(facts["Agreement"]) == set(facts["Named liaison"]) == {"Missing"}


def test_without_contacts_or_partners_every_layer_still_speaks(sample):
    empty = replace(sample, contacts=sample.contacts[:0], partners=sample.partners[:0])
    layers = all_layers(empty, protect(empty, find_policy(), period=Period.parse(YEAR, empty.period)))
    for name, reason in {
        "contact_rate": "Not reported",
        "recency": "Not reported",
        "nearest_partner": "Missing",
    }.items():
        assert set(layers[name].texts()) == {reason}
    assert set(layers["attendance_rate"].texts()) == {"Not reported"}
    assert layers["partners"].legend() == []
    assert len(layers["partners"].table()) == 0


def test_a_mark_of_the_reader_s_own_code_list_may_be_missing(sample, the_year):
    sectors = replace(sample.code_lists["sectors"], marks={})
    layer = LAYERS["partners"](replace(sample, code_lists={**sample.code_lists, "sectors": sectors}), the_year)
    assert layer.style.entry("library").mark == "Li"


def without(table, *columns):
    """A table in which nothing is known of some columns."""
    return table.assign(**{name: table[name].where(table.index.to_series().isna()) for name in columns})


@pytest.mark.parametrize("level", ["neighbourhood", "district"])
def test_layers_of_a_level_that_no_place_has_are_left_out(sample, the_year, layers_of_sample, level):
    flat = replace(sample, areas=without(sample.areas, f"{level}_code", f"{level}_name"))
    left_out = set(layers_of_sample) - set(all_layers(flat, the_year))
    assert left_out == {name for name, needed in LEVELS.items() if needed == level}


def test_a_column_that_nobody_filled_in_is_missing_not_nothing(sample, the_year):
    layers = all_layers(replace(sample, contacts=without(sample.contacts, "strand", "theme")), the_year)
    assert "Missing" in set(layers["delivery"].texts()) <= {"Missing", "Not reported", "7"}
    # with no contact, nothing served any strand: that is known
    idle = layers["contact_rate"].values.table["status"] == Status.NONE_RECORDED
    assert (layers["delivery"].texts()[~idle] != "7").all()
    assert set(layers["rising_themes"].texts()) == {"Missing"}
    unthemed = sample.contacts.assign(theme=pd.Categorical([None] * len(sample.contacts)))
    assert set(all_layers(replace(sample, contacts=unthemed), the_year)["rising_themes"].texts()) == {"Missing"}


def test_siting_says_why_it_is_not_known_who_is_under_reached(sample, the_year):
    areas = sample.areas.assign(population=sample.areas["population"].mask(sample.areas.index == "X01000127"))
    texts = all_layers(replace(sample, areas=areas), the_year)["siting"].texts()
    assert texts["X01000127"] == "Missing"


def test_siting_names_a_venue_where_one_is_within_reach(sample, layers_of_sample):
    facts = layers_of_sample["siting"]
    named = facts.facts["Nearest proposed venue within reach"]
    texts = facts.texts()
    assert (named[texts == "Reached by a proposed session"] != "").all()
    assert set(named[texts == "Still left out"]) == {""}
    assert set(named) - {""} <= set(sample.partners["partner_name"])


def test_strands_stand_under_their_names(layers_of_sample):
    layers = layers_of_sample
    column = "Strands with nothing recorded"
    shown = {name: layers[name].facts[column] for name in ("evenness", "delivery")}
    assert (shown["evenness"] == shown["delivery"])[layers["evenness"].values.table["status"] == Status.VALUE].all()
    assert "Strategic communications" in set("; ".join(shown["evenness"]).split("; "))


def test_what_is_shown_in_percent_says_so(layers_of_sample):
    for layer in layers_of_sample.values():
        percent = any("%" in entry.label for entry in layer.style.entries if entry.key.startswith("class "))
        assert layer.unit.startswith("%") == percent
