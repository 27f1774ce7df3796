"""Planted figures that are withheld must be nowhere in what leaves, in whatever form it is kept."""

import pickle
import struct
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from prevent_geo.disclosure import Policy, find_policy, protect, release
from prevent_geo.layers import attendance_rate, make_layers
from prevent_geo.measures import CARDS
from prevent_geo.measures import attendance_rate as measure
from prevent_geo.picture import rich_picture

FIGURES = ["value", "lower", "upper"]


@pytest.fixture(scope="module")
def planted(sample):
    """The sample with contacts of four areas only: 1 to 4 persons; with an odd number of residents, so an odd rate."""
    areas = sample.areas.assign(population=pd.array(7919 + 2 * np.arange(len(sample.areas)), "Int64"))
    rows = sample.contacts.iloc[:4].assign(area_code=areas.index[:4], attendance=pd.array([1, 2, 3, 4], "Int64"))
    return replace(sample, areas=areas, contacts=rows)


@pytest.fixture(scope="module")
def protection(planted):
    return protect(planted, find_policy())


def as_bytes(figures):
    """The eight bytes of each number, either way round."""
    return {struct.pack(order, figure) for figure in figures for order in ("<d", ">d")}


def test_a_rate_of_one_to_four_persons_is_in_no_byte(planted, protection):
    result = measure(planted.contacts, planted.areas)
    secret = result.loc[planted.areas.index[:4], FIGURES].to_numpy().ravel()
    canaries = as_bytes(secret)
    # the canary sings where nothing is withheld
    assert all(struct.pack("<d", figure) in pickle.dumps(result) for figure in secret)
    kept = pickle.dumps(release(result, CARDS["attendance_rate"], protection))
    assert not any(canary in kept for canary in canaries)


def test_a_withheld_total_is_in_no_text_and_no_byte(planted):
    totals = [70_001, 70_003, 70_007, 70_009]
    rows = planted.contacts.assign(attendance=pd.array(totals, "Int64"))
    dataset = replace(planted, contacts=rows)
    policy = Policy("canary", 1, 100_000, "[c]", "this test")
    picture_layers = list(make_layers(dataset, protect(dataset, policy)).values())
    for layer in picture_layers:
        texts = repr(layer) + repr(layer.values) + layer.table().to_csv() + layer.facts.to_csv()
        kept = pickle.dumps((layer.values, layer.table(), layer.facts))
        for total in totals:
            assert str(total) not in texts
            assert f"{total:,}" not in texts
            assert not any(number in kept for number in as_bytes([total]) | {struct.pack("<q", total)})
            assert str(total).encode() not in kept
            assert f"{total:,}".encode() not in kept


def test_every_withheld_cell_shows_the_marker_and_nothing_else(planted, protection):
    layer = attendance_rate(planted, protection)
    shown = layer.table().loc[planted.areas.index[:4]]
    assert shown["Attendance rate (attendances per 1,000 residents)"].tolist() == ["[c]"] * 4
    assert shown["Attendances"].tolist() == ["[c]"] * 4
    # four values withheld and no other known: limits would be a column of their own
    assert "95 % limits" not in shown or set(shown["95 % limits"]) == {""}


def test_the_classes_and_the_other_units_do_not_depend_on_what_is_withheld(planted):
    other = replace(planted, contacts=planted.contacts.assign(attendance=pd.array([4, 4, 1, 1], "Int64")))
    one, two = (attendance_rate(dataset, protect(dataset, find_policy())) for dataset in (planted, other))
    pd.testing.assert_frame_equal(one.table(), two.table())
    assert one.style == two.style
    assert one.legend() == two.legend()


def test_a_picture_of_any_audience_withholds_the_same(planted):
    tables = [rich_picture(planted, audience=audience).table("attendance_rate") for audience in ("public", "internal")]
    pd.testing.assert_frame_equal(*tables)


def test_a_picture_for_the_public_has_no_figure_of_an_area_where_the_policy_says_so(planted):
    # four partners in each area, each with enough persons
    rows = planted.contacts.iloc[np.arange(16) % 4].reset_index(drop=True)
    rows = rows.assign(
        partner_id=pd.Categorical(planted.partners.index[np.arange(16) // 4]),
        attendance=pd.array(range(70, 86), "Int64"),
    )
    many = replace(planted, contacts=rows, pathway=planted.pathway[:0])
    layers = {
        audience: rich_picture(many, audience=audience, policy="strict").layers["attendance_rate"]
        for audience in ("public", "internal")
    }
    assert set(layers["public"].texts()) == {"[c]"}
    assert (layers["internal"].texts()[planted.areas.index[:4]] != "[c]").all()
