"""Pictures of every page for docs/gallery.md: screenshots by a real browser, pages of the PDFs by pdftoppm.

    python tools/gallery.py [--browser PATH]

Real areas and partners of Trafford with synthetic contacts (tests/data/trafford), and the sample town. Needs pdftoppm
(Debian: poppler-utils). Files stay small: at most 256 colours each.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from prevent_geo.briefing import area_briefing, briefing_html
from prevent_geo.briefing.pdf import briefing_pdf
from prevent_geo.dataset import open_dataset
from prevent_geo.maps.poster import poster
from prevent_geo.picture import rich_picture

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
WIDTH = 1_200
READY = "body[data-ready=true]"
# name of the picture: width, height, address, options of the browser
SCREENS = {
    "map-desktop": (1366, 860, "", {}),
    "map-dark": (1366, 860, "#layer=response_loop&sites=partners", {"color_scheme": "dark"}),
    "map-phone": (360, 740, "", {"device_scale_factor": 2}),
    "map-compare": (1366, 860, "#layer=contact_rate&with=reach_gap", {}),
    "map-small-multiples": (1366, 860, "#small=1", {}),
    "map-notes": (1366, 860, "#layer=contact_rate&notes=1", {}),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default="", help="browser to run; that of the tests if none is named")
    asked = parser.parse_args()
    if not shutil.which("pdftoppm"):
        print("pdftoppm is needed: install poppler-utils.", file=sys.stderr)
        return 2
    path = (
        asked.browser or subprocess.run([ROOT / "tools/browser"], check=True, stdout=subprocess.PIPE, text=True).stdout
    )
    trafford = rich_picture(open_dataset(ROOT / "tests/data/trafford"), place="Trafford")
    town = rich_picture(open_dataset("sample"), place="Clarrowbridge", period="last 12 months")
    briefing = area_briefing(town)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path.strip(), args=["--no-sandbox", "--disable-gpu"])
        for name, screen in SCREENS.items():
            keep(name, screenshot(browser, (town if "notes" in name else trafford).map().page(), *screen))
        page = briefing_html(briefing)
        keep("briefing-desktop", screenshot(browser, page, 1366, 1500, "", {}, ready="body"))
        keep("briefing-phone", screenshot(browser, page, 360, 740, "", {"device_scale_factor": 2}, ready="body"))
        keep("map-print", printed(browser, trafford.map().page()))
        browser.close()
    for number, data in enumerate(pages(briefing_pdf(briefing), 3), 1):
        keep(f"briefing-pdf-{number}", data)
    keep("poster", pages(poster(town.scene, town.profile), 1, resolution=90)[0])
    return 0


def screenshot(
    browser: Browser, html: str, width: int, height: int, address: str, options: dict, *, ready=READY
) -> bytes:
    """A page as it is opened from a file, without a network."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": height}, **options)
        page.context.set_offline(True)
        page.goto(file.as_uri() + address)
        page.locator(ready).wait_for()
        shot = page.screenshot()
        page.close()
    return shot


def printed(browser: Browser, html: str) -> bytes:
    """The first page that a browser prints of it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        page = browser.new_page()
        page.goto(file.as_uri())
        page.locator(READY).wait_for()
        data = page.pdf(format="A4")
        page.close()
    return pages(data, 1)[0]


def pages(pdf: bytes, most: int, *, resolution: int = 80) -> list[bytes]:
    """The first pages of a PDF as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.pdf"
        file.write_bytes(pdf)
        subprocess.run(
            ["pdftoppm", "-png", "-r", str(resolution), "-l", str(most), file, Path(folder) / "p"], check=True
        )
        return [path.read_bytes() for path in sorted(Path(folder).glob("p*.png"))]


def keep(name: str, png: bytes) -> None:
    """Write a picture, no wider than a page of the documentation needs, in few colours."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if image.width > WIDTH:
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    image.quantize(256, kmeans=2).save(IMAGES / f"{name}.png", optimize=True)
    print(name)


if __name__ == "__main__":
    sys.exit(main())
