"""The accuracy benchmark: its shares by hand, and that its one command prints every table."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks" / "accuracy"


def test_shares_are_pooled_over_seeds_with_their_error():
    marks = runpy.run_path(str(FOLDER / "marks.py"))
    first, second = marks["Marks"](), marks["Marks"]()
    first.add("limits", "rate", "usual", [True, True, True, False])
    second.add("limits", "rate", "usual", [True])
    second.add("limits", "rate", "usual", [False])
    first.add("limits", "rate", "null", [])
    pooled = marks["pool"]([first.cells, second.cells])
    share = pooled[marks["Key"]("limits", "rate", "usual")]
    # 4 of 6; residuals 3 - 8/3 = 1/3 and 1 - 4/3 = -1/3; sqrt(2 × (1/9 + 1/9)) / 6 = 1/9
    assert share == pytest.approx((2 / 3, 1 / 9, 6))
    assert pooled[marks["Key"]("limits", "rate", "null")].total == 0


def test_one_command_prints_every_table():
    command = [sys.executable, str(FOLDER), "--seeds", "2", "--workers", "2"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    assert run.stderr.count("seed ") == 2
    titles = re.findall(r"(?m)^(\| .+ \|)\n\| --- \|", run.stdout)
    firsts = [title.split(" | ")[0].removeprefix("| ") for title in titles]
    tables = ["limits of", "towns", "in null towns", "null towns, 24 months", "rate ratio", "usual towns"]
    assert firsts == [*tables, "what stops", "planted"]
    assert "{{" not in run.stdout
    assert "nan" not in run.stdout.split()
    # every measure is held against a truth, or it is said why not
    assert "not looked at yet" not in run.stdout
