"""A release and a page, small and fast to write, and what may be found of them."""

import json
import shutil
from hashlib import sha256

from prevent_geo.pages import GENERATOR
from prevent_geo.releases import manifest, staging

PAGES = {text: f"<head>{GENERATOR}</head>{text * 1000}".encode() for text in ("old", "new")}


def make(out, text):
    """Write a small release, as `write_release` does."""
    with staging.staging(out) as stage:
        folder = stage / "release"
        for name in ("briefing.html", "tables/reach.csv"):
            manifest.write_text(folder / name, f"{text} {name}" * 100)
        manifest.write_manifest(folder, {"run_id": text})
        staging.publish(folder, stage, out)


def state(out):
    """Which release is there: none, the old, the new; or torn, if it is not whole."""
    if not out.exists():
        return "none"
    try:
        facts = json.loads((out / "manifest.json").read_text())
        files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
        del files["manifest.json"]
        hashes = {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    except (OSError, ValueError, KeyError):
        return "torn"
    whole = hashes == facts["files"] and len(files) == 2
    return facts["run_id"] if whole and facts["run_id"] in (out / "briefing.html").read_text() else "torn"


def page_state(out):
    """The same of a page."""
    data = out.read_bytes() if out.exists() else None
    return next((text for text, page in PAGES.items() if page == data), "torn") if data is not None else "none"


def leftovers(out):
    """Whatever is beside it."""
    return sorted(path.name for path in out.parent.iterdir() if path != out)


def make_page(out, text):
    staging.replace_page(out, PAGES[text])


def empty(folder):
    """Remove whatever is in it."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
