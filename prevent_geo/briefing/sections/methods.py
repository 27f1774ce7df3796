"""Methods and caveats: how each layer is made, and what the words of comparison rest on."""

from __future__ import annotations

import pandas as pd

from prevent_geo.briefing.document import DataTable, Paragraph, Section
from prevent_geo.picture import RichPicture

COMPARING = (
    "The words higher, lower, rose and fell are used only where a test finds a difference at the 5 % level; where "
    "several figures are compared together, the tests allow for that. Contacts are not fully independent of each "
    "other, so true limits are somewhat wider than those shown."
)
GLOSSARY = (
    ("Contact", "An event that a partner held with people in an area: a meeting, a drop-in, a lesson and so on."),
    ("Partner", "An organisation that takes part: a school, the council, the police, a charity and so on."),
    ("Contact rate", "How many contacts there were for every 1,000 people who live there."),
    (
        "95 % limits",
        "Where the true figure most likely lies. Figures from few records are less sure: limits are wider.",
    ),
    ("Under-reached", "Fewer contacts were recorded than the number of residents and the need would let one expect."),
    ("Strand", "One of the aims that the work serves."),
    ("Support pathway", "The steps by which people are offered help, from a first concern to the end of support."),
    ("Withheld", "A small count of people that is not shown, so that nobody can be picked out."),
    ("Not reported", "Nobody told us. That is not the same as none."),
)


def methods(picture: RichPicture) -> Section:
    """How each layer is made, what it assumes and what it cannot say."""
    rows = [
        (layer.title, layer.question, layer.method, layer.values.card.assumptions, layer.caveat)
        for layer in picture.layers.values()
    ]
    frame = pd.DataFrame(rows, columns=["Layer", "Question", "Method", "Assumptions", "Caveat"])
    table = DataTable("How each layer is made", frame, folded=True)
    words = DataTable("What the words mean", pd.DataFrame(GLOSSARY, columns=["Word", "What it means"]))
    return Section("methods", "Methods and caveats", (Paragraph(COMPARING), words, table))
