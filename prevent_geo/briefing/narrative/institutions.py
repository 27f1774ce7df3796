"""Institutions (schools, colleges, health and the like) in sentences and a table."""

from __future__ import annotations

import pandas as pd

from prevent_geo import measures as m
from prevent_geo.assessment.gather import own_part
from prevent_geo.briefing.narrative.one_place import figure
from prevent_geo.briefing.narrative.wording import SHARE, estimate, part_of, upper
from prevent_geo.picture import RichPicture

ALL_THREE = "all three"
COMPONENTS = {
    "agreement": "Agreement in date",
    "training": "Training in date",
    "liaison": "Liaison named",
    ALL_THREE: "All three",
}


def support_by_sector(picture: RichPicture) -> pd.DataFrame:
    """Institutions of the place by sector that meet each component of readiness; no rows where there are none."""
    sites = own_part(picture.dataset, picture.place).partners
    return m.institution_support(sites, sites["sector"], on=picture.period.end)


def institutions_sentence(picture: RichPicture) -> str:
    """How many institutions have all three of agreement, training and liaison."""
    row = figure(picture, "institutions_ready")
    if pd.isna(row["value"]):
        return "Of no institution here is it known whether agreement, training and liaison are all in place."
    ready, known = int(row["numerator"]), int(row["denominator"])
    verb = "has" if ready == 1 or known == 1 else "have"
    share = "" if known == 1 else f": {estimate(row, SHARE, picture.audience)}"
    return f"{upper(part_of(ready, known, 'institution'))} {verb} agreement, training and liaison in place{share}."
