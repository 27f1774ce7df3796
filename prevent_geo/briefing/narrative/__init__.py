"""Narrative: sentences, each made from an estimate and, where it compares, from its test; one file, one topic."""

from prevent_geo.briefing.narrative.wording import number_of

__all__ = ["number_of"]
