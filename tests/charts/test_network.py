"""The network of partners, and where its points lie."""

import numpy as np
import pytest

from prevent_geo.charts import network
from prevent_geo.charts.layout import stress_layout


def held_by(*partners):
    return {"partner_id": [f"P{number}" for number in partners]}


@pytest.mark.parametrize(
    ("partners", "columns", "said"),
    [
        (3, held_by(0, 1, 2), "All 3 partners work in areas where others work too"),
        (4, held_by(0, 1, 2), "3 of 4 partners work in areas where others work too; 1 has no recorded contact"),
        (6, held_by(0, 1, 2), "3 of 6 partners work in areas where others work too; 3 have no recorded contact"),
    ],
)
def test_it_says_how_many_work_where_others_do(town, partners, columns, said):
    assert network(town([3], partners=partners, columns=columns)).title == said


def test_one_who_works_alone_is_said_and_listed_but_not_drawn(town):
    chart = network(town([3, 2], partners=4, columns=held_by(0, 1, 2, 3, 3)))
    assert chart.title == "3 of 4 partners work in areas where others work too; 1 works alone"
    assert chart.figure.alt_text.startswith("Network of 3 partners")
    row = chart.table.set_index("Partner").loc["P3"]
    assert row.tolist() == ["0", "1", "2", "Works alone", "–"]


def test_who_connects_others_has_a_shape_and_the_table_says_with_whom(town):
    # P0 is in both areas, P1 in the first and P2 in the second
    chart = network(town([3, 2], partners=3, columns=held_by(0, 0, 1, 0, 2)))
    assert ">connects others (1)<" in chart.figure.svg.decode()
    assert chart.table.set_index("Partner")["Role"].to_dict() == {
        "P0": "Connects others",
        "P1": "Works with others",
        "P2": "Works with others",
    }
    assert chart.table.set_index("Partner").loc["P2"].tolist()[-1] == "P0 (1)"


@pytest.mark.parametrize("columns", [held_by(0, 0), held_by(0, 1)])
def test_two_partners_are_no_network(town, columns):
    assert network(town([2], partners=2, columns=columns)) is None


def test_of_many_partners_25_are_drawn_with_their_strongest_links(district):
    chart = network(district)
    assert len(chart.table) == len(district["partner_network"])
    assert chart.figure.alt_text.startswith("Network of 25 partners")
    assert "the 25 partners that share the most areas" in chart.caveat
    assert len(chart.figure.axes[0].collections[0].get_segments()) <= 75


def test_links_are_those_within_the_place(district):
    here = district["partner_network"].table.index
    shared = network(district).table["Shares the most areas with"].str.rsplit(" (", n=1).str[0]
    names = set(district.data.partners.loc[here, "partner_name"]) | {"–"}
    assert set(shared) <= names


def test_a_path_lies_in_a_row_and_parts_without_a_link_lie_apart():
    path = stress_layout(4, np.array([[0, 1, 2], [1, 2, 3]]), np.ones(3))
    steps = np.diff(path[:, 0])
    assert (np.sign(steps) == np.sign(steps[0])).all()
    two = stress_layout(4, np.array([[0, 2], [1, 3]]), np.ones(2))
    inside, between = np.linalg.norm(two[0] - two[1]), np.linalg.norm(two[0] - two[2])
    assert np.isfinite(two).all() and inside > 0 and between > 0
