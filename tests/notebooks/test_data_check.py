"""From a messy export to a dataset that opens, or to the list of what its owner has to correct."""

import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.runs.synth import TownOrder, make_town
from tests.notebooks.cells import run_cells


def test_an_invented_export_becomes_a_dataset(tmp_path):
    names, shown = run_cells("data_check", out=str(tmp_path))
    assert isinstance(shown[-1], Dataset)
    assert len(shown[-1].contacts) > 500
    assert len(names["report"].warnings) > 3


def test_a_town_with_every_fault_ends_in_a_list_for_its_owner(tmp_path):
    make_town(tmp_path / "export", TownOrder(areas=20, months=6, mess="heavy"))
    places = {"export": str(tmp_path / "export"), "out": str(tmp_path / "made")}
    names, shown = run_cells("data_check", dates="day-first", crs="EPSG:27700", **places)
    assert shown[-1].startswith("Not yet: ")
    listed = pd.read_csv(tmp_path / "made" / "to_correct.csv")
    assert (listed["severity"] == "error").sum() == len(names["report"].errors) > 5
