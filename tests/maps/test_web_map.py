import base64
import json
import re
from hashlib import sha256

import folium
import pytest

from prevent_geo.errors import InputError
from prevent_geo.maps.payload import scene_payload
from prevent_geo.maps.web_map import WebMap


@pytest.fixture(scope="module")
def web_map(ward):
    return ward.map()


def test_folium_draws_and_saves_the_same_page(web_map, tmp_path):
    assert isinstance(web_map, folium.Map)
    web_map.save(str(tmp_path / "map.html"))
    assert (tmp_path / "map.html").read_bytes() == web_map.page().encode()
    assert web_map.render() == web_map.get_root().render() == web_map.page()
    assert b"\r" not in web_map.page().encode()


def test_the_same_scene_gives_the_same_page(web_map, ward):
    assert WebMap(ward.scene).page() == web_map.page()


def test_the_policy_lets_run_what_the_page_holds_and_nothing_else(web_map):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', web_map.page())[1].replace("&#39;", "'")
    for kind, element in (("script-src", r"<script>(.*?)</script>"), ("style-src", r"<style>(.*?)</style>")):
        texts = re.findall(element, web_map.page(), flags=re.DOTALL)
        digests = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in texts]
        assert re.search(rf"{kind} ([^;]*);", policy)[1].split() == [f"'sha256-{digest}'" for digest in digests]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_the_payload_is_read_back_as_it_was(web_map, ward):
    told = re.search(r'id="payload">(.*?)</script>', web_map.page(), flags=re.DOTALL)[1]
    assert not set(told) & set("<>&\u2028\u2029")
    assert json.loads(told) == scene_payload(ward.scene)


def test_nothing_can_be_added(web_map):
    with pytest.raises(InputError, match="Marker cannot be added"):
        folium.Marker([53, -2]).add_to(web_map)


def test_a_notebook_gets_a_frame_and_a_still_picture(web_map):
    html = web_map._repr_html_()
    assert 'sandbox="allow-scripts"' in html
    assert 'src="data:image/png;base64,' in html
    assert "trust" not in html.split("</iframe>")[1].casefold()
    assert web_map.get_root()._repr_html_() == html
