"""The sections: one file, one section; SECTIONS lists them in the order of an area briefing.

`changes` is not among them: it takes the facts of an earlier briefing beside the picture.
"""

from collections.abc import Callable

from prevent_geo.briefing.document import Section
from prevent_geo.briefing.sections.actions import actions
from prevent_geo.briefing.sections.at_a_glance import at_a_glance
from prevent_geo.briefing.sections.institutions import institutions
from prevent_geo.briefing.sections.methods import methods
from prevent_geo.briefing.sections.options import options
from prevent_geo.briefing.sections.partners import partners
from prevent_geo.briefing.sections.pathway import pathway
from prevent_geo.briefing.sections.practice import practice
from prevent_geo.briefing.sections.provenance import provenance
from prevent_geo.briefing.sections.questions import questions
from prevent_geo.briefing.sections.reach import reach
from prevent_geo.briefing.sections.scorecard import scorecard
from prevent_geo.briefing.sections.strands import strands
from prevent_geo.briefing.sections.the_place import the_place
from prevent_geo.briefing.sections.unknowns import unknowns
from prevent_geo.briefing.sections.voice import voice
from prevent_geo.picture import RichPicture

SECTIONS: dict[str, Callable[[RichPicture], Section]] = {
    "at_a_glance": at_a_glance,
    "the_place": the_place,
    "reach": reach,
    "voice": voice,
    "partners": partners,
    "institutions": institutions,
    "strands": strands,
    "scorecard": scorecard,
    "actions": actions,
    "pathway": pathway,
    "practice": practice,
    "unknowns": unknowns,
    "options": options,
    "questions": questions,
    "methods": methods,
    "provenance": provenance,
}

__all__ = ["SECTIONS"]
