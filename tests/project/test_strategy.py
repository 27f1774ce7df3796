"""docs/strategy.md says where each element of the strategy is served: all are there, and what it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import typer

from prevent_geo.briefing.reports import AREA, PARTNERSHIP, SCORECARD
from prevent_geo.cli import app
from prevent_geo.course import LESSONS
from prevent_geo.layers import LAYERS
from prevent_geo.measures import CARDS
from prevent_geo.tables import TABLES, default_code_lists

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/strategy.md").read_text(encoding="utf-8")
# as the issue that asked for the table lists them
ELEMENTS = [
    "the five objectives",
    "the two workstreams",
    "the delivery plan and its actions",
    "community mapping",
    "analytical capability",
    "training and support of staff and partners",
    "mainstreaming by district or basic command unit",
    "barriers",
    "information-sharing agreements",
    "advisory groups",
    "neighbourhood policing",
    "contact points",
    "the flow of information from communities",
    "trust and confidence",
    "support of individuals by multi-agency panels (aggregate counts only)",
    "partnership strategic assessment",
    "local agreements' targets",
    "resource allocation",
    "institutions",
    "further and higher education liaison",
    "new interventions",
    "practice manual",
    "evaluation",
    "sharing (practice register exchanged between partnerships as a data package)",
    "performance standards",
    "public narrative",
]
COMMANDS = typer.main.get_command(app).commands
NAMED = {
    "layer": LAYERS,
    "section": {*AREA, *PARTNERSHIP, *SCORECARD},
    "measure": CARDS,
    "table": TABLES,
    "lesson": {lesson.name for lesson in LESSONS.values()},
    "command": {f"prevent-geo {name}" for name in COMMANDS},
    "notebook": {path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").rglob("*.ipynb")},
}


def rows_below(header):
    lines = PAGE[PAGE.index(f"| {header} |") :].partition("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


ROWS = rows_below("element | what serves it | where | test")
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])


@cache
def names_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_element_has_one_row():
    assert [row[0] for row in ROWS] == ELEMENTS


@each_row
def test_what_serves_an_element_exists(row):
    parts = [re.fullmatch(r"(\w+) `([^`]+)`", part) for part in row[1].split(", ")]
    assert parts
    assert [part[0] for part in parts if part[2] not in NAMED[part[1]]] == []


@each_row
def test_an_element_says_where_it_is(row):
    links = row[2].split("), ")
    assert all(re.match(r"\[[^]]+\]\([^)]+", link) for link in links)


@each_row
def test_a_test_exercises_an_element(row):
    named = [test.strip("`").split("::") for test in row[3].split(", ")]
    assert [f"{path}::{name}" for path, name in named if not name.startswith("test_")] == []
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []


def test_every_strand_has_its_row():
    strands = default_code_lists()["strands"].labels
    rows = rows_below("strand | code | element | what is said of it")
    assert [row[1].strip("`") for row in rows] == list(strands)
    assert [row[2] for row in rows] == ["objective"] * 5 + ["workstream"] * 2
