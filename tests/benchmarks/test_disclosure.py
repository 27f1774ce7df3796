"""The disclosure benchmark runs, on few releases, and its tables say what they should."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_attacks_every_way_under_every_policy():
    command = [sys.executable, ROOT / "benchmarks" / "disclosure.py", "--releases", "5", "--suppressed", "40"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("|")]
    found = {
        (row[0], row[1]): row[2:] for row in rows if len(row) == 8 and row[0] in {"default", "hes", "strict", "rounded"}
    }
    assert {way for _, way in found} == {"small counts alone", "two per line", "prevent_geo"}
    assert {policy for policy, _ in found} == {"default", "hes", "strict", "rounded"}
    narrowed = {
        way: sum(int(cells[-1].replace(",", "")) for (_, by), cells in found.items() if by == way) for _, way in found
    }
    assert narrowed["prevent_geo"] == 0
    assert narrowed["small counts alone"] > 0
    assert narrowed["two per line"] > 0
    assert re.search(r"withheld more than the optimum, median \(%\)", done.stdout)
    assert re.search(r"(?m)^(Within|BEYOND) 10 s for 1,000\.$", done.stdout)
