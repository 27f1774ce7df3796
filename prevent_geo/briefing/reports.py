"""The reports: each is an order of sections, for some places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from prevent_geo.briefing.changes import facts_of, read_earlier
from prevent_geo.briefing.document import Briefing, Earlier, Section
from prevent_geo.briefing.sections import SECTIONS
from prevent_geo.briefing.sections.audience import NOT_PUBLIC_SECTIONS
from prevent_geo.briefing.sections.changes import changes
from prevent_geo.briefing.sections.comparison import comparison
from prevent_geo.briefing.sections.districts import districts
from prevent_geo.errors import InputError
from prevent_geo.picture import RichPicture
from prevent_geo.place import Place

AREA = (
    *("at_a_glance", "changes", "the_place", "reach", "voice", "partners", "institutions", "strands", "scorecard"),
    *("actions", "pathway", "practice", "unknowns", "options", "questions", "methods", "provenance"),
)
PARTNERSHIP = (
    *("at_a_glance", "changes", "comparison", "scorecard", "actions", "the_place", "reach", "voice", "partners"),
    *("institutions", "strands", "practice", "pathway", "unknowns", "options", "questions", "methods", "provenance"),
)
SCORECARD = (
    *("at_a_glance", "changes", "scorecard", "districts", "strands", "actions", "pathway", "practice", "unknowns"),
    *("methods", "provenance"),
)

# what an area briefing has no place for
_OF_LARGER_PLACES = {"comparison": comparison, "districts": districts}


def area_briefing(picture: RichPicture, *, earlier: str | Path | None = None) -> Briefing:
    """Write the area briefing of a rich picture: any place, any period.

    Parameters
    ----------
    picture
        The rich picture; its audience decides what is in it.
    earlier
        Folder of an earlier release of the same place, to say what has changed; None or "": there is none.

    Examples
    --------
    >>> from prevent_geo.dataset import open_dataset
    >>> from prevent_geo.picture import rich_picture
    >>> briefing = area_briefing(rich_picture(open_dataset("sample"), place="Clarrowbridge"))
    >>> briefing.title, [section.id for section in briefing.sections][:3]
    ('Area briefing: Clarrowbridge', ['at_a_glance', 'changes', 'the_place'])
    """
    return _report(picture, "Area briefing", AREA, earlier)


def partnership_assessment(picture: RichPicture, *, earlier: str | Path | None = None) -> Briefing:
    """Write the assessment of a partnership: a district, over a year as a rule, next to other places.

    Parameters
    ----------
    picture, earlier
        As `area_briefing` takes them.

    Raises
    ------
    InputError
        If the place is smaller than a district, of which a partnership has no delivery plan and no pathway.
    """
    check_place("partnership_assessment", picture.place, picture.dataset.areas)
    return _report(picture, "Partnership assessment", PARTNERSHIP, earlier)


def scorecard_report(picture: RichPicture, *, earlier: str | Path | None = None) -> Briefing:
    """Write the scorecard of a force area, or of all areas, and beside it that of each district.

    Parameters
    ----------
    picture, earlier
        As `area_briefing` takes them.

    Raises
    ------
    InputError
        If the place is smaller than a force area.
    """
    check_place("scorecard", picture.place, picture.dataset.areas)
    return _report(picture, "Scorecard", SCORECARD, earlier)


def check_place(report: str, place: Place, areas: pd.DataFrame) -> None:
    """Refuse a place that is too small for a report, by the name of its notebook, with what to choose."""
    if report == "partnership_assessment" and place.level in ("area", "neighbourhood"):
        raise InputError(
            f"a partnership assessment is of a district or more, and {place} is smaller; choose its district, or write "
            "its area briefing"
        )
    if report == "scorecard" and place.level not in ("force", "all"):
        choice = "place='force:CODE' or place='all'" if areas["force_code"].notna().any() else "place='all'"
        raise InputError(
            f"a scorecard report is of a force area or of all areas, and {place} is smaller; choose {choice}, or write "
            "its area briefing, which has its scorecard"
        )


REPORTS: dict[str, Callable[..., Briefing]] = {
    "area_briefing": area_briefing,
    "partnership_assessment": partnership_assessment,
    "scorecard_report": scorecard_report,
}


def _report(picture: RichPicture, kind: str, names: Sequence[str], earlier: str | Path | None) -> Briefing:
    before = read_earlier(earlier, picture)
    hidden = NOT_PUBLIC_SECTIONS if picture.audience == "public" else ()
    shown = [name for name in names if name not in hidden]
    return Briefing(
        kind=kind,
        title=f"{kind}: {picture.place.name}",
        subtitle=f"{picture.place.full_name}. {picture.period}. For: {picture.audience}.",
        about=picture.about,
        audience=picture.audience,
        place=picture.place,
        period=picture.period,
        sections=tuple(_section(picture, name, before) for name in shown),
        facts=facts_of(picture),
        earlier=before,
    )


def _section(picture: RichPicture, name: str, earlier: Earlier) -> Section:
    if name == "changes":
        return changes(picture, earlier)
    return {**SECTIONS, **_OF_LARGER_PLACES}[name](picture)
