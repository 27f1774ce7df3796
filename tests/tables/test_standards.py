from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.tables import CodeList, default_code_lists
from prevent_geo.tables.standards import Standard, read_standards

GOOD = """[[standard]]
id = "trust"
focus = "engagement"
title = "Trust"
question = "How much?"
unit = "1 to 5"
direction = "higher"
green = 4
amber = 3.5
minimum_n = 20
source = "A choice of the partnership"
"""


@pytest.fixture
def refusal(tmp_path):
    """What is said of a file with this text."""

    def of(text):
        (tmp_path / "ours.toml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as refused:
            read_standards(tmp_path / "ours.toml")
        return str(refused.value)

    return of


def test_the_shipped_standards_cover_every_area_of_focus():
    standards = read_standards()
    assert len(standards) == 17
    assert {standard.focus for standard in standards.values()} == set(default_code_lists()["focus"].labels)
    assert all(name == standard.id for name, standard in standards.items())
    assert all(standard.question.endswith("?") for standard in standards.values())
    assert all(standard.source.startswith("A choice of the partnership") for standard in standards.values())


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_standards(path) == {
        "trust": Standard(
            "trust", "engagement", "Trust", "How much?", "1 to 5", "higher", 4, 3.5, 20, "A choice of the partnership"
        )
    }


def test_areas_of_focus_of_ones_own(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(GOOD.replace('"engagement"', '"listening"'), encoding="utf-8")
    assert list(read_standards(path, focus=CodeList("focus", {"listening": "Listening"}, {}))) == ["trust"]


def test_all_problems_are_said_at_once(refusal):
    faulty = (
        "standards = 1\n"
        + GOOD.replace('"engagement"', '"engagment"').replace("4", "3").replace("minimum_n", "minimum")
        + GOOD.replace("20", "0").replace('"Trust"', '" "').replace("= 4", '= "4"')
        + GOOD.replace('"higher"', '"highest"')
        + "[[standard]]\ngreen = nan\n"
        + GOOD
        + GOOD
    )
    assert refusal(faulty).splitlines() == [
        "ours.toml: 12 problems",
        "  'standards' is not understood (did you mean 'standard'?)",
        "  standard 'trust': lacks minimum_n",
        "  standard 'trust': 'minimum' is not understood (did you mean 'minimum_n'?)",
        "  standard 'trust': amber 3.5 is above green 3, but higher is better; exchange them",
        "  standard 'trust': focus 'engagment' is not one of intelligence, engagement, delivery, disruption, "
        "best_practice (did you mean 'engagement'?)",
        "  standard 'trust': title is not words",
        "  standard 'trust': green '4' is not a number",
        "  standard 'trust': minimum_n '0' is not a whole number of 1 or more",
        "  standard 'trust': direction 'highest' is not one of higher, lower (did you mean 'higher'?)",
        "  standard 4: lacks id, focus, title, question, unit, direction, amber, minimum_n, source",
        "  standard 4: green 'nan' is not a number",
        "  standard 'trust': given more than once; take one out",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("green = inf", "green 'inf' is not a number"),
        ("green = true", "green 'True' is not a number"),
        ("green = 1" + "0" * 400, "is not a number"),
        ("green = 2026-01-01", "green '2026-01-01' is not a number"),
        ("green = 3", "amber 3.5 is above green 3, but higher is better; exchange them"),
    ],
)
def test_a_threshold_that_is_none(refusal, line, said):
    assert said in refusal(GOOD.replace("green = 4", line))


def test_amber_below_green_where_lower_is_better(refusal):
    text = GOOD.replace('"higher"', '"lower"')
    assert "amber 3.5 is below green 4, but lower is better; exchange them" in refusal(text)


@pytest.mark.parametrize("value", ["1.5", "true", "0", '"5"', "-1"])
def test_a_minimum_that_is_none(refusal, value):
    assert "is not a whole number of 1 or more" in refusal(GOOD.replace("minimum_n = 20", f"minimum_n = {value}"))


@pytest.mark.parametrize("text", ["", "standard = 1", "standard = []", "standard = [1]", "[standard]\nid = 'trust'"])
def test_a_file_without_entries(refusal, text):
    assert "it needs [[standard]] entries, each with id, focus, title" in refusal(text)


@pytest.mark.parametrize("key", [field.name for field in fields(Standard)])
def test_every_key_is_needed(refusal, key):
    without = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{key} "))
    assert f"lacks {key}" in refusal(without)


def test_what_is_no_toml(refusal, tmp_path):
    assert "ours.toml' is not valid TOML: " in refusal("id = ")
    with pytest.raises(InputError, match=r"^standards file '.*none\.toml': there is no such file$"):
        read_standards(tmp_path / "none.toml")
    with pytest.raises(InputError, match="cannot be read"):
        read_standards(tmp_path)
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="is not valid TOML"):
        read_standards(tmp_path / "binary.toml")


def test_a_standard_cannot_be_made_out_of_order():
    with pytest.raises(ValueError, match=r"^standard 'x': title is not words; amber 2 is above green 1, but higher is"):
        Standard("x", "delivery", "", "Q?", "u", "higher", 1, 2, 1, "s")


words = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.floats(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)),
    max_leaves=3,
)


@settings(max_examples=60)
@given(st.sampled_from([field.name for field in fields(Standard)]), words)
def test_whatever_a_fact_is_it_is_taken_or_refused_in_words(key, fact):
    facts = dict(zip([field.name for field in fields(Standard)], "xfTQu", strict=False)) | {
        "direction": "higher", "green": 2.0, "amber": 1.0, "minimum_n": 1, "source": "s", key: fact,
    }  # fmt: skip
    try:
        Standard(**facts)
    except ValueError as error:
        assert str(error).startswith("standard '")
