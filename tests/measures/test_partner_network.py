import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from prevent_geo.measures.common import network
from prevent_geo.measures.common.network import betweenness, connectors, pivots_of
from prevent_geo.measures.partner_network import partner_network

PARTNERS = pd.DataFrame(index=pd.Index(["s", "p", "q", "r", "t"], name="partner_id", dtype="str"))
ROWS = st.lists(st.tuples(st.sampled_from([*"pqrst", "z", None]), st.sampled_from([*"ABCDEF", None])), max_size=30)


def frame(rows):
    return pd.DataFrame(rows, columns=["partner_id", "area_code"], dtype="str")


def table(graph):
    return csr_array(nx.to_scipy_sparse_array(graph, dtype="float64", weight=None))


def graph_by_hand(rows, minimum):
    areas = {}
    for partner, area in rows:
        if partner in PARTNERS.index and area:
            areas.setdefault(partner, set()).add(area)
    graph = nx.Graph()
    graph.add_nodes_from(areas)
    for one in areas:
        for other in areas:
            if one < other and len(areas[one] & areas[other]) >= minimum:
                graph.add_edge(one, other, weight=len(areas[one] & areas[other]))
    return graph, areas


def test_by_hand():
    # p and q share A and B, q and r share C; s works alone in D; t records nothing; z is no partner of the table
    rows = [*["pA", "pA", "pB", "qA", "qB", "qC", "rC", "sD", "zA"]]
    result = partner_network(frame([tuple(row) for row in rows] + [(None, "A"), ("p", None)]), PARTNERS)
    assert result["value"].tolist() == pytest.approx([0, 1, 2, 1, np.nan], nan_ok=True)
    assert result["numerator"].tolist() == [1, 2, 3, 1, 0]
    assert result["n"].tolist() == [1, 3, 3, 1, 0]
    assert result["strength"].tolist() == pytest.approx([0, 2, 3, 1, np.nan], nan_ok=True)
    # of the 3 pairs of the other partners, q lies between p and r
    assert result["betweenness"].tolist() == pytest.approx([0, 0, 1 / 3, 0, np.nan], nan_ok=True)
    assert result["role"].tolist() == ["works alone", "works with others", "connects others", "works with others", ""]
    assert result["status"].tolist() == ["value"] * 4 + ["none recorded"]
    assert set(result["method"]) == {"shared areas; betweenness exact"}
    two = partner_network(frame([tuple(row) for row in rows]), PARTNERS, minimum_shared=2)
    assert two["value"].tolist() == pytest.approx([0, 1, 1, 0, np.nan], nan_ok=True)
    assert two.loc["r", "role"] == "works alone"


@settings(max_examples=60)
@given(ROWS, st.integers(1, 2), st.randoms(use_true_random=False))
def test_it_is_what_networkx_gives_for_any_rows_in_any_order_and_dtype(rows, minimum, random):
    contacts = frame(rows)
    before = contacts.copy()
    result = partner_network(contacts, PARTNERS, minimum_shared=minimum)
    pd.testing.assert_frame_equal(contacts, before)
    graph, areas = graph_by_hand(rows, minimum)
    between, cut = nx.betweenness_centrality(graph), set(nx.articulation_points(graph))
    for partner in PARTNERS.index:
        row = result.loc[partner]
        if partner not in areas:
            assert pd.isna(row["value"])
            assert row["status"] == ("none recorded" if areas else "not reported")
            continue
        assert (row["value"], row["numerator"]) == (graph.degree(partner), len(areas[partner]))
        assert row["strength"] == graph.degree(partner, weight="weight")
        assert row["betweenness"] == pytest.approx(between[partner])
        assert (row["role"] == "connects others") == (partner in cut)
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(partner_network(frame(shuffled), PARTNERS, minimum_shared=minimum), result)
    categories = partner_network(contacts.astype("category"), PARTNERS.iloc[::-1], minimum_shared=minimum)
    pd.testing.assert_frame_equal(categories.iloc[::-1], result)


@settings(max_examples=80)
@given(st.integers(0, 12), st.floats(0, 0.6), st.integers(0, 10_000))
def test_betweenness_and_connectors_are_those_of_networkx(nodes, density, seed):
    graph = nx.gnp_random_graph(nodes, density, seed=seed)
    links = table(graph) if nodes else csr_array((0, 0))
    cut = set(nx.articulation_points(graph))
    assert [node in cut for node in graph] == connectors(links).tolist()
    oracle = list(nx.betweenness_centrality(graph).values())
    np.testing.assert_allclose(betweenness(links, pivots_of(links)), oracle, atol=1e-12)


def test_zacharys_karate_club():
    # Zachary (1977), Journal of Anthropological Research 33; the figure is what networkx 3.6 gives for node 0
    links = table(nx.karate_club_graph())
    assert betweenness(links, pivots_of(links))[0] == pytest.approx(0.437635, abs=1e-6)


def test_a_sample_of_pivots_comes_close_and_is_the_same_each_time(monkeypatch):
    graph = nx.random_geometric_graph(400, 0.12, seed=3)
    links = table(graph)
    exact = betweenness(links, pivots_of(links))
    monkeypatch.setattr(network, "PIVOTS", 200)
    pivots = pivots_of(links, seed=1)
    assert len(pivots) == len(set(pivots)) == 200
    estimate = betweenness(links, pivots)
    np.testing.assert_array_equal(estimate, betweenness(links, pivots_of(links, seed=1)))
    assert np.corrcoef(exact, estimate)[0, 1] > 0.97
    assert estimate.sum() == pytest.approx(exact.sum(), rel=0.05)


def test_the_sample_is_told_and_does_not_depend_on_the_order_of_partners(monkeypatch):
    monkeypatch.setattr(network, "PIVOTS", 3)
    contacts = frame([tuple(row) for row in ["pA", "qA", "qB", "rB", "rC", "sC", "sD", "tD"]])
    result = partner_network(contacts, PARTNERS, seed=2)
    assert set(result["method"]) == {"shared areas; betweenness estimated from 3 of 5 partners"}
    turned = partner_network(contacts[::-1], PARTNERS[::-1], seed=2)[::-1]
    pd.testing.assert_frame_equal(turned, result)


def test_empty_tables_and_no_minimum():
    assert set(partner_network(frame([]), PARTNERS)["status"]) == {"not reported"}
    assert partner_network(frame([("p", "A")]), PARTNERS[:0]).empty
    with pytest.raises(ValueError, match="minimum_shared 0 is below 1"):
        partner_network(frame([]), PARTNERS, minimum_shared=0)


def test_the_partner_that_hardly_records_has_fewer_links_than_its_like(sample):
    # data/sample/truth: XP0022 works but records a tenth from April 2025 on
    late = sample.contacts[sample.contacts["date"] >= "2025-04-01"]
    earlier = sample.contacts[sample.contacts["date"] < "2025-04-01"]
    after, before = (partner_network(rows, sample.partners).loc["XP0022"] for rows in (late, earlier))
    assert after["numerator"] < before["numerator"]
