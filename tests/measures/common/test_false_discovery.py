import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.measures.common.false_discovery import adjust

chances = st.lists(st.floats(0, 1), min_size=1, max_size=25)


@given(chances, st.sampled_from([0.01, 0.05, 0.2]))
def test_what_is_found_is_what_the_textbook_finds(p_values, rate):
    # Benjamini & Hochberg (1995): all up to the last rank i with p(i) <= i q / m; esda.fdr compares with < instead
    ordered, tests = sorted(p_values), len(p_values)
    last = max((i for i, p in enumerate(ordered, 1) if p <= i * rate / tests), default=0)
    found = adjust(p_values) <= rate + 1e-12
    assert found.sum() == sum(p <= ordered[last - 1] for p in p_values) if last else not found.any()


def test_a_value_on_the_line_is_found():
    assert (adjust([0.025, 0.05]) <= 0.05).all()


def test_what_was_not_tested_does_not_count_as_a_test():
    assert adjust([0.01, np.nan, 0.04]) == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert np.isnan(adjust([np.nan])).all()
    assert adjust([]).tolist() == []
