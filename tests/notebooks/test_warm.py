"""Every notebook for analysts and for schedules, executed on warm kernels, on a messy town and on real areas."""

import nbformat
import papermill
import pytest

from prevent_geo.runs.kernels.engine import NAME
from prevent_geo.runs.kernels.manager import closed_event_loop
from prevent_geo.runs.parameters import notebook_parameters
from tests.notebooks.cells import NOTEBOOKS

ANALYSTS = ("explore", "disclosure", "area_briefing", "partnership_assessment", "scorecard")


def execute(name, out, **parameters):
    """What the notebook wrote, and the number of its code cells that showed something."""
    path = NOTEBOOKS / f"{name}.ipynb"
    known = {parameter.name for parameter in notebook_parameters(path)}
    places = {"ledger": str(out / "ledger.jsonl"), "first_release": True, "out": str(out / "made")}
    given = {key: value for key, value in {**places, **parameters}.items() if key in known}
    with closed_event_loop():
        papermill.execute_notebook(str(path), str(out / "run.ipynb"), given, engine_name=NAME, progress_bar=False)
    cells = [cell for cell in nbformat.read(out / "run.ipynb", as_version=4).cells if cell.cell_type == "code"]
    return sum(bool(cell.outputs) for cell in cells)


@pytest.mark.parametrize("name", ANALYSTS)
def test_notebook_runs_on_a_messy_town_and_on_trafford(name, fork_server, town, trafford_folder, tmp_path):
    for folder in (town, trafford_folder):
        out = tmp_path / folder.name
        out.mkdir()
        assert execute(name, out, dataset=str(folder)) >= 4
        assert name == "disclosure" or (out / "made").exists()


def test_data_check_runs(fork_server, tmp_path):
    assert execute("data_check", tmp_path) >= 4
    assert (tmp_path / "made" / "dataset.toml").exists()
