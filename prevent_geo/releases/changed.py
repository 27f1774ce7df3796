"""What changed in a place since its last release, in a sentence, from its manifest alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_geo.errors import InputError, counted
from prevent_geo.period import Period

_MOST_NAMED = 3


def change_words(manifest: Mapping[str, Any]) -> str:
    """Say how many figures a test finds changed, which ones, and compared with which period.

    Parameters
    ----------
    manifest
        Of a release: its figures, those that they were compared with, and the period of each.

    Returns
    -------
    str
        The same verdicts as the briefing's own section on changes; a sentence too where nothing can be compared.

    Examples
    --------
    >>> change_words({"parameters": {"period": "2026-01-01/2026-03-31"}, "figures": [], "compared_with": None})
    'No earlier release to compare with.'
    """
    # private until they have a public name: what a manifest keeps is read in one place
    from prevent_geo.assessment.words import figure_words
    from prevent_geo.briefing.changes import SAME, compare_facts, facts_table

    before = manifest.get("compared_with")
    if not isinstance(before, Mapping):
        return "No earlier release to compare with."
    period, earlier = period_of(manifest["parameters"].get("period")), period_of(before.get("period"))
    now, then = facts_table(manifest.get("figures")), facts_table(before.get("figures"))
    if period is None or earlier is None or now is None or then is None:
        return "The figures of the earlier release cannot be read."
    verdicts = compare_facts(now, then, days=(period.days, earlier.days))["verdict"]
    changed = verdicts[verdicts.isin(["rose", "fell"])]
    tested = len(changed) + int((verdicts == SAME).sum())
    if not tested:
        return f"No figure can be tested for a change from {earlier}."
    said = [f"{figure_words(str(name))[0]} {verdict}" for name, verdict in changed.items()]
    named = said[:_MOST_NAMED] + ([f"{len(said) - _MOST_NAMED} more"] if len(said) > _MOST_NAMED else [])
    count = f"{len(said) or 'None'} of {counted(tested, 'tested figure')} clearly changed"
    return f"{count}{': ' if said else ''}{', '.join(named)}. Compared with {earlier}."


def period_of(text: object) -> Period | None:
    """The period that a manifest names; None where it is none."""
    from prevent_geo.briefing.changes import period_of

    try:
        return period_of(text)
    except (InputError, ValueError, TypeError):
        return None
