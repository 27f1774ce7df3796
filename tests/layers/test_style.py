import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.layers import Style
from prevent_geo.layers.layer import SEQUENTIAL, STATUS_ENTRIES
from prevent_geo.measures import Status

THREE = Style.from_breaks((1, 2), ("low", "middle", "high"))


def table_of(values, status=Status.VALUE):
    return pd.DataFrame({"value": pd.Series(values, dtype="float64"), "status": status})


def labels_of(style):
    return [entry.label for entry in style.entries if entry.key.startswith("class ")]


@pytest.mark.parametrize(
    ("value", "key"),
    [(0, "class 0"), (1, "class 0"), (1.0001, "class 1"), (2, "class 1"), (2.0001, "class 2"), (9, "class 2")],
)
def test_a_break_belongs_to_the_class_below(value, key):
    assert THREE.classify(table_of([value])).tolist() == [key]


@pytest.mark.parametrize("status", [status for status in Status if status != Status.VALUE])
@pytest.mark.parametrize("value", [0.0, 1.5, None])
def test_a_reason_goes_before_a_value(status, value):
    assert THREE.classify(table_of([value], status)).tolist() == [str(status)]


def test_no_rows_are_no_classes():
    assert THREE.classify(table_of([])).tolist() == []


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([], ["No values"]),
        ([None, None], ["No values"]),
        ([3], ["All values"]),
        ([3, 3, 3, None], ["All values"]),
        ([0, 10], ["Up to 2.0", "Over 2.0"]),
        ([1, 1, 1, 1, 9], ["Up to 1.0", "Over 1.0"]),
        # as people read them: 1.0, 1.0 and 1.1
        ([1.04, 1.04, 1.06], ["Up to 1.0", "Over 1.0"]),
        ([1.03, 1.04], ["All values"]),
        # quantiles of 0 to 10: 2, 4, 6, 8
        (range(11), ["Up to 2.0", "Over 2.0 to 4.0", "Over 4.0 to 6.0", "Over 6.0 to 8.0", "Over 8.0"]),
        ([0, 5_000, 10_000], ["Up to 2,000.0", "Over 2,000.0 to 6,000.0", "Over 6,000.0"]),
    ],
)
def test_classes_from_values(values, labels):
    assert labels_of(Style.from_values(pd.Series(values, dtype="float64"), decimals=1)) == labels


@given(st.lists(st.floats(0, 1_000) | st.integers(0, 5).map(float) | st.none(), max_size=40), st.integers(0, 2))
def test_classes_from_values_hold_every_value_and_none_is_empty(values, decimals):
    values = pd.Series(values, dtype="float64")
    style = Style.from_values(values, decimals=decimals)
    # as a layer classifies them: as people read them
    known = values.dropna().round(decimals)
    keys = style.classify(table_of(known))
    classes = [entry.key for entry in style.entries if entry.key.startswith("class ")]
    assert set(keys) == (set(classes) if len(known) else set())
    assert len(classes) <= 5
    assert list(style.breaks) == [round(b, decimals) for b in sorted(set(style.breaks))]


def test_darker_is_more_and_the_ends_of_the_scale_are_used():
    colours = [entry.colour for entry in THREE.entries[:3]]
    assert colours == [SEQUENTIAL[0], SEQUENTIAL[2], SEQUENTIAL[4]]
    assert Style.from_breaks((), ("All values",)).entries[0].colour == SEQUENTIAL[2]


def test_every_style_of_classes_ends_with_the_four_reasons():
    assert THREE.entries[3:] == STATUS_ENTRIES
    assert {entry.key for entry in STATUS_ENTRIES} == set(Status) - {Status.VALUE}


@pytest.mark.parametrize("labels", [("one", "two"), ("one", "two", "three", "four")])
def test_one_more_label_than_breaks(labels):
    with pytest.raises(ValueError, match=r"^2 breaks need 3 labels, of at most 5 classes$"):
        Style.from_breaks((1, 2), labels)


def test_more_than_five_classes_are_refused():
    with pytest.raises(ValueError, match=r"^5 breaks need 6 labels, of at most 5 classes$"):
        Style.from_breaks(range(5), "abcdef")
