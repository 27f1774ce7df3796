"""Write a sample dataset: the same seed writes the same bytes."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from prevent_geo.crs import BRITISH_NATIONAL_GRID
from prevent_geo.synthesis.contacts import draw_contacts
from prevent_geo.synthesis.geography import draw_areas
from prevent_geo.synthesis.partners import draw_partners

_START, _MONTHS = date(2024, 10, 1), 24

_DATASET = """\
# Written by `python -m prevent_geo.synthesis`; the columns already carry the names of the library.
title = "{force} community engagement (synthetic)"
period = {{ from = {start}, to = {end} }}
marking = "NOT PROTECTIVELY MARKED"
licence = "CC0-1.0"
source = "Synthetic data, drawn with seed {seed}: no place, organisation or event in it exists"
vintage = "{vintage}"
crs = "{crs}"

[areas]
file = "areas.geojson"

[partners]
file = "partners.csv"
coordinates = {{ x = "easting", y = "northing", crs = "{crs}" }}

[contacts]
file = "contacts.csv"
"""

_README = """\
# {force}: a synthetic sample

Everything here is invented: the places, the organisations and the events. Codes begin with X so that
nobody takes them for real ones. Licence: CC0 1.0 (public domain dedication). Written by

    python -m prevent_geo.synthesis data/sample --seed {seed}

which writes the same bytes each time.

| file | row | rows |
| --- | --- | --- |
| areas.geojson | a statistical area, {crs}, whole metres, a valid coverage | {areas} |
| partners.csv | an organisation's site, never a person | {partners} |
| contacts.csv | an engagement event from {start} to {end} | {contacts} |
| dataset.toml | what the dataset is and where its files are | |

- **areas.geojson**: area_code, area_name, neighbourhood_code and _name, district_code and _name,
  force_code and _name, population (residents), households, deprivation_decile (1 = most deprived tenth
  of this town; null for about 2 in 100), rurality (urban, town_and_fringe, rural). The `crs` member is
  not part of RFC 7946; GDAL and QGIS read it.
- **partners.csv**: partner_id, partner_name, sector, capacity (sessions per month), agreement (none,
  draft, signed), agreement_review_due, training_date (ISO dates, blank where there is none), liaison
  (yes, no), easting, northing (metres).
- **contacts.csv**: contact_id, date, area_code, partner_id, kind, strand, theme, attendance (persons;
  blank where not reported), initiated_by (community, agency), trust_mean (1 to 5; blank where fewer
  than 3 answered), trust_responses (persons; blank where not asked or not reported), answered_on
  (blank where not answered), recorded_on.

{silent} of the areas have no contact at all, among them every area of one neighbourhood; in a few
others only one to four people were reached.
"""


def write_sample(
    folder: Path,
    *,
    seed: int,
    areas: int = 300,
    partners: int = 100,
    contacts: int = 8_000,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Draw a town of 3 districts and 24 neighbourhoods over 24 months, and write it to a folder.

    Writes areas.geojson, partners.csv, contacts.csv, dataset.toml and README.md; files of these names are
    replaced.

    Parameters
    ----------
    folder
        Where to write; made if it is not there.
    seed
        The same seed writes the same bytes.
    areas, partners, contacts
        How many to draw; of contacts, how many to expect.
    progress
        Called with the name of each file once it is written.
    """
    town = draw_areas(areas=areas, seed=seed)
    organisations = draw_partners(town, partners=partners, seed=seed)
    events = draw_contacts(town, organisations, contacts=contacts, start=_START, months=_MONTHS, seed=seed)
    last = pd.Period(_START, "M") + _MONTHS - 1
    facts = {
        "force": town["force_name"].iloc[0],
        "seed": seed,
        "crs": BRITISH_NATIONAL_GRID,
        "start": _START.isoformat(),
        "end": date(last.year, last.month, monthrange(last.year, last.month)[1]).isoformat(),
        "vintage": f"{last + 1}",
        "areas": f"{len(town):,}",
        "partners": f"{len(organisations):,}",
        "contacts": f"{len(events):,}",
        "silent": len(town) - events["area_code"].nunique(),
    }
    texts = {
        "areas.geojson": _geojson(town),
        "partners.csv": _csv(organisations.drop(columns="geometry")),
        "contacts.csv": _csv(events),
        "dataset.toml": _DATASET.format(**facts),
        "README.md": _README.format(**facts),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
        if progress is not None:
            progress(name)


def _csv(frame: pd.DataFrame) -> str:
    return str(frame.to_csv(index=False, lineterminator="\n"))


def _geojson(areas: gpd.GeoDataFrame) -> str:
    """One feature to a line, in whole metres, with the name of the grid that they are in."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:" + BRITISH_NATIONAL_GRID.replace(":", "::")}}
    facts = areas.drop(columns="geometry").astype("object")
    rows = facts.where(facts.notna(), None).to_numpy()
    names = list(facts.columns)
    features = [
        _feature(dict(zip(names, row, strict=True)), shape) for row, shape in zip(rows, areas.geometry, strict=True)
    ]
    head = f'{{\n"type": "FeatureCollection",\n"crs": {json.dumps(crs)},\n"features": [\n'
    return head + ",\n".join(features) + "\n]\n}\n"


def _feature(record: dict[str, Any], shape: Any) -> str:
    turned = shapely.geometry.polygon.orient(shape)
    rings = [turned.exterior, *turned.interiors]
    coordinates = [[[int(x), int(y)] for x, y in ring.coords] for ring in rings]
    geometry = {"type": "Polygon", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": record, "geometry": geometry}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
