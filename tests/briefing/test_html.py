"""The page as text: what it holds, and that nothing of the data is markup. Browsers see it in tests/browser."""

import base64
import re

from prevent_geo.briefing.document import Paragraph
from prevent_geo.briefing.html import briefing_fragment, briefing_html
from tests.briefing.small_briefing import HOSTILE, briefing, picture, table_of


def test_every_string_is_escaped_and_the_policy_loads_nothing():
    page = briefing_html(briefing())
    assert "<script" not in page
    assert page.count("&lt;script&gt;window.pwned=1&lt;/script&gt;") > 3
    assert "default-src &#39;none&#39;" in page
    assert "script-src" not in page


def test_a_picture_is_its_svg_with_words_and_its_table_folded():
    one = picture()
    page = briefing_html(briefing(reach=(one,)))
    (uri,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)" alt="Bars of three', page)
    assert base64.b64decode(uri) == one.figure.svg
    figure = page[page.index("<h3>Ash has the most contacts") :]
    assert figure.index("<img") < figure.index("<details>") < figure.index("Contacts by area</summary>")
    assert figure.index("Contacts by area</summary>") < figure.index("None recorded</td>")


def test_columns_of_figures_stand_to_the_right_and_others_do_not():
    rows = [("Old Mill", "1,200", "20 % to 30 %", "Met"), ("Hill", "[c]", "", "Not met")]
    page = briefing_html(briefing(reach=(table_of("T", rows, ["Area", "Number", "Limits", "Is it met?"]),)))
    assert '<td class="figure">[c]</td>' in page
    assert '<th scope="col" class="figure">Limits</th>' in page
    assert "<td>Not met</td>" in page
    assert '<th scope="row">Old Mill</th>' in page


def test_a_folded_table_counts_its_rows():
    tables = [table_of(name, [("x",)] * rows, ["A"], folded=True) for name, rows in (("One", 1), ("Two", 2))]
    page = briefing_html(briefing(reach=tables))
    assert "<summary>One (1 row)</summary>" in page
    assert "<summary>Two (2 rows)</summary>" in page


def test_other_formats_are_linked_to_only_if_given_and_only_inside_the_folder():
    assert "other formats" not in briefing_html(briefing())
    page = briefing_html(
        briefing(), ("briefing.pdf", "tables/a b&c.csv", "javascript:alert(1)", "../../x.pdf", "//e/x")
    )
    links = re.findall(r'<li><a href="(\.[^"]*)">', page)
    assert links == ["./briefing.pdf", "./tables/a%20b%26c.csv", "./javascript%3Aalert%281%29", "./x.pdf", "./e/x"]


def test_the_fragment_is_the_body_alone():
    part = briefing_fragment(briefing(reach=(Paragraph(HOSTILE[0]),)))
    assert part.startswith('<main id="content" class="page">')
    assert "<style" not in part
    assert "<p>&lt;script&gt;" in part
