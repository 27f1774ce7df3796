import pandas as pd
import pytest

from prevent_geo.errors import InputError
from prevent_geo.place import Place, find_place, list_places, parent_of, rest_of_parent

# two districts; a ward and a district share the name Ashby, two areas the name Mill Lane; E has no ward
AREAS = pd.DataFrame(
    [
        ("A1", "Mill Lane", "W1", "Ashby", "D1", "Ashby", "F1", "Northshire"),
        ("A2", "High Street", "W1", "Ashby", "D1", "Ashby", "F1", "Northshire"),
        ("A3", "Mill Lane", "W2", "St Mary: East", "D1", "Ashby", "F1", "Northshire"),
        ("A4", "Dock Road", "W3", "Quay:side", "D2", "Brack", "F1", "Northshire"),
        ("E", "Moor", None, None, "D2", "Brack", "F1", "Northshire"),
    ],
    columns=["area_code", "area_name"]
    + [f"{level}_{part}" for level in ("neighbourhood", "district", "force") for part in ("code", "name")],
).set_index("area_code")
FORMS = "write 'all', 'force:CODE', 'district:CODE', 'neighbourhood:CODE', 'area:CODE' or a name"


@pytest.mark.parametrize(
    ("text", "place", "codes"),
    [
        ("all", "all", ["A1", "A2", "A3", "A4", "E"]),
        (" ALL ", "all", ["A1", "A2", "A3", "A4", "E"]),
        ("force:F1", "force:F1", ["A1", "A2", "A3", "A4", "E"]),
        ("district:D1", "district:D1", ["A1", "A2", "A3"]),
        ("District: D2", "district:D2", ["A4", "E"]),
        ("neighbourhood:W1", "neighbourhood:W1", ["A1", "A2"]),
        ("area:E", "area:E", ["E"]),
        ("Northshire", "force:F1", ["A1", "A2", "A3", "A4", "E"]),
        ("brack", "district:D2", ["A4", "E"]),
        ("St Mary: East", "neighbourhood:W2", ["A3"]),
        ("Quay:side", "neighbourhood:W3", ["A4"]),
        ("Moor", "area:E", ["E"]),
    ],
)
def test_every_form(text, place, codes):
    found = find_place(AREAS, text)
    assert (str(found), list(found.area_codes)) == (place, codes)


def test_names_in_full():
    assert find_place(AREAS, "all", title="Both districts").full_name == "Both districts"
    assert find_place(AREAS, "area:A2").full_name == "High Street (area)"
    assert find_place(AREAS, str(find_place(AREAS, "Brack"))) == Place("district", "D2", "Brack", ("A4", "E"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Ashby", "several places have that name: 'district:D1', 'neighbourhood:W1'; name one by its code"),
        ("mill lane", "several places have that name: 'area:A1', 'area:A3'; name one by its code"),
        ("Northshre", f"no place has that name (did you mean 'Northshire'?); {FORMS}"),
        ("", f"no place has that name; {FORMS}"),
        ("district:D11", "no district has that code (did you mean 'D1'?)"),
        ("district:d1", "no district has that code (did you mean 'D1'?)"),
        ("district:brack", "no district has that code (did you mean 'district:D2'?)"),
        ("area:ZZZ", "no area has that code"),
        ("distict:D1", f"'distict' is not a level (did you mean 'district'?); {FORMS}"),
        ("all:all", f"'all' is not a level; {FORMS}"),
    ],
)
def test_what_is_not_found_is_refused_with_what_could_be_meant(text, message):
    with pytest.raises(InputError) as caught:
        find_place(AREAS, text)
    assert str(caught.value) == f"place '{text}': {message}"


NO_FORCE = r"^the areas have no force_code, so no force can be chosen; map that column in dataset.toml$"


def test_a_level_without_codes_is_refused():
    areas = AREAS.assign(force_code=None, force_name=None)
    with pytest.raises(InputError, match=NO_FORCE):
        find_place(areas, "force:F1")
    with pytest.raises(InputError, match=NO_FORCE):
        list_places(areas, "force")
    with pytest.raises(InputError, match="no place has that name"):
        find_place(areas, "Northshire")


def test_places_of_a_level_by_name():
    assert [place.full_name for place in list_places(AREAS, "district")] == ["Ashby (district)", "Brack (district)"]
    assert [str(place) for place in list_places(AREAS, "area")] == [
        "area:A4", "area:A2", "area:A1", "area:A3", "area:E",
    ]  # fmt: skip
    # an area without a neighbourhood is in none of them
    assert [place.area_codes for place in list_places(AREAS, "neighbourhood")] == [("A1", "A2"), ("A4",), ("A3",)]
    assert [str(place) for place in list_places(AREAS, "all")] == ["all"]


def test_a_level_that_is_none_is_refused():
    message = r"^level 'ward' is not one of area, neighbourhood, district, force, all$"
    with pytest.raises(InputError, match=message):
        list_places(AREAS, "ward")


@pytest.mark.parametrize(
    ("place", "parent"),
    [
        ("area:A1", "neighbourhood:W1"),
        ("area:E", "district:D2"),
        ("neighbourhood:W1", "district:D1"),
        ("district:D2", "force:F1"),
        ("force:F1", "all"),
        ("all", None),
    ],
)
def test_the_place_above(place, parent):
    found = parent_of(AREAS, find_place(AREAS, place))
    assert (found and str(found)) == parent


def test_a_level_without_codes_is_passed_over():
    areas = AREAS.assign(force_code=None, force_name=None)
    assert str(parent_of(areas, find_place(areas, "district:D1"))) == "all"


def test_a_place_across_two_has_the_one_that_holds_most_of_it():
    across = AREAS.assign(
        district_code=["D1", "D2", "D1", "D2", "D2"], district_name=["Ashby", "Brack"] * 2 + ["Brack"]
    )
    wide = Place("neighbourhood", "W", "Wide", ("A3", "A2", "A4"))
    assert str(parent_of(across, wide)) == "district:D2"


def test_the_rest_of_the_place_above_is_that_without_this_one(sample):
    district = sample.place("district:X08000001")
    parent, rest = rest_of_parent(sample.areas, district)
    assert parent.level == "force"
    assert set(rest.area_codes) == set(parent.area_codes) - set(district.area_codes)
    assert rest.name == f"the rest of {parent.name}"
    # a force that is all there is has no rest, nor has the whole
    assert rest_of_parent(sample.areas, parent) is None
    assert rest_of_parent(sample.areas, sample.place("all")) is None
