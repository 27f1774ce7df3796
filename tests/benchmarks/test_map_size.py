"""The benchmark of the map's size runs, on few areas, and compares both pages."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FEW = ("--areas", "none", "--most", "120", "--contacts", "9000", "--no-browser")


def test_it_prints_both_pages_next_to_each_other():
    command = [sys.executable, ROOT / "benchmarks" / "map_size.py", *FEW]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("|")]
    assert rows[0] == ["120 areas, 12 layers", "prevent_geo", "GeoDataFrame.explore()"]
    assert [row[0] for row in rows[2:]] == ["size (MB)", "to write (s)", "most memory held to write (GB)"]
    assert all(float(figure) > 0 for row in rows[2:] for figure in row[1:])
    assert "within 3 MB" in done.stdout
