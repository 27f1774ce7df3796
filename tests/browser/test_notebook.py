"""The map in a notebook: exported with nbconvert and opened without a network, and with its frame taken out."""

import re

import nbformat
import pytest
from nbconvert import HTMLExporter

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def output(district):
    return district.map()._repr_html_()


def test_an_exported_notebook_shows_the_map_in_its_frame(browser, output, tmp_path):
    shown = nbformat.v4.new_output("execute_result", {"text/html": output}, execution_count=1)
    cell = nbformat.v4.new_code_cell("picture.map()", outputs=[shown], execution_count=1)
    page_html, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    file = tmp_path / "export.html"
    file.write_text(page_html, encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    # nbconvert's own template asks for scripts that it can do without
    page.route(re.compile("^https?:"), lambda route: route.abort())
    page.goto(file.as_uri())
    frame = page.frame_locator("iframe[title^='Interactive map']")
    frame.locator("body[data-ready=true]").wait_for()
    assert frame.get_by_role("radio", name="Contact rate", exact=True).is_checked()
    assert not page.locator(".prevent-geo-still").is_visible()
    assert "rust" not in page.locator(".jp-OutputArea-output").inner_text()
    context.close()


def test_where_frames_and_styles_are_taken_out_the_still_map_and_its_words_show(visit, output, district):
    """What JupyterLab's sanitiser leaves of the output of a notebook that is not trusted."""
    left = re.sub(r"<iframe.*?</iframe>|<style.*?</style>", "", output, flags=re.DOTALL)
    page = visit(f"<!DOCTYPE html><title>left</title><body>{left}</body>", ready="body")
    assert page.locator("img").evaluate("image => image.naturalWidth") > 500
    assert page.get_by_text(f"Map of {district.place.name}, ").is_visible()
    assert page.locator("img").get_attribute("alt").startswith("The map as a still picture")
