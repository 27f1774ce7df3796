"""Invented land: where people live, cells grown to areas and levels, borders, river and park, people and names."""

from prevent_geo.synthesis.land.geography import Land, draw_areas, draw_land

__all__ = ["Land", "draw_areas", "draw_land"]
