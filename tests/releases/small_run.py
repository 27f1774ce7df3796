"""The folder of a run whose releases are only what their manifests say: quick to make, and easy to make odd."""

import json

from prevent_geo.disclosure import find_policy
from prevent_geo.releases.folders import folder_name
from prevent_geo.releases.run_release import Outcome, write_run

PERIOD, BEFORE = "2026-01-01/2026-03-31", "2025-01-01/2025-03-31"
IN_WORDS = "1 January 2026 to 31 March 2026"
FORMATS = (
    "briefing.html",
    "briefing.pdf",
    "briefing.docx",
    "briefing.xlsx",
    "map.html",
    "place.gpkg",
    "briefing.ipynb",
)


def figure(name, numerator, denominator, kind="share"):
    value = numerator / denominator
    counts = {"numerator": numerator, "denominator": denominator}
    return {
        "figure": name,
        "value": value,
        "lower": None,
        "upper": None,
        "kind": kind,
        "unit": "",
        "title": "",
        **counts,
    }


def manifest(place, **facts):
    """What a release of a place says of itself."""
    return {
        "run_id": "0123456789ab",
        "marking": "NOT PROTECTIVELY MARKED",
        "vintage": "2026",
        "parameters": {"place": str(place), "period": PERIOD, "audience": "partner"},
        "place_name": place.name,
        "policy": {"name": "default"},
        "withheld": "2 of 30 figures of persons are withheld",
        "places": {str(place): {"name": place.name, "areas": list(place.area_codes)}},
        "withheld_cells": {"trust": 2, "reach_gap": 0},
        "report": "Area briefing",
        "figures": [],
        "compared_with": None,
        "key": {"notebook": "ab" * 8, "data": "cd" * 8},
        "files": dict.fromkeys((*FORMATS, "tables/trust.csv", "tables/contact_rate.csv"), "0" * 64),
        **facts,
    }


def release(out, place, *, folder="", **facts):
    """Write the manifest of a release in its folder."""
    folder = out / (folder or folder_name(place))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(manifest(place, **facts)), encoding="utf-8")


def outcome(place, status="made", error="", exit_code=0):
    return Outcome(place, folder_name(place), status, error, exit_code)


def write(out, dataset, outcomes):
    """Write the files of a run, and give the text of its index page."""
    page = write_run(out, dataset, IN_WORDS, outcomes, notebook="area_briefing", policy=find_policy())
    return page.read_text(encoding="utf-8")
