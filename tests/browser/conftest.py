"""A real browser without a network; a page that asks for anything, or complains, fails its test."""

import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from prevent_geo.picture import rich_picture

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = ROOT / "tests/browser/node_modules/axe-core/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser():
    path = (
        os.environ.get("PREVENT_GEO_BROWSER")
        or subprocess.run([ROOT / "tools/browser"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, tmp_path):
    """Open HTML as a file and wait until it is drawn: visit(html, width, height, **options of the context)."""
    contexts, troubles = [], []

    def open_page(html, width=1280, height=900, *, ready="body[data-ready=true]", **options):
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(html, encoding="utf-8", newline="\n")
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda sent: troubles.append(sent.url) if sent.url != file.as_uri() else None)
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        page.goto(file.as_uri())
        page.locator(ready).wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def axe():
    """Run axe-core in a page and return its violations in a line each."""
    code = AXE.read_text(encoding="utf-8")

    def violations(page):
        page.evaluate(code)
        found = page.evaluate("tags => axe.run(document, {runOnly: tags})", STANDARDS)["violations"]
        return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]

    return violations


@pytest.fixture(scope="session")
def district(sample):
    """A district of the sample with a withheld attendance figure, and all kinds of areas without a number."""
    return rich_picture(sample, place="district:X08000001")


@pytest.fixture(scope="session")
def district_page(district):
    return district.map().page()
