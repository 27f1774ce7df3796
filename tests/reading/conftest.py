"""A dataset small enough to check by hand: four squares of one kilometre, three partners, six contacts.

X00000003  X00000004      each 1 km; the corner of all four is 401000, 301000
X00000001  X00000002
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from prevent_geo.dataset import open_dataset
from prevent_geo.reading import read_dataset

CONFIG = """\
title = "Four squares"
period = { from = 2026-01-01, to = 2026-03-31 }
licence = "None"

[areas]
file = "areas.geojson"

[partners]
file = "partners.csv"
coordinates = { x = "easting", y = "northing", crs = "EPSG:27700" }

[contacts]
file = "contacts.csv"
"""
PARTNERS = """\
partner_id,partner_name,sector,easting,northing
P1,North Library,library,400500,301500
P2,South School,school,400500,300500
P3,East Hub,vcfse,401500,300500
"""
CONTACTS = """\
contact_id,date,area_code,partner_id,kind,attendance
C1,2026-01-01,X00000001,P2,outreach,12
C2,2026-01-15,X00000001,P2,drop_in,0
C3,2026-02-01,X00000002,P3,outreach,
C4,2026-02-14,X00000003,P1,training,7
C5,2026-03-01,X00000003,,outreach,30
C6,2026-03-31,X00000002,P3,drop_in,5
"""


def square(x, y, side=1_000):
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def feature(code, name, population, decile, ring):
    properties = {
        "area_code": code,
        "area_name": name,
        "district_code": "XD01",
        "district_name": "Square",
        "population": population,
        "deprivation_decile": decile,
    }
    geometry = None if ring is None else {"type": "Polygon", "coordinates": [ring] if ring else []}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def areas(crs="EPSG::27700"):
    features = [
        feature("X00000001", "South West", 1_000, 1, square(400_000, 300_000)),
        feature("X00000002", "South East", 1_500, 5, square(401_000, 300_000)),
        feature("X00000003", "North West", 2_000, None, square(400_000, 301_000)),
        feature("X00000004", "North East", 0, 10, square(401_000, 301_000)),
    ]
    member = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs}"}}} if crs else {}
    return {"type": "FeatureCollection", **member, "features": features}


@dataclass
class Folder:
    path: Path

    def write(self, name, text, encoding="utf-8"):
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return self

    def edit(self, name, old, new):
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        return self.write(name, text.replace(old, new))

    def source(self, table, *lines):
        """Add lines to the table of one source in dataset.toml."""
        return self.edit("dataset.toml", f"[{table}]\n", "\n".join([f"[{table}]", *lines, ""]))

    def config(self, text):
        return self.write("dataset.toml", CONFIG.split("\n[", 1)[0] + "\n" + text)

    def areas(self, change, crs="EPSG::27700"):
        """Write the areas again, after `change` did something to their features."""
        collection = areas(crs)
        change(collection["features"])
        return self.write("areas.geojson", json.dumps(collection))

    def report(self):
        return read_dataset(self.path).report

    def errors(self):
        return [str(problem) for problem in self.report().errors]

    def warnings(self):
        report = self.report()
        assert report.errors == ()
        return [str(problem) for problem in report.warnings]

    def found(self):
        """Severity, rule, column and rows of every problem."""
        return [(each.severity, each.rule, each.column, each.rows) for each in self.report().problems]

    def open(self):
        return open_dataset(self.path)

    def listing(self):
        return {path.name: path.read_bytes() for path in self.path.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "squares"
    path.mkdir()
    made = Folder(path)
    made.write("dataset.toml", CONFIG).write("partners.csv", PARTNERS).write("contacts.csv", CONTACTS)
    return made.areas(list)


@pytest.fixture
def ring():
    return square
