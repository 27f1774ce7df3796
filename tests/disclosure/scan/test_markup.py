"""Text, attributes, comments, scripts and tables of HTML and SVG."""

import html
import json

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.disclosure.scan import markup_tokens
from prevent_geo.disclosure.scan.markup_tokens import Handler, read_tokens
from prevent_geo.disclosure.scan.unpack import parts


def tables(text, name="page.html"):
    return {part.where: part.table for part in parts(name, text.encode()) if part.table is not None}


def only_table(text):
    ((_, table),) = tables(text).items()
    return table


def test_every_attribute_is_read_once_by_name():
    text = '<p title="70001"><b data-n=70003 aria-label="seventy &amp; 1">x</b><img alt="70007"></p>'
    found = {part.where: part.text for part in parts("page.html", text.encode())}
    assert found["page.html > attribute title"] == "70001"
    assert found["page.html > attribute data-n"] == "70003"
    assert found["page.html > attribute aria-label"] == "seventy & 1"
    assert found["page.html > attribute alt"] == "70007"


def test_a_number_split_by_inline_tags_is_whole_and_two_cells_are_two():
    found = {part.where: part.text for part in parts("x.html", b"<p>7<b>00</b>01</p><td>3</td><td>4</td>")}
    assert found["x.html > text"].split() == ["70001", "3", "4"]


def test_a_table_has_its_heading_its_caption_and_its_row_headers():
    found = tables(
        "<h2>Reach</h2><table><caption>Attendance, <i>by area</i></caption><thead><tr><th>Name<th>n</thead>"
        "<tr><th scope=row>Moor 001</th><td>70,001</td></tr><tr><th>Dale</th><td>[c]</table>"
    )
    ((where, table),) = found.items()
    assert where == "page.html > table 1 > Reach > Attendance, by area"
    assert table.columns == {"Name": ["Moor 001", "Dale"], "n": ["70,001", "[c]"]}


def test_spans_are_filled_and_header_rows_joined():
    table = only_table(
        "<table><tr><th rowspan=2>Area<th colspan=2>Count</tr><tr><th>2025<th>2026</tr>"
        "<tr><td rowspan=2>Moor<td>3<td>4</tr><tr><td colspan=2>5</tr></table>"
    )
    assert table.columns == {"Area": ["Moor", "Moor"], "Count / 2025": ["3", "5"], "Count / 2026": ["4", "5"]}


def test_a_frame_shown_by_pandas_is_read_back():
    frame = pd.DataFrame({"n": [3, 70001]}, index=pd.Index(["X01", "X02"], name="area_code"))
    assert only_table(frame.to_html()).columns == {"area_code": ["X01", "X02"], "n": ["3", "70001"]}


def test_tables_in_tables_and_tables_left_open_are_read():
    found = tables("<table><tr><td>out<table><tr><td>70001</td></tr></table></td></tr><tr><td>70003")
    assert [table.rows for table in found.values()] == [[["70001"]], [["out70001"], ["70003"]]]


def test_json_in_a_script_gets_the_codes_that_stand_beside_it():
    payload = {
        "areas": {"codes": ["X01", "X02"], "names": ["Moor", "Dale"]},
        "sites": {"names": ["Hall", "School"]},
        "layers": [
            {"id": "a", "kind": "areas", "classes": [0, 1], "columns": [{"label": "n", "cells": ["3", "[c]"]}]},
            {"id": "b", "kind": "sites", "columns": [{"label": "n", "cells": ["5", "6"]}]},
        ],
    }
    found = tables(f'<script type="application/json" id="payload">{json.dumps(payload)}</script>')
    first = found["page.html > script 1 (payload) > layers[0] (a).columns"]
    assert first.columns == {
        "code": ["X01", "X02"],
        "name": ["Moor", "Dale"],
        "n": ["3", "[c]"],
        "classes": ["0", "1"],
    }
    second = found["page.html > script 1 (payload) > layers[1] (b).columns"]
    assert second.columns == {"name": ["Hall", "School"], "n": ["5", "6"]}


def test_tables_and_json_that_a_script_writes_are_read():
    script = 'if (a<b) show("<table><tr><td>70001</td></tr></table>"); draw({"X01": 3, "X02": 70003});'
    values = [table.rows for table in tables(f"<script>{script}</script>").values()]
    assert [["70001"]] in values
    assert [["X01", "3"], ["X02", "70003"]] in values


def test_an_svg_gives_its_titles_and_descriptions():
    svg = b'<svg xmlns="x"><title>70001</title><desc>70003</desc><text x="1">70<tspan>005</tspan></text></svg>'
    text = next(part.text for part in parts("x.svg", svg) if part.where == "x.svg > text")
    assert text.split() == ["70001", "70003", "70005"]


class Told(Handler):
    """All that a handler is told, text that comes in pieces put together."""

    def __init__(self):
        self.said = []

    def start(self, tag, attributes):
        self.said.append(("start", tag, list(attributes), self.line()))

    def end(self, tag):
        self.said.append(("end", tag))

    def data(self, text):
        if self.said and self.said[-1][0] == "data":
            text = self.said.pop()[1] + text
        self.said.append(("data", text))

    def comment(self, text):
        self.said.append(("comment", text, self.line()))

    def declaration(self, text):
        self.said.append(("declaration", text))

    def instruction(self, text):
        self.said.append(("instruction", text))


WORDS = st.text("ab1 &;<>\"'=/!-?\n", max_size=6)
PLAIN = WORDS.map(html.escape)
NAMES = st.sampled_from(["p", "TD", "w:p", "svg:a", "br", "td"])
ATTRIBUTES = st.lists(
    st.tuples(st.sampled_from([" ", "\n"]), st.sampled_from(["id", "DATA-n", "x:y"]), PLAIN).map(
        lambda of: f'{of[0]}{of[1]}="{of[2]}"'
    ),
    max_size=2,
).map("".join)
TAGS = st.tuples(NAMES, ATTRIBUTES, st.sampled_from([">", "/>", " />", "\n>"])).map(
    lambda of: f"<{of[0]}{of[1]}{of[2]}"
)
CODE = st.sampled_from(["script", "style"]).flatmap(lambda name: WORDS.map(lambda code: f"<{name}>{code}</{name}>"))
COMMENTS = PLAIN.filter(lambda text: "--" not in text).map("<!--a{} -->".format)
WHOLE = [PLAIN, TAGS, NAMES.map("</{}>".format), CODE, COMMENTS, st.just("<!DOCTYPE html>")]
BROKEN = [
    WORDS,
    st.sampled_from(["<p a=1>", "<![CDATA[a]]>", "<!-- a", "<script>", "</ p>", "<p a='<'>", "<?x?>", "<"]),
]


@given(st.lists(st.one_of(*WHOLE, *BROKEN), max_size=8).map("".join))
def test_the_fast_way_tells_what_a_browser_would_make_of_it(text):
    tolerant = markup_tokens._Tolerant(Told())
    tolerant.feed(text)
    tolerant.close()
    assert read_tokens(text, Told).said == tolerant._handler.said


@given(st.lists(st.one_of(*WHOLE), max_size=8).map("".join))
def test_what_is_written_in_full_goes_the_fast_way(text):
    assert markup_tokens._tell(text, Told())
