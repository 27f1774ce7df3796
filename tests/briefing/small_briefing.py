"""A briefing made by hand: every kind of block, strings that are code elsewhere, a wide table and a long one."""

from datetime import date

import pandas as pd

from prevent_geo.briefing.document import Briefing, Bullets, DataTable, Paragraph, Picture, Section
from prevent_geo.dataset import About
from prevent_geo.drawing import PALETTE, WordedFigure
from prevent_geo.period import Period
from prevent_geo.place import Place

HOSTILE = (
    "<script>window.pwned=1</script>",
    '=HYPERLINK("http://127.0.0.1:9/","press")',
    '#panic("x") *bold* $x$ <label> @ref \\ "quoted"',
    "[press](javascript:window.pwned=1) [more](http://127.0.0.1:9/) $$note$$",
    "{{7*7}} ]]> &lt;b&gt; \u2028 \x0b \x00 _x000D_",
)
PERIOD = Period(date(2026, 7, 1), date(2026, 9, 30))


def draw(alt_text="Bars of three areas: Ash 4, Birch 2, Cedar none recorded."):
    figure = WordedFigure(6, 2.5)
    axes = figure.add_axes((0.15, 0.2, 0.8, 0.7))
    axes.barh(["Ash", "Birch", "Cedar"], [4, 2, 0], color=PALETTE[0])
    figure.alt_text = alt_text
    return figure


def table_of(caption, rows, columns, *, folded=False):
    return DataTable(caption, pd.DataFrame(rows, columns=columns, dtype="str"), folded=folded)


def picture(title="Ash has the most contacts", alt_text="Bars of three areas: Ash 4, Birch 2, Cedar none recorded."):
    rows = [("Ash", "4"), ("Birch", "2"), ("Cedar", "None recorded")]
    table = table_of("Contacts by area", rows, ["Area", "Contacts"])
    return Picture(draw(alt_text), title, "How many contacts has each area? Events, not people.", table)


def blocks():
    """A block of each kind."""
    figures = [("Contacts", "1,234", "1,100 to 1,380"), ("Rate", "4.5", "4.0 to 5.1"), ("Attendance", "[c]", "")]
    wide = [[f"Area {row}"] + [f"{row * column:,}.0 per 1,000" for column in range(11)] for row in range(3)]
    long = [(f"Area {row:03}", f"{row:,}", HOSTILE[row % len(HOSTILE)]) for row in range(80)]
    return {
        "glance": (
            Bullets(("One contact was recorded.", HOSTILE[0])),
            table_of("Key figures", figures, ["Figure", "Value", "95 % limits"]),
        ),
        "reach": (
            Paragraph("Contacts reach most areas."),
            picture(),
            table_of("A wide table", wide, ["Area", *(f"Column {place} of a wide one" for place in range(11))]),
            table_of("A long table", long, ["Area", "Contacts", "Said"]),
            table_of("Reach: all areas", long, ["Area", "Contacts", "Said"], folded=True),
        ),
        "hostile": (
            *(Paragraph(text) for text in HOSTILE),
            table_of(HOSTILE[3], [HOSTILE, HOSTILE[::-1]], list(HOSTILE)),
            picture(HOSTILE[2], HOSTILE[0]),
        ),
        "voice": (Paragraph("Nobody said anything."), table_of("An empty table", [], ["Said", "By"])),
    }


def briefing(**sections):
    """The briefing, with the given blocks of a section in place of its own."""
    titles = {"glance": "At a glance", "reach": "Reach", "hostile": HOSTILE[1], "voice": "What communities told us"}
    written = {**blocks(), **sections}
    return Briefing(
        kind="Area briefing",
        title="Area briefing: Clarrowbridge",
        subtitle=f"Clarrowbridge (district). {PERIOD}. For: partner.",
        about=About("A town", "OFFICIAL-SENSITIVE", "Open Government Licence v3.0", HOSTILE[0], "2026"),
        audience="partner",
        place=Place("all", None, "Clarrowbridge", ("A1", "A2")),
        period=PERIOD,
        sections=tuple(Section(name, titles.get(name, name), tuple(parts)) for name, parts in written.items()),
        facts=pd.DataFrame(),
    )
