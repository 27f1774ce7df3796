"""WebMap: the scene as one interactive page that needs no network."""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from markupsafe import Markup

from prevent_geo.errors import InputError
from prevent_geo.maps.geometry import scene_geometry
from prevent_geo.maps.leaflet import leaflet_css, leaflet_js
from prevent_geo.maps.payload import scene_payload
from prevent_geo.maps.scene import Scene
from prevent_geo.maps.static import plot_layer
from prevent_geo.pages import page_template, png_uri, security_policy

_FOLDER = Path(__file__).parent / "web"


class WebMap(folium.Map):
    """A scene's layers on one shared geometry; shows itself in JupyterLab, `.save(path)` writes the page.

    It shows its scene alone: the page's security policy lets no other script run, so folium's plugins, tiles and
    markers cannot be added; add a layer to the scene instead.
    """

    # folium's own come from the network
    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, scene: Scene) -> None:
        super().__init__(tiles=None, control_scale=True, prefer_canvas=True)
        self.scene = scene
        self._parent = _Page(self)

    def page(self) -> str:
        """The whole page as HTML; the same scene gives the same text."""
        return self._page

    @cached_property
    def _page(self) -> str:
        scene = self.scene
        payload = json.dumps(scene_payload(scene), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        scripts, styles = [leaflet_js(), _script()], [leaflet_css(), *_assets("*.css")]
        return page_template(_FOLDER, "page.html").render(
            scene=scene,
            about=scene.about,
            policy=security_policy(styles, scripts),
            # ours or Leaflet's, checked; the data cannot end its element
            scripts=[Markup(script) for script in scripts],
            styles=[Markup(style) for style in styles],
            # base64 has no letter that could end an element
            payload=Markup(_packed(payload.encode(), 5)),
            geometry=Markup(_packed(scene_geometry(scene), 8)),
        )

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002
        """Return the page, as folium's own render does."""
        return self.page()

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Element:  # noqa: ARG002
        """Refuse it: see the class."""
        raise InputError(
            f"a WebMap shows its scene alone, so {type(child).__name__} cannot be added; make it a layer of the scene"
        )

    def get_bounds(self) -> list[list[float | None]]:
        """South-west and north-east corner of the areas, in degrees of latitude and longitude."""
        from prevent_geo.crs import to_web

        west, south, east, north = (float(edge) for edge in to_web(self.scene.areas).total_bounds)
        return [[south, west], [north, east]]

    def _repr_html_(self, **kwargs: Any) -> str:  # noqa: ARG002
        """Show the page in a frame; a notebook not trusted drops frame and style, and so shows a still picture."""
        scene = self.scene
        layer = next(iter(scene.layers.values()))
        still = plot_layer(scene, layer)
        return (
            "<style>.prevent-geo-still { display: none; }</style>"
            f'<iframe title="{escape(f"Interactive map. {scene.title}")}" srcdoc="{escape(self.page())}" width="100%" '
            'height="760" sandbox="allow-scripts allow-downloads" '
            'style="border: 1px solid #8a8a8a; box-sizing: border-box; display: block;"></iframe>'
            '<div class="prevent-geo-still"><img alt="The map as a still picture; what it shows is in words below it." '
            f'src="{png_uri(still.png)}"><p>{escape(still.alt_text)}</p></div>'
        )

    def __repr__(self) -> str:
        """Say what it shows in a line."""
        return f"<WebMap of {self.scene.title}: {', '.join(self.scene.layers)}>"


class _Page(Figure):
    """What folium calls the root of a map: here, the page."""

    def __init__(self, web_map: WebMap) -> None:
        super().__init__()
        self.add_child(web_map)
        self._web_map = web_map

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002
        return self._web_map.page()

    def _repr_html_(self, **kwargs: Any) -> str:  # noqa: ARG002
        return self._web_map._repr_html_()


def _script() -> str:
    """All our scripts as one, whose functions nothing outside can reach."""
    parts = "\n".join(_assets("*.js"))
    return f"(function () {{\n'use strict';\n{parts}\nstart();\n}})();\n"


@cache
def _assets(pattern: str) -> list[str]:
    """Our scripts or styles, by name."""
    return [path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob(pattern))]


def _packed(data: bytes, memory: int) -> str:
    """Data for a text element of the page, deflated; with less memory, codes fit shorter stretches of the data."""
    deflater = zlib.compressobj(9, memLevel=memory, strategy=zlib.Z_FILTERED)
    return base64.b64encode(deflater.compress(data) + deflater.flush()).decode()
