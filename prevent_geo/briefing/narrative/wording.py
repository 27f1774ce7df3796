"""The small parts of sentences: counts with their nouns, shares and means with their limits, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from prevent_geo.assessment.words import figure_text
from prevent_geo.disclosure import Policy
from prevent_geo.measures import Status

PUBLIC = "public"
SHARE = "share"
_MOST_LISTED = 6


def number_of(count: int, singular: str, plural: str | None = None) -> str:
    """Count and noun for a sentence.

    >>> number_of(0, "area"), number_of(1, "area"), number_of(1200, "area")
    ('no areas', '1 area', '1,200 areas')
    """
    noun = singular if count == 1 else plural or singular + "s"
    return f"{count:,} {noun}" if count else f"no {noun}"


def part_of(count: int, total: int, singular: str, plural: str | None = None) -> str:
    """How many of how many, for a sentence.

    >>> [part_of(count, 3, "area") for count in (0, 2, 3)], part_of(1, 1, "area"), part_of(0, 1, "area")
    (['none of the 3 areas', '2 of 3 areas', 'all 3 areas'], 'the 1 area', '0 of 1 area')
    """
    of = number_of(total, singular, plural)
    if count not in (0, total):
        return f"{count:,} of {of}"
    if count:
        return f"the {of}" if total == 1 else f"all {of}"
    return f"0 of {of}" if total == 1 else f"none of the {of}"


def was(count: int) -> str:
    """The verb for a count; none takes the plural.

    >>> was(0), was(1), was(2)
    ('were', 'was', 'were')
    """
    return "was" if count == 1 else "were"


def listed(words: Sequence[str], *, most: int = _MOST_LISTED) -> str:
    """Words joined for a sentence, cut after the first few.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"]), listed(["a", "b", "c"], most=2)
    ('a', 'a and b', 'a, b and c', 'a, b and 1 more')
    """
    shown = list(words[:most])
    shown += [f"{len(words) - most:,} more"] if len(words) > most else []
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def upper(text: str) -> str:
    """The text with a capital at the front."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """The text as it stands inside a sentence: a title without its capital.

    >>> lower("Training in date"), lower("AI and machines")
    ('training in date', 'AI and machines')
    """
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def limits(low: str, high: str, audience: str) -> str:
    """Limits in the words of an audience; nothing where there are none.

    >>> limits("2.2", "13.1", "partner"), limits("2.2", "13.1", "public"), limits("", "", "public")
    (' (95 % limits 2.2 to 13.1)', ' (likely between 2.2 and 13.1)', '')
    """
    if not low:
        return ""
    return f" (likely between {low} and {high})" if audience == PUBLIC else f" (95 % limits {low} to {high})"


def estimate(row: Mapping[Any, Any], unit: str, audience: str) -> str:
    """The value in a row of a result with its limits; its limits are left out where nothing was sampled.

    >>> estimate({"value": 0.6, "lower": 0.4, "upper": 0.8}, "share of areas", "partner")
    '60 % (95 % limits 40 % to 80 %)'
    """
    value, low, high = (float(row[name]) for name in ("value", "lower", "upper"))
    # where all there is was counted the limits are the value
    ends = () if np.isnan(low) or low == high else (figure_text(low, unit), figure_text(high, unit))
    return figure_text(value, unit) + (limits(*ends, audience) if ends else "")


def why_not(row: Mapping[str, Any], what: str, policy: Policy) -> str:
    """A sentence that says why there is no figure of what is meant.

    >>> from prevent_geo.disclosure import find_policy
    >>> why_not({"status": "too few"}, "trust", find_policy("default"))
    'Too little was recorded to say anything of trust.'
    """
    reasons = {
        Status.SUPPRESSED: f"The figure of {what} is withheld ({policy.marker}), so that nobody can be picked out.",
        Status.TOO_FEW: f"Too little was recorded to say anything of {what}.",
        Status.NOT_REPORTED: f"Nobody reported here, so nothing is known of {what}.",
    }
    return reasons.get(row["status"], f"Nothing was given from which {what} could be worked out.")
