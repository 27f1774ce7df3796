"""What stands beside the contacts of a town: perspectives, practice, actions and the pathway, each with its truth."""

from prevent_geo.synthesis.companions.actions import draw_actions
from prevent_geo.synthesis.companions.companions import draw_companions
from prevent_geo.synthesis.companions.drawn import Drawn
from prevent_geo.synthesis.companions.pathway import draw_pathway
from prevent_geo.synthesis.companions.perspectives import draw_perspectives
from prevent_geo.synthesis.companions.practice import draw_practice

__all__ = ["Drawn", "draw_actions", "draw_companions", "draw_pathway", "draw_perspectives", "draw_practice"]
