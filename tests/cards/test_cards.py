"""Cards: nothing in them runs or is loaded, and JupyterLab's sanitiser has nothing to take out."""

import pickle
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter

from prevent_geo.cards import Bar, bars, card_html, outline
from prevent_geo.place import Place
from tests.briefing.small_briefing import HOSTILE, briefing

# what JupyterLab 4.6 leaves of the output of a notebook that is not trusted, as far as cards need it
KEPT_TAGS = {"div", "p", "strong", "br", "img", "table", "caption", "tbody", "thead", "tr", "th", "td", "code"}
KEPT_ATTRIBUTES = {"class", "style", "src", "alt", "width", "scope"}


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.images, self.text = set(), set(), [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.images += [dict(attrs)] if tag == "img" else []

    def handle_data(self, data):
        self.text += data


def check(html):
    seen = Seen(html)
    assert seen.tags <= KEPT_TAGS
    assert seen.attributes <= KEPT_ATTRIBUTES
    assert all(image["src"].startswith("data:image/png;base64,") and image["alt"] for image in seen.images)
    return seen


@pytest.mark.parametrize("what", ["dataset", "place", "picture", "layer", "points"])
def test_a_card_is_the_same_after_the_sanitiser(ward, what):
    objects = {
        "dataset": ward.whole,
        "place": ward.place,
        "picture": ward,
        "layer": ward.layers["attendance_rate"],
        "points": ward.layers["partners"],
    }
    seen = check(objects[what]._repr_html_())
    assert len(seen.images) == 1
    assert repr(objects[what]).startswith("<")


def test_a_dataset_says_how_many_rows_and_never_how_many_persons(trafford):
    text = Seen(trafford._repr_html_()).text
    assert f"{len(trafford.contacts):,}" in text
    numbers = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)}
    persons = {int(trafford.contacts[name].sum()) for name in ("attendance", "trust_responses")}
    assert not numbers & persons


def test_a_layer_shows_a_marker_where_it_withholds(ward):
    layer = ward.layers["attendance_rate"]
    hidden = layer.values.table["status"] == "suppressed"
    rows = layer.within(layer.names.index[hidden])
    assert rows.values.policy.marker in Seen(rows._repr_html_()).text


def test_strings_of_the_data_are_text_and_not_endless():
    table = pd.DataFrame({"Name": [*HOSTILE, "long " * 1_000], HOSTILE[0]: ["1"] * (len(HOSTILE) + 1)})
    figure = bars([Bar(text, 1, "#ffffff") for text in HOSTILE], " ".join(HOSTILE))
    html = card_html(HOSTILE[0], about=HOSTILE[1], facts={HOSTILE[2]: HOSTILE[3]}, table=table, figure=figure, most=5)
    seen = check(html)
    assert HOSTILE[0] in seen.text
    assert "and 1 more" in seen.text
    assert len(seen.text) < 3_000


def test_a_briefing_is_a_card_and_all_of_it_beneath():
    whole = briefing()
    html = whole._repr_html_()
    card, _, rest = html.partition("<details>")
    assert len(check(card).images) == 1
    assert "1 paragraph, 3 tables, 1 picture" in Seen(card).text
    assert "Contacts reach most areas." in rest
    assert "<script" not in html.casefold()
    assert repr(whole) == "<Briefing 'Area briefing: Clarrowbridge': 4 sections, 8 tables, for partner>"


def test_a_place_is_the_same_with_and_without_the_table_it_was_found_in(trafford):
    place = trafford.places("neighbourhood")[0]
    sent = pickle.loads(pickle.dumps(place))
    assert (sent, sent.areas) == (place, None)
    assert hash(sent) == hash(place)
    assert repr(sent) == f"<Place {place}: {place.full_name}, {len(place.area_codes)} areas>"
    assert not check(sent._repr_html_()).images
    assert Place("all", "all", "x", ())._repr_html_()


def test_very_many_areas_are_drawn_as_dots(trafford, monkeypatch):
    monkeypatch.setattr("prevent_geo.cards.figures._MOST_BORDERS", 10)
    figure = outline(trafford.areas.geometry, "Map.", chosen=trafford.areas.index[:3])
    assert figure.png.startswith(b"\x89PNG")


def test_tab_offers_places_and_layers(ward):
    names = {"data": ward.whole, "picture": ward}
    completer = IPCompleter(namespace=names, use_jedi=False)

    def offered(text):
        with provisionalcompleter():
            return {found.text for found in completer.completions(text, len(text))}

    assert {"contact_rate", "reach_gap"} <= offered('picture.layers["')
    assert offered('data.place["neigh') >= {str(place) for place in ward.whole.places("neighbourhood")}
    alone = offered('data.place["')
    assert "all" in alone
    assert ward.whole.place["all"] == ward.whole.place("all")
