"""The page of methods says what the cards say, and docs/methods.md is that page."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

from prevent_geo.measures import CARDS, MEANING
from prevent_geo.measures.common.card import Counted, Group
from prevent_geo.measures.common.methods_page import GROUP_TITLES, methods_page

PAGE = Path(__file__).parents[2] / "docs" / "methods.md"
CARD = CARDS["attendance_rate"]


def test_docs_methods_is_current():
    assert PAGE.read_text(encoding="utf-8") == methods_page(CARDS)


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-m", "prevent_geo.measures.common.methods_page"],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout.decode("utf-8") == methods_page(CARDS)


def test_every_group_has_a_title():
    assert tuple(GROUP_TITLES) == get_args(Group)


def test_every_card_and_every_reason_is_on_the_page():
    page = methods_page(CARDS)
    for card in CARDS.values():
        assert f"\n### {card.title}\n\n`{card.id}`\n" in page
    for status, meaning in MEANING.items():
        assert f"| {status} | {meaning} |" in page


def test_links_within_the_page_lead_to_one_heading():
    page = methods_page(CARDS)
    headings = re.findall(r"^#+ (.+)$", page, flags=re.MULTILINE)
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    links = re.findall(r"\]\(#([^)]+)\)", page)
    assert len(links) == len(CARDS)
    assert [link for link in links if anchors.count(link) != 1] == []


def test_only_groups_with_cards_have_a_section():
    page = methods_page({"attendance_rate": CARD})
    titles = [title for title in GROUP_TITLES.values() if f"## {title}" in page]
    assert titles == [GROUP_TITLES["reach"]]
    assert not any(title in methods_page({}) for title in GROUP_TITLES.values())


def test_a_card_says_all():
    section = methods_page({"attendance_rate": CARD}).partition("### Attendance rate")[2]
    for fact in (CARD.question, CARD.unit, CARD.formula, CARD.method, CARD.reference, CARD.assumptions, CARD.caveat):
        assert fact in section
    assert "- **Counts persons:** yes, in numerator; shown only after disclosure control" in section
    both = replace(CARD, persons=(*CARD.persons, Counted("denominator", "pathway", before="stage")))
    assert "yes, in numerator and denominator; shown" in methods_page({"x": both})
    assert "- **Counts persons:** no" in methods_page({"x": replace(CARD, persons=())})


def test_text_is_no_markup():
    page = methods_page({"x": replace(CARD, title="Gi*", question="a|b [c] <d> e_f?")})
    assert r"| [Gi\*](#gi) | a\|b \[c\] \<d> e\_f? |" in page
