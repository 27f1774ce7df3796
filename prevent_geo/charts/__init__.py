"""Charts: what the measures say of a place in a picture, each with a sentence, its words and its table.

CHARTS is a plain dict of chart functions by id; each takes a `Profile` and gives a `Chart`, or None where there is
nothing to draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prevent_geo.assessment.profile import Profile
from prevent_geo.charts.chart import Chart
from prevent_geo.charts.funnel import funnel
from prevent_geo.charts.network import network
from prevent_geo.charts.spine import spine
from prevent_geo.charts.themes import themes
from prevent_geo.charts.trust import trust
from prevent_geo.charts.xmr import xmr

CHARTS: Mapping[str, Callable[[Profile], Chart | None]] = {
    "spine": spine,
    "funnel": funnel,
    "xmr": xmr,
    "themes": themes,
    "trust": trust,
    "network": network,
}

__all__ = ["CHARTS", "Chart", "funnel", "network", "spine", "themes", "trust", "xmr"]
