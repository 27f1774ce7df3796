"""Scene: all that a map may know; released layers, geometry, and the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from prevent_geo.dataset import About, Dataset
from prevent_geo.layers import Layer, Timeline
from prevent_geo.maps.notes import READERS, Note, notes_of
from prevent_geo.measures.common.ready import TRAINING_WITHIN_DAYS, states
from prevent_geo.period import Period
from prevent_geo.place import Place

# the outline of the whole is drawn a thumbnail wide
_OUTLINE_DETAIL = 1 / 300


@dataclass(frozen=True, eq=False, repr=False)
class Scene:
    """A place ready to be drawn, in the dataset's metric CRS.

    `areas` (indexed by area_code) hold only names and geometry; `points` (indexed by partner_id) the names, sectors and
    readiness (blank for the public) of partners; `context` are the neighbouring areas, drawn as outlines, and `outline`
    is that of the whole dataset. `notes` and `links` (partner_id, area_code, contacts: events of a partner in an area)
    are empty where the audience is not to have them; `timelines` are a layer through quarters and months.
    """

    about: About
    place: Place
    period: Period
    audience: str
    layers: Mapping[str, Layer]
    areas: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    context: gpd.GeoSeries
    outline: BaseGeometry
    notes: tuple[Note, ...]
    links: pd.DataFrame
    timelines: tuple[Timeline, ...]

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


def make_scene(
    dataset: Dataset, place: Place, layers: Mapping[str, Layer], audience: str, timelines: tuple[Timeline, ...] = ()
) -> Scene:
    """Cut layers and geometry to a place; neighbours within a quarter of its width are its context."""
    codes = list(place.area_codes)
    areas = dataset.areas.loc[codes, ["area_name", "neighbourhood_name", "geometry"]]
    points = _sites(dataset, codes)
    if audience not in READERS:
        # how well a single partner is prepared is for the partners
        points = points.assign(readiness="")
    kept = {"areas": codes, "points": list(points.index)}
    return Scene(
        about=dataset.about,
        place=place,
        period=dataset.period,
        audience=audience,
        layers={name: layer.within(kept[layer.kind]) for name, layer in layers.items()},
        areas=areas,
        points=points,
        context=_context(dataset.areas, codes),
        outline=_outline(dataset.areas),
        notes=notes_of(dataset, codes, audience),
        links=_links(dataset, codes, list(points.index) if audience in READERS else []),
        timelines=tuple(timeline.within(codes) for timeline in timelines),
    )


def _sites(dataset: Dataset, codes: list[str]) -> gpd.GeoDataFrame:
    sites = dataset.partners[dataset.partners["area_code"].isin(codes)]
    ready = states(sites, dataset.period.end, TRAINING_WITHIN_DAYS)["all three"]
    words = ready.astype("object").map({True: "Ready", False: "Not ready"}).fillna("Not known")
    sectors = [dataset.label("sectors", str(sector)) for sector in sites["sector"]]
    return sites[["partner_name", "sector", "geometry"]].assign(sector_name=sectors, readiness=words)


def _context(areas: gpd.GeoDataFrame, codes: list[str]) -> gpd.GeoSeries:
    low_x, low_y, high_x, high_y = areas.loc[codes].total_bounds
    margin = 0.25 * max(high_x - low_x, high_y - low_y)
    frame = shapely.box(low_x - margin, low_y - margin, high_x + margin, high_y + margin)
    others = areas.geometry.drop(index=codes)
    near = others.to_numpy()[others.intersects(frame).to_numpy()]
    return gpd.GeoSeries(shapely.intersection(near, frame), crs=areas.crs)


def _outline(areas: gpd.GeoDataFrame) -> BaseGeometry:
    low_x, low_y, high_x, high_y = areas.total_bounds
    detail = max(high_x - low_x, high_y - low_y) * _OUTLINE_DETAIL
    # simplified before it is dissolved: exact unions of thousands of borders take seconds
    return shapely.union_all(shapely.coverage_simplify(areas.geometry.to_numpy(), detail)).buffer(0)


def _links(dataset: Dataset, codes: list[str], sites: list[str]) -> pd.DataFrame:
    """Contacts of each partner with a site in the place, in each area of it."""
    contacts = dataset.contacts
    here = contacts["partner_id"].isin(sites) & contacts["area_code"].isin(codes)
    counts = contacts.loc[here, ["partner_id", "area_code"]].astype("str").value_counts(sort=False).sort_index()
    return counts.rename("contacts").reset_index()
