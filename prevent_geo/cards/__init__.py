"""Cards: how a notebook shows one of our objects: a small picture, a few facts and a table, as HTML.

A card has no style sheet, script or SVG, which JupyterLab takes out of the output of a notebook that is not trusted: so
it looks the same there.
"""

from prevent_geo.cards.card import card_html
from prevent_geo.cards.figures import Bar, bars, outline

__all__ = ["Bar", "bars", "card_html", "outline"]
