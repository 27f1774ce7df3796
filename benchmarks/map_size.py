"""What the map of a nation weighs, next to GeoDataFrame.explore(): size, seconds to write, to first paint, to switch.

    python benchmarks/map_size.py [--areas FILE] [--most N] [--contacts N] [--no-browser] [--write]

The areas are the real ones of England and Wales (or drawn ones, where FILE is not there), with synthetic partners and
contacts over them, 12 of the library's own layers. Both pages hold the same 12 columns as 12 layers; ours holds the
rest of each layer too: its classes, limits and facts. Each page is written in a process of its own. The browser is
Chromium, of $PREVENT_GEO_BROWSER or of tools/browser; folium's page gets Leaflet from the installed wheel.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from measures import REAL, SIZES, _town

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "map-size.md"
LIMIT_MB = 3
LAYERS = (
    *("contact_rate", "recency", "themes", "hotspots", "access", "delivery"),
    *("practice_delivery", "actions_on_time", "siting", "response_loop", "population", "deprivation"),
)
SWITCHES = 5
PATIENCE_MS = 600_000
WAYS = {"ours": "prevent_geo", "explore": "GeoDataFrame.explore()"}
# two frames: the second begins when the first is on the screen
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SHAPE = ".leaflet-overlay-pane :is(path, canvas)"
READY = {
    "ours": "() => document.body?.dataset.ready === 'true'",
    "explore": f"() => document.readyState === 'complete' && document.querySelector('{SHAPE}')",
}
SWITCH = """(inputs) => new Promise((done) => {
  const begun = performance.now();
  inputs.forEach((place) => document.querySelectorAll(SELECTOR)[place].click());
  requestAnimationFrame(() => requestAnimationFrame(() => done((performance.now() - begun) / 1000)));
})"""
INPUTS = {"ours": "#choose input[type=radio]", "explore": ".leaflet-control-layers-overlays input"}
HEAD = """# The map's size

Made by `python benchmarks/map_size.py --write`, on a slow machine with two shared cores: read the columns next to each
other, not single seconds. The areas are the real ones of England and Wales (Lower layer Super Output Areas 2021, Office
for National Statistics, Open Government Licence v3.0; contains OS data © Crown copyright and database right); partners
and a year of contacts over them are synthetic.

Both pages have the same columns as layers: {layers}.

Ours is one offline file and holds more: Leaflet, the classes, the limits and the facts of each layer, a table, and the
words of each layer. It is the version for the public, without notes and links, and has no timelines. Each border
between areas is in it once, simplified by about 30 metres and rounded to about a metre. The twelve layers were chosen
to fit: most take 0.02 to 0.35 MB, but those with the most facts take more (the reach gap 0.6, the distance to the
nearest partner of every sector 1.0), and with them the page would be over 3 MB. The page of `GeoDataFrame.explore()`
holds the shapes once for each layer, and loads its scripts from the network; here it was given Leaflet from the
installed package, and no map tiles.

First paint is from opening the file until the areas are on the screen, in Chromium; a switch is from the click until
the other layer is (the middle one of five).

