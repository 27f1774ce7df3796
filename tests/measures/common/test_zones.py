import pandas as pd

from prevent_geo.measures import contact_rate
from prevent_geo.measures.common.zones import merge_areas, move_to_zones, zones_at

AREAS = pd.DataFrame(
    {
        "population": pd.array([1000, 500, None, 0], "Int64"),
        "neighbourhood_code": ["N1", "N1", "N2", None],
        "district_code": ["D", "D", "D", "D"],
    },
    index=pd.Index(["A", "B", "C", "E"], name="area_code"),
)
CONTACTS = pd.DataFrame({"area_code": ["A", "B", "B", "C", "E", "X", None]})


def test_levels():
    assert zones_at(AREAS, "area").tolist() == ["A", "B", "C", "E"]
    assert zones_at(AREAS, "district").tolist() == ["D"] * 4
    assert set(zones_at(AREAS, "all")) == {"all"}


def test_areas_merge_by_hand():
    merged = merge_areas(AREAS, AREAS["neighbourhood_code"])
    assert merged.index.tolist() == ["N1", "N2"]
    # no residents given is missing, not nobody
    assert merged["population"].tolist() == [1500, pd.NA]
    assert merged["district_code"].tolist() == ["D", "D"]
    # a zone is not its own neighbourhood
    assert merged["neighbourhood_code"].isna().all()


def test_rows_move_with_their_areas_in_text_and_categories():
    zones = AREAS["neighbourhood_code"]
    for kind in ("str", "category"):
        moved = move_to_zones(CONTACTS.astype(kind), zones)["area_code"]
        assert moved.astype("object").fillna("").tolist() == ["N1", "N1", "N1", "N2", "", "", ""]


def test_a_measure_of_zones_is_that_of_their_sums():
    zones = zones_at(AREAS, "all")
    whole = contact_rate(move_to_zones(CONTACTS, zones), merge_areas(AREAS, zones)).loc["all"]
    assert (whole["numerator"], whole["denominator"], whole["n"]) == (5, 1500, 5)


def test_nothing_merges_to_nothing():
    assert len(merge_areas(AREAS[:0], zones_at(AREAS[:0], "district"))) == 0
    assert len(move_to_zones(CONTACTS[:0], AREAS["district_code"])) == 0
