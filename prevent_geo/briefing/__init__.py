"""The area briefing: narrative bound to tests, sections, the document model, and its HTML."""

from prevent_geo.briefing.document import Briefing, Bullets, DataTable, Paragraph, Picture, Section
from prevent_geo.briefing.html import briefing_html
from prevent_geo.briefing.sections import area_briefing

__all__ = [
    "Briefing",
    "Bullets",
    "DataTable",
    "Paragraph",
    "Picture",
    "Section",
    "area_briefing",
    "briefing_html",
]
