"""Widths and lines of texts in the font of our figures."""

from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.lettering import drawable, plain, text_width, wrap


def test_a_width_grows_with_the_text_and_its_size():
    assert text_width("iii", 8) < text_width("WWW", 8) < text_width("WWWW", 8) < text_width("WWWW", 9)


@given(st.text(max_size=60))
def test_no_line_is_wider_than_it_may_be(text):
    assert all(text_width(line, 8) <= 60 or len(line) == 1 for line in wrap(text, 60, 8))


@given(st.text(max_size=60))
def test_what_is_drawn_is_printed_and_on_one_line(text):
    assert drawable(text).isprintable()
    assert plain(plain(text)) == plain(text)