"""


def measure(order: dict[str, object]) -> dict[str, object]:
    """Write one page in a new process."""
    command = [sys.executable, __file__, "--one", json.dumps(order)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def run_one(order: dict[str, object]) -> None:
    data, layers = layers_of(order)
    file = Path(str(order["file_out"]))
    begun = time.perf_counter()
    WRITERS[str(order["way"])](data, layers, file)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    facts = {"seconds": seconds, "mb": file.stat().st_size / 1e6, "gb": peak, "areas": len(data.areas)}
    print(json.dumps(facts | {"layers": [layer.title for layer in layers.values()]}))


def layers_of(order: dict[str, object]):
    """A year of a drawn town without any count of persons, and its layers."""
    import pandas as pd
    from town_dataset import town_dataset

    from prevent_geo import layers
    from prevent_geo.disclosure import find_policy, protect
    from prevent_geo.period import Period

    whole = town_dataset(_town(order))
    nobody = pd.array([pd.NA] * len(whole.contacts), "Int64")
    contacts = whole.contacts.assign(attendance=nobody, trust_responses=nobody, trust_mean=float("nan"))
    whole = replace(whole, contacts=contacts, pathway=whole.pathway[:0])
    data = whole.during(Period.parse("last 12 months", whole.period))
    protection = protect(data, find_policy(), period=data.period).for_audience("public")
    made = {name: layers.LAYERS[name](data, protection) for name in LAYERS}
    assert not any(layer.values.card.counts_persons for layer in made.values())
    return data, made


def write_ours(data, layers, file: Path) -> None:
    from prevent_geo.maps.scene import make_scene
    from prevent_geo.maps.web_map import WebMap

    WebMap(make_scene(data, data.place("all"), layers, "public")).save(str(file))


def write_explore(data, layers, file: Path) -> None:
    import folium

    frame = data.areas[["area_name", "geometry"]].copy()
    for name, layer in layers.items():
        table = layer.values.table
        frame[name] = (
            table["value"].astype("str" if layer.style.categories else "float64").where(table["status"] == "value")
        )
    page = None
    for name, layer in layers.items():
        page = frame[["area_name", name, "geometry"]].explore(
            name, m=page, name=layer.title, show=page is None, legend=False, tiles=None
        )
    folium.LayerControl(collapsed=False).add_to(page)
    page.save(str(file))


WRITERS = {"ours": write_ours, "explore": write_explore}


def watch(way: str, file: Path) -> dict[str, float]:
    """Seconds to first paint and to switch, in Chromium."""
    with browser_page() as page:
        begun = time.perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_function(READY[way])
        page.evaluate(PAINTED)
        paint = time.perf_counter() - begun
        script = SWITCH.replace("SELECTOR", json.dumps(INPUTS[way]))
        # a radio button is a switch; of check boxes the shown one goes off and the next one on
        pairs = [[i + 1] if way == "ours" else [i, i + 1] for i in range(SWITCHES)]
        return {"paint": paint, "switch": statistics.median(page.evaluate(script, pair) for pair in pairs)}


@contextmanager
def browser_page() -> Iterator:
    from playwright.sync_api import sync_playwright

    path = (
        os.environ.get("PREVENT_GEO_BROWSER")
        or subprocess.run([ROOT / "tools/browser"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        page.route(re.compile("^https?://"), _answer)
        yield page
        browser.close()


def _answer(route) -> None:
    """Leaflet from its wheel; nothing else that a page asks the network for."""
    from prevent_geo.maps.leaflet import leaflet_css, leaflet_js

    found = {"leaflet.js": leaflet_js, "leaflet.css": leaflet_css}.get(route.request.url.rpartition("/")[2])
    if found:
        kind = "text/javascript" if found is leaflet_js else "text/css"
        route.fulfill(body=found(), content_type=kind)
    else:
        route.abort()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--areas", default=str(REAL))
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--contacts", type=int, default=1_200_000, help="in two years, of which the last is shown")
    parser.add_argument("--no-browser", action="store_true", help="sizes and seconds to write only")
    parser.add_argument("--write", action="store_true", help="write docs/map-size.md instead of printing")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        run_one(json.loads(asked.one))
        return
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            file = Path(folder) / f"{way}.html"
            order = {"areas": asked.most, "contacts": asked.contacts, "file": asked.areas}
            found[way] = measure(order | {"way": way, "file_out": str(file)})
            print(way, found[way], file=sys.stderr, flush=True)
            found[way] |= {} if asked.no_browser else watch(way, file)
    if asked.write:
        layers = ", ".join(title.lower() for title in found["ours"]["layers"])
        PAGE.write_text(HEAD.format(layers=layers) + table(found) + "\n", encoding="utf-8")
    else:
        print(table(found))


def table(found: dict[str, dict]) -> str:
    """Both pages next to each other, as a Markdown table, and whether ours keeps to its limit."""
    rows = {"mb": ("size (MB)", 2), "seconds": ("to write (s)", 1), "gb": ("most memory held to write (GB)", 1)}
    rows |= {"paint": ("to first paint (s)", 2), "switch": ("to switch a layer (s)", 2)}
    lines = [
        f"| {found['ours']['areas']:,} areas, {len(LAYERS)} layers | {' | '.join(WAYS.values())} |",
        "| --- |" + " ---: |" * len(WAYS),
    ]
    for key, (words, digits) in rows.items():
        if key in found["ours"]:
            lines.append(f"| {words} | {' | '.join(f'{found[way][key]:,.{digits}f}' for way in WAYS)} |")
    within = found["ours"]["mb"] <= LIMIT_MB
    return "\n".join(lines) + f"\n\nOurs is {'within' if within else 'BEYOND'} {LIMIT_MB} MB."


if __name__ == "__main__":
    main()
