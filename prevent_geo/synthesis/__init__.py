"""An invented town whose truth is known: places, partners, contacts and what was planted, drawn from a seed.

Nothing in it is real. Data flows one way: land, partners over it, features planted in both, the process that follows
from them, contacts month by month, and the tables that stand beside them. The same seed draws the same town, and
`prevent-geo synth OUT --seed N` writes the same bytes.
"""

from prevent_geo.synthesis.contacts import draw_contacts
from prevent_geo.synthesis.features import Feature, Wish
from prevent_geo.synthesis.land.geography import draw_areas
from prevent_geo.synthesis.partners import draw_partners
from prevent_geo.synthesis.town import Town, draw_town
from prevent_geo.synthesis.write import write_sample, write_town

__all__ = [
    "Feature",
    "Town",
    "Wish",
    "draw_areas",
    "draw_contacts",
    "draw_partners",
    "draw_town",
    "write_sample",
    "write_town",
]
