"""The house rules that no linter knows."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

from prevent_geo.layers import LAYERS
from prevent_geo.measures import CARDS

ROOT = Path(__file__).parents[2]
ROOMS = ("measures", "layers")
MODULES = sorted((ROOT / "prevent_geo").rglob("*.py"))


def test_no_module_is_too_long():
    assert [path.name for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 250] == []


def test_only_crs_names_a_code():
    named = {
        path.name for path in MODULES if re.search(r"EPSG:\d|\b27700\b|\b4326\b", path.read_text(encoding="utf-8"))
    }
    assert named == {"crs.py"}


def test_a_file_of_measures_is_a_measure_and_one_of_layers_a_layer():
    files = {
        room: {path.stem for path in (ROOT / "prevent_geo" / room).glob("*.py")} for room in ("measures", "layers")
    }
    assert files["measures"] - {"__init__"} == set(CARDS)
    assert files["layers"] - {"__init__", "layer", "build", "looks", "timeline"} == set(LAYERS)


def test_the_wheel_carries_the_notebooks_and_the_sample(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    program = (
        "import prevent_geo\n"
        "from prevent_geo.dataset import open_dataset\n"
        "from prevent_geo.runs.parameters import list_notebooks\n"
        "print(prevent_geo.__file__, len(open_dataset('sample').areas), [path.stem for path in list_notebooks()])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tmp_path / "site") in done.stdout
    names = ["area_briefing", "data_check", "disclosure", "explore", "partnership_assessment", "scorecard"]
    assert done.stdout.strip().endswith(f"360 {names}")
