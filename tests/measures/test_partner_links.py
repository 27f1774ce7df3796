import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.partner_links import partner_links
from prevent_geo.measures.partner_network import partner_network

PARTNERS = pd.DataFrame(index=pd.Index(["s", "p", "q", "r"], name="partner_id", dtype="str"))
ROWS = st.lists(st.tuples(st.sampled_from([*"pqrs", "z", None]), st.sampled_from([*"ABCD", None])), max_size=30)


def frame(rows):
    return pd.DataFrame(rows, columns=["partner_id", "area_code"], dtype="str")


def test_by_hand():
    # p: A A B C; q: A B B B; r: C; s: D. p and q share A and B of A, B and C
    result = partner_links(
        frame([tuple(row) for row in ["pA", "pA", "pB", "pC", "qA", "qB", "qB", "qB", "rC", "sD"]]), PARTNERS
    )
    assert result.index.tolist() == [("p", "q"), ("p", "r")]
    assert result.index.names == ["partner_id", "other_partner_id"]
    assert result.columns.tolist()[: len(RESULT_COLUMNS)] == RESULT_COLUMNS
    columns = ["value", "numerator", "denominator", "n", "contacts", "other_contacts"]
    assert result[columns].to_numpy().tolist() == [[2, 2, 3, 7, 3, 4], [1, 1, 3, 2, 1, 1]]
    assert result["jaccard"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert partner_links(frame([("p", "A"), ("q", "A")]), PARTNERS, minimum_shared=2).empty


@settings(max_examples=60)
@given(ROWS, st.integers(1, 2), st.randoms(use_true_random=False))
def test_it_is_what_sets_give_for_any_rows_in_any_order_and_dtype(rows, minimum, random):
    result = partner_links(frame(rows), PARTNERS, minimum_shared=minimum)
    known = [(partner, area) for partner, area in rows if partner in PARTNERS.index and area]
    areas = {partner: {area for who, area in known if who == partner} for partner in PARTNERS.index}
    expected = {}
    for one in sorted(areas):
        for other in sorted(areas):
            both = areas[one] & areas[other]
            if one < other and len(both) >= minimum:
                counts = [sum(who == name and area in both for who, area in known) for name in (one, other)]
                expected[one, other] = [len(both), len(areas[one] | areas[other]), *counts]
    columns = ["value", "denominator", "contacts", "other_contacts"]
    assert dict(zip(result.index, result[columns].to_numpy().tolist(), strict=True)) == expected
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(partner_links(frame(shuffled), PARTNERS[::-1], minimum_shared=minimum), result)
    categories = partner_links(frame(rows).astype("category"), PARTNERS, minimum_shared=minimum)
    pd.testing.assert_frame_equal(categories, result)


def test_links_are_those_of_the_network(sample):
    links = partner_links(sample.contacts, sample.partners, minimum_shared=3)
    degree = pd.concat([links.reset_index()["partner_id"], links.reset_index()["other_partner_id"]]).value_counts()
    network = partner_network(sample.contacts, sample.partners, minimum_shared=3)
    linked = network["value"][network["value"] > 0]
    assert degree.to_dict() == linked.to_dict()
    assert 2 * links["value"].sum() == network["strength"].sum()


def test_empty_tables_and_no_minimum():
    assert partner_links(frame([]), PARTNERS).index.names == ["partner_id", "other_partner_id"]
    assert partner_links(frame([("p", "A")]), PARTNERS[:0]).empty
    with pytest.raises(ValueError, match="minimum_shared 0 is below 1"):
        partner_links(frame([]), PARTNERS, minimum_shared=0)
