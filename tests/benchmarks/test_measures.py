"""The benchmark of what measures cost runs, on few areas, and leaves no measure out."""

import subprocess
import sys
from pathlib import Path

from prevent_geo.assessment.gather import RESULTS

ROOT = Path(__file__).parents[2]


def test_it_prints_every_measure_with_its_seconds():
    command = [
        sys.executable,
        ROOT / "benchmarks" / "measures.py",
        "--areas",
        "none",
        "--most",
        "120",
        "--contacts",
        "9000",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("|")]
    assert {row[0] for row in rows} > set(RESULTS)
    assert all(float(row[1]) >= 0 for row in rows if row[0] in RESULTS)
    assert "120 s and 5 GB" in done.stdout
