"""The reports: narrative bound to tests, sections, the document model, and what it is written as."""

from prevent_geo.briefing.document import Briefing, Bullets, DataTable, Paragraph, Picture, Section
from prevent_geo.briefing.html import briefing_html
from prevent_geo.briefing.reports import REPORTS, area_briefing, partnership_assessment, scorecard_report

__all__ = [
    "REPORTS",
    "Briefing",
    "Bullets",
    "DataTable",
    "Paragraph",
    "Picture",
    "Section",
    "area_briefing",
    "briefing_html",
    "partnership_assessment",
    "scorecard_report",
]
