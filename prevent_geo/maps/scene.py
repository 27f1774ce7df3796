"""Scene: all that a map may know; released layers, geometry, and the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import shapely

from prevent_geo.dataset import About, Dataset
from prevent_geo.layers import Layer
from prevent_geo.period import Period
from prevent_geo.place import Place


@dataclass(frozen=True, eq=False, repr=False)
class Scene:
    """A place ready to be drawn, in the dataset's metric CRS.

    `areas` (indexed by area_code) and `points` (indexed by partner_id) hold only names and geometry; `context` are the
    neighbouring areas, drawn as outlines.
    """

    about: About
    place: Place
    period: Period
    audience: str
    layers: Mapping[str, Layer]
    areas: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    context: gpd.GeoSeries

    @property
    def area_layers(self) -> list[Layer]:
        """Layers that colour areas, in order."""
        return [layer for layer in self.layers.values() if layer.kind == "areas"]

    @property
    def point_layers(self) -> list[Layer]:
        """Layers of points, in order."""
        return [layer for layer in self.layers.values() if layer.kind == "points"]

    @property
    def title(self) -> str:
        """Place and period."""
        return f"{self.place.name}: community map, {self.period}"


def make_scene(dataset: Dataset, place: Place, layers: Mapping[str, Layer], audience: str) -> Scene:
    """Cut layers and geometry to a place; neighbours within a quarter of its width are its context."""
    codes = list(place.area_codes)
    areas = dataset.areas.loc[codes, ["area_name", "neighbourhood_name", "geometry"]]
    sites = dataset.partners[dataset.partners["area_code"].isin(codes)]
    low_x, low_y, high_x, high_y = areas.total_bounds
    margin = 0.25 * max(high_x - low_x, high_y - low_y)
    frame = shapely.box(low_x - margin, low_y - margin, high_x + margin, high_y + margin)
    others = dataset.areas.geometry.drop(index=codes)
    near = others.to_numpy()[others.intersects(frame).to_numpy()]
    context = gpd.GeoSeries(shapely.intersection(near, frame), crs=dataset.areas.crs)
    kept = {"areas": codes, "points": list(sites.index)}
    cut = {name: layer.within(kept[layer.kind]) for name, layer in layers.items()}
    points = sites[["partner_name", "sector", "geometry"]]
    return Scene(dataset.about, place, dataset.period, audience, cut, areas, points, context)
