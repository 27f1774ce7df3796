"""What a whole briefing costs in processor time, part by part, warm: pictures, text, and every form it is written in.

    python benchmarks/briefing.py [--place PLACE] [--write]

The sample's data are read, what is withheld is decided and one briefing is made before the clock starts, as in a
worker that makes many. Pictures are drawn where they are first needed, so they are a part of their own. Exit code 1 if
all forms together take more than 2 s, or the PDF more than 0.3 s.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from prevent_geo.briefing import Picture, area_briefing, briefing_html
from prevent_geo.briefing.document import Briefing
from prevent_geo.briefing.pdf import briefing_pdf
from prevent_geo.briefing.word import briefing_word
from prevent_geo.briefing.workbook import briefing_workbook
from prevent_geo.dataset import open_dataset
from prevent_geo.layers import make_layers
from prevent_geo.picture import RichPicture, rich_picture
from prevent_geo.releases.gis import write_gis
from prevent_geo.releases.manifest import describe, write_manifest
from prevent_geo.releases.safeguard import scan_release

PAGE = Path(__file__).parents[1] / "docs" / "briefing-speed.md"
HEAD = """# What a briefing costs

Made by `python benchmarks/briefing.py --write`. Processor seconds, the median of five, on a machine that does other
things too: compare the rows, not the machines.

"""
REPEATS = 5
MOST_S = {"all forms": 2.0, "briefing.pdf": 0.3}
PLACES = ("district:X08000002", "neighbourhood:X05000001")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--place", action="append", help="place of the sample; repeatable")
    parser.add_argument("--write", action="store_true", help="write docs/briefing-speed.md instead of printing")
    asked = parser.parse_args()
    data = open_dataset("sample")
    timed = {}
    for place in asked.place or PLACES:
        picture = rich_picture(data, place=place, period="last 12 months")
        timed[f"{picture.place.full_name}, {len(picture.place.area_codes)} areas"] = measure(picture)
    text = table(timed)
    if asked.write:
        PAGE.write_text(HEAD + text + "\n", encoding="utf-8", newline="\n")
    else:
        print(text)
    return int(any(times[part] > most for times in timed.values() for part, most in MOST_S.items()))


def measure(picture: RichPicture) -> dict[str, float]:
    """Median processor seconds of each part, after one round that does not count."""
    rounds = [dict(parts(picture)) for _ in range(REPEATS + 1)][1:]
    times = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    forms = [name for name in times if name.startswith(("briefing", "map", "place", "pictures", "text"))]
    return {**times, "all forms": sum(times[name] for name in forms)}


def parts(picture: RichPicture) -> Iterator[tuple[str, float]]:
    """Each part with its seconds."""
    yield "layers", seconds(lambda: make_layers(picture.dataset, picture.protection))
    made: list[Briefing] = []
    yield "text and tables", seconds(lambda: made.append(area_briefing(picture)))
    [briefing] = made
    drawn = [block for section in briefing.sections for block in section.blocks if isinstance(block, Picture)]
    yield f"pictures ({len(drawn)})", seconds(lambda: [one.figure.svg for one in drawn])
    yield "briefing.html", seconds(lambda: briefing_html(briefing))
    yield "briefing.pdf", seconds(lambda: briefing_pdf(briefing))
    yield "briefing.docx", seconds(lambda: briefing_word(briefing))
    yield "briefing.xlsx", seconds(lambda: briefing_workbook(briefing))
    pages: list[bytes] = []
    yield "map.html", seconds(lambda: pages.append(picture.map().page().encode()))
    with tempfile.TemporaryDirectory() as folder:
        yield "place.gpkg", seconds(lambda: write_gis(picture, Path(folder) / "place.gpkg"))
        (Path(folder) / "map.html").write_bytes(pages[0])
        (Path(folder) / "briefing.html").write_text(briefing_html(briefing), encoding="utf-8")
        (Path(folder) / "briefing.pdf").write_bytes(briefing_pdf(briefing))
        write_manifest(Path(folder), describe(picture))
        yield "the scan of these", seconds(lambda: scan_release(Path(folder), picture.whole, picture.policy))


def seconds(do: Callable[[], object]) -> float:
    """Processor seconds of a call."""
    begun = time.process_time()
    do()
    return time.process_time() - begun


def table(timed: dict[str, dict[str, float]]) -> str:
    """The table, a row for each part."""
    lines = [f"| part | {' | '.join(timed)} |", "| --- |" + " ---: |" * len(timed)]
    names = dict.fromkeys(name for times in timed.values() for name in times)
    for name in names:
        lines.append(
            f"| {name} | {' | '.join(f'{times[name]:.2f}' if name in times else '' for times in timed.values())} |"
        )
    limits = ", ".join(f"{name} at most {most:g} s" for name, most in MOST_S.items())
    return "\n".join([*lines, "", f"Wanted: {limits}."])


if __name__ == "__main__":
    sys.exit(main())
