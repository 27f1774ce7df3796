import pandas as pd
import pytest

from prevent_geo.measures.set_aside import set_aside
from prevent_geo.reading.problems import LedgerLine, Report

LINES = (
    LedgerLine("contacts", "2025.csv", not_selected=3, read=100, used=90, set_aside=10),
    LedgerLine("contacts", "2026.csv", not_selected=0, read=10, used=10, set_aside=0),
    LedgerLine("contacts", "2027.csv", not_selected=4, read=0, used=0, set_aside=0),
    LedgerLine("partners", "partners.csv", not_selected=0, read=4, used=0, set_aside=4),
)


def ledger_of(lines):
    return Report("A dataset", (), lines, (), pd.DataFrame()).ledger_table()


def test_by_hand():
    ledger = ledger_of(LINES)
    before = ledger.copy()
    result = set_aside(ledger)
    pd.testing.assert_frame_equal(ledger, before)
    assert result.index.names == ["table", "file"]
    assert result.index[1] == ("contacts", "2026.csv")
    assert result["value"].tolist()[:2] + result["value"].tolist()[3:] == [0.1, 0, 1]
    assert result["numerator"].tolist() == [10, 0, 0, 4]
    assert result["denominator"].tolist() == result["n"].tolist() == [100, 10, 0, 4]
    assert result["not_selected"].tolist() == [3, 0, 4, 0]
    # Wilson's limits of 10 of 100 and of 0 of 10: golden.md
    found = result[["lower", "upper"]].iloc[:2].to_numpy().ravel().tolist()
    assert found == pytest.approx([0.055229, 0.174366, 0, 0.277533], abs=1e-6)
    # of a file without rows nothing is known
    assert result["status"].tolist() == ["value", "value", "missing", "value"]
    assert result.iloc[2][["value", "lower", "upper"]].isna().all()
    assert result.loc[("partners", "partners.csv"), "upper"] == 1


def test_an_empty_ledger():
    assert set_aside(ledger_of(())).empty


def test_on_the_sample(sample):
    result = set_aside(sample.report.ledger_table())
    assert result.loc[("contacts", "contacts.csv"), ["value", "n"]].tolist() == [0, len(sample.contacts)]
