"""The documents say what is true: the data dictionary is the one made from the tables, and links lead somewhere."""

import doctest
import re
from functools import cache
from pathlib import Path

import pytest
import typer

from prevent_geo import errors
from prevent_geo.cli import app
from prevent_geo.disclosure import list_policies
from prevent_geo.measures import CARDS
from prevent_geo.synthesis.features import feature_kinds
from prevent_geo.synthesis.mess import FAULTS
from prevent_geo.tables.dictionary import data_dictionary

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DOORS = ("start-here", "for-analysts", "for-scheduled-runs", "for-trainers", "your-own-data", "disclosure")


def test_data_dictionary_is_current():
    assert (ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8") == data_dictionary()


def prose_of(page):
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def links_of(page):
    """Where the links of a page lead within the project: (file, anchor), either of which may be empty."""
    targets = re.findall(r"\]\(([^)\s]+)\)", prose_of(page))
    return [target.partition("#")[::2] for target in targets if not re.match(r"[a-z]+:", target)]


def pages_linked(page):
    return {(page.parent / file).resolve() for file, _ in links_of(page) if file.endswith(".md")}


@cache
def anchors_of(page):
    """The anchors of a page's headings, as GitHub and most readers of Markdown make them."""
    titles = re.findall(r"^#+ (.+?) *$", prose_of(page), re.M)
    names = [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]
    return {name + (f"-{names[:i].count(name)}" if name in names[:i] else "") for i, name in enumerate(names)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(page):
    for file, anchor in links_of(page):
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), file
        assert not anchor or anchor in anchors_of(target), f"{file}#{anchor}"


def test_no_page_is_more_than_two_links_from_the_first_one():
    start = ROOT / "docs/start-here.md"
    first = {start, *pages_linked(start)}
    second = {page for one in first if one.exists() for page in pages_linked(one)}
    assert [page.name for page in PAGES if page not in first | second] == []


def test_every_command_and_notebook_has_a_door():
    """What a user can start stands in one of the pages for users."""
    text = "".join((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in DOORS)
    commands = [f"prevent-geo {name}" for name in typer.main.get_command(app).commands]
    notebooks = [path.name for path in (ROOT / "notebooks").glob("*.ipynb")]
    assert [name for name in [*commands, *notebooks] if not re.search(rf"{re.escape(name)}\b", text)] == []


def test_every_exit_code_is_in_the_page_for_scheduled_runs():
    text = (ROOT / "docs/for-scheduled-runs.md").read_text(encoding="utf-8")
    known = {one.exit_code for one in vars(errors).values() if isinstance(one, type) and hasattr(one, "exit_code")}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.M)} == known - {1} | {0}


def test_assumptions_are_numbered_in_order_and_their_measures_exist():
    text = (ROOT / "docs/assumptions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| A(\d+) \|.*\|.*\|.*\|$", text, re.M)
    assert [int(row) for row in rows] == list(range(1, len(rows) + 1))
    named = set(re.findall(r"`([a-z0-9_]+)`", "".join(re.findall(r"^\| A\d+ .*$", text, re.M))))
    assert named <= set(CARDS)
    assert [name for name, card in CARDS.items() if name not in named] == []


def test_every_feature_that_can_be_planted_is_described_as_it_is():
    page = (ROOT / "docs/synthetic-towns.md").read_text(encoding="utf-8")
    for kind in feature_kinds().values():
        assert f"| {kind.name} | {kind.title} | {kind.means} | {kind.size:g} |" in page


def test_every_fault_that_can_be_planted_is_described_as_it_is():
    page = (ROOT / "docs/synthetic-towns.md").read_text(encoding="utf-8")
    for kind in FAULTS.values():
        assert f"| {kind.name} | {kind.means} |" in page


def test_help_names_every_feature():
    source = (ROOT / "prevent_geo/cli/data.py").read_text(encoding="utf-8")
    assert [name for name in feature_kinds() if name not in source] == []


def test_the_disclosure_page_says_what_the_library_does(tmp_path):
    page = ROOT / "docs/disclosure.md"
    done = doctest.testfile(
        str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE, encoding="utf-8"
    )
    assert done.attempted > 0
    assert done.failed == 0
    policy = re.search(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.S)[1]
    (tmp_path / "ours.toml").write_text(policy, encoding="utf-8")
    assert "board" in list_policies(tmp_path / "ours.toml")
