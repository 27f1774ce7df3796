import base64
import json
import re
import zlib
from hashlib import sha256
from pathlib import Path

import folium
import pytest

from prevent_geo.errors import InputError
from prevent_geo.maps import leaflet
from prevent_geo.maps.geometry import scene_geometry
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


def unpacked(page, name):
    told = re.search(rf'<script type="text/plain" id="{name}">([A-Za-z0-9+/=]*)</script>', page)[1]
    return zlib.decompress(base64.b64decode(told, validate=True))


def test_payload_and_geometry_are_read_back_as_they_were(web_map, ward):
    assert json.loads(unpacked(web_map.page(), "payload")) == scene_payload(ward.scene)
    assert unpacked(web_map.page(), "geometry") == scene_geometry(ward.scene)


def test_every_script_and_style_is_in_the_page_once(web_map):
    folder = Path(leaflet.__file__).parent / "web"
    for path in [*folder.glob("*.js"), *folder.glob("*.css")]:
        assert web_map.page().count(path.read_text(encoding="utf-8")) == 1, path.name
    assert len(re.findall("<script>", web_map.page())) == 2


def test_nothing_can_be_added(web_map):
    with pytest.raises(InputError, match="Marker cannot be added"):
        folium.Marker([53, -2]).add_to(web_map)


def test_a_notebook_gets_a_frame_and_a_still_picture(web_map):
    html = web_map._repr_html_()
    assert 'sandbox="allow-scripts allow-downloads"' in html
    assert 'src="data:image/png;base64,' in html
    assert "trust" not in html.split("</iframe>")[1].casefold()
    assert web_map.get_root()._repr_html_() == html
