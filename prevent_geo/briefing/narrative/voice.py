"""What communities told us, in sentences: themes, answers, trust, and what roles said."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo import measures as m
from prevent_geo.assessment.words import figure_text
from prevent_geo.briefing.narrative.one_place import HERE, as_one, figure, next_to_rest
from prevent_geo.briefing.narrative.wording import SHARE, estimate, limits, listed, lower, number_of, upper, why_not
from prevent_geo.layers.build import rows_of
from prevent_geo.measures import Status
from prevent_geo.measures.common.zones import WHOLE
from prevent_geo.picture import RichPicture

SIGNIFICANCE = 0.05
_FIRST_THEMES = 3
_TRUST_UNIT = "mean answer, 1 to 5"


def theme_shares(picture: RichPicture) -> pd.DataFrame:
    """Share of the place's contacts that raised each theme, the largest first; no rows where there is too little."""
    place = as_one(picture)
    if not len(place.contacts):
        return pd.DataFrame()
    table = rows_of(m.themes(place.contacts, place.areas, within="force_code"), WHOLE, level="area_code")
    known = table[table["status"] == Status.VALUE]
    return known.reset_index().sort_values(["value", "theme"], ascending=[False, True]).set_index("theme")


def theme_sentences(picture: RichPicture, shares: pd.DataFrame) -> list[str]:
    """The themes raised, which stands out, which are raised more or less than elsewhere, which are rising."""
    raised = shares[shares["numerator"] > 0] if len(shares) else shares
    if not len(raised):
        return ["Too few contacts say what was raised to name any theme."]
    return [_leading(picture, raised), *_against_rest(picture), *_rising(picture)]


def _leading(picture: RichPicture, raised: pd.DataFrame) -> str:
    names = [_theme(picture, code) for code in raised.index]
    shares = [estimate(row, SHARE, picture.audience) for row in raised.head(_FIRST_THEMES).to_dict("records")]
    others = listed([f"{name}, {share}" for name, share in list(zip(names, shares, strict=False))[1:]])
    if len(raised) == 1:
        return f"One theme was raised, {names[0]}: in {shares[0]} of contacts."
    if clearly_more(*(int(count) for count in raised["numerator"].iloc[:2])):
        return f"{upper(names[0])} came up most often: in {shares[0]} of contacts. After it come {others}."
    return f"No one theme stands out clearly. The first by share of contacts are {names[0]}, {shares[0]}; {others}."


def clearly_more(first: int, second: int) -> bool:
    """Whether one of two counts is the larger by an exact test, at 5 %.

    >>> clearly_more(20, 5), clearly_more(20, 15), clearly_more(0, 0)
    (True, False, False)
    """
    from scipy.stats import binomtest

    return first > second and bool(binomtest(first, first + second).pvalue <= SIGNIFICANCE)


def _against_rest(picture: RichPicture) -> list[str]:
    """Themes raised in a larger or smaller share of contacts than elsewhere, allowing for the number of themes."""
    both = next_to_rest(picture)
    if both is None:
        return []
    place, elsewhere = both
    # no column of codes: each is compared with all
    areas = place.areas.assign(together=None)
    table = rows_of(m.themes(place.contacts, areas, within="together"), HERE, level="area_code")
    said = []
    for verdict, words in (("raised more", "larger"), ("raised less", "smaller")):
        found = [_theme(picture, code) for code in table.index[table["verdict"] == verdict]]
        if found:
            said.append(f"Raised in a {words} share of contacts than in {elsewhere}: {listed(found)}.")
    return said or [f"No theme is raised in a clearly different share of contacts than in {elsewhere}."]


def _rising(picture: RichPicture) -> list[str]:
    place = as_one(picture)
    if place.earlier is None:
        return ["The time before is not in the data, so no theme can be said to rise or fall."]
    table = rows_of(m.rising_themes(place.contacts, place.earlier, place.areas), WHOLE, level="area_code")
    said = []
    for verdict in ("rising", "falling"):
        rows = table[table["verdict"] == verdict]
        shares = zip(rows.index, rows["share_before"], rows["share"], strict=True)
        parts = [f"{_theme(picture, code)} (from {_percent(old)} to {_percent(new)})" for code, old, new in shares]
        said += [f"{upper(verdict)} next to the period before: {listed(parts)}."] if parts else []
    return said or ["No theme is clearly rising or falling next to the period before."]


def asked_sentence(picture: RichPicture) -> str:
    """What share of contacts the community asked for."""
    row = figure(picture, "community_initiated")
    if pd.isna(row["value"]):
        return "Who asked for the contact was not recorded."
    share = estimate(row, SHARE, picture.audience)
    return f"Communities asked for {share} of the contacts of which it is known who asked."


def answer_sentences(picture: RichPicture) -> list[str]:
    """What share was answered, in time and at all, and after how many days."""
    row = figure(picture, "answered_in_time")
    if pd.isna(row["value"]):
        return ["Whether what was raised was answered in time is not known."]
    said = [f"Of what was due an answer, {estimate(row, SHARE, picture.audience)} got one within 28 days."]
    place = as_one(picture)
    loop = m.response_loop(place.contacts, place.areas, on=picture.period.end).to_dict("index")[m.ANY_INITIATOR, WHOLE]
    if pd.isna(loop["median_days"]):
        return [*said, "Fewer than half were answered by the end of the period, so there is no middle time."]
    middle = number_of(int(loop["median_days"]), "day")
    days = limits(*_whole(loop["median_lower"], loop["median_upper"]), picture.audience)
    return [
        *said,
        f"Half had an answer after {middle}{days}, with those still waiting counted.",
    ]


def trust_sentences(picture: RichPicture) -> list[str]:
    """The mean answer on trust, and its change where a test says so."""
    row = figure(picture, "trust")
    if pd.isna(row["value"]):
        return [why_not(row, "trust", picture.policy)]
    said = f"Asked about trust, people answered {estimate(row, _TRUST_UNIT, picture.audience)} on average, from 1 to 5."
    changes = picture.profile.scorecard().droplevel("focus")["change"]
    return [said, *trust_change(str(changes.get("trust", "")))]


def trust_change(change: str) -> list[str]:
    """What the test of the change of trust says.

    >>> trust_change("better"), trust_change("")
    (['Trust rose next to the period before.'], [])
    """
    verbs = {"better": "rose", "worse": "fell"}
    if change in verbs:
        return [f"Trust {verbs[change]} next to the period before."]
    return ["Trust did not clearly change next to the period before."] if change else []


def notes_sentence(picture: RichPicture) -> str:
    """How many statements of which kind there are."""
    notes = picture.scene.notes
    if not notes:
        return "No statements of groups or teams were gathered here in this period."
    # a label may go on after a colon to say what is meant
    counts = pd.Series([note.kind_label.split(":")[0] for note in notes]).value_counts(sort=False).sort_index()
    kinds = listed([f"{lower(str(label))} {count:,}" for label, count in counts.items()], most=len(counts))
    return f"Groups and teams made {number_of(len(notes), 'statement')}, by kind: {kinds}."


def _theme(picture: RichPicture, code: object) -> str:
    return lower(picture.dataset.label("themes", str(code)))


def _percent(share: float) -> str:
    return figure_text(share, SHARE)


def _whole(low: float, high: float) -> tuple[str, str]:
    if np.isnan(low):
        return "", ""
    return f"{low:.0f}", "more" if np.isnan(high) or np.isinf(high) else f"{high:.0f}"
