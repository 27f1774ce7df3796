from prevent_geo.dataset import open_dataset
from tests.notebooks.cells import run_cells


def test_it_explores_a_messy_town_and_the_map_leaves_by_the_checked_way(town, tmp_path):
    """Every object that it ends a cell in shows itself."""
    ledger, out = tmp_path / "ledger.jsonl", tmp_path / "map.html"
    written = {"ledger": str(ledger), "first_release": True, "out": str(out)}
    names, shown = run_cells("explore", dataset=str(town), recent="last 3 months", layer="attendance_rate", **written)
    assert all(value._repr_html_() for value in shown if value is not None)
    first, second = open_dataset(town).places("neighbourhood")[:2]
    assert (names["here"], names["there"]) == (first, second)
    assert any(name.startswith("Next to before") for name in names["table"])
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert ledger.exists()
