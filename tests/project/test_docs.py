"""The documents say what is true: the data dictionary is the one made from the tables, and links lead somewhere."""

import doctest
import re
from pathlib import Path

import pytest

from prevent_geo.disclosure import list_policies
from prevent_geo.synthesis.features import feature_kinds
from prevent_geo.synthesis.mess import FAULTS
from prevent_geo.tables.dictionary import data_dictionary

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_data_dictionary_is_current():
    assert (ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8") == data_dictionary()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


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
