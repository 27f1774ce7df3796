"""An invented town to try the library on: areas, partners and contacts drawn from a seed.

Nothing in it is real. Data flows one way: areas, then partners over areas, then contacts over both. The
same seed draws the same town, and `python -m prevent_geo.synthesis OUT --seed N` writes the same bytes.
"""

from prevent_geo.synthesis.contacts import draw_contacts
from prevent_geo.synthesis.geography import draw_areas
from prevent_geo.synthesis.partners import draw_partners
from prevent_geo.synthesis.write import write_sample

__all__ = ["draw_areas", "draw_contacts", "draw_partners", "write_sample"]
