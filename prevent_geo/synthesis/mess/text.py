"""Faults of text and numbers: outer spaces, marks for nothing, damaged letters, words where digits are due."""

from __future__ import annotations

import numpy as np

from prevent_geo.synthesis.mess.export import Export, Planting, choose, nowhere, pick_word, rewrite
from prevent_geo.synthesis.mess.kind import (
    CONTACTS,
    ERROR,
    NOTE,
    PARTNERS,
    WARNING,
    Facts,
    FaultKind,
    Home,
)

_PADDED = ("{} ", " {}", "{}\u00a0", "\u00a0{}", "  {} ", "{}\t")
_MARKS = ("N/A", "-", "n/a", "NULL")
_WORDS = ("about {}", "{}+", "c. {}", "n/k", "{} approx", "at least {}", "{}ish", "{}-40", "dozens")
_MAIL = ("office", "bookings", "engagement", "community.team", "front-desk")


def spaces(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Outer spaces, also those that do not break, came along from a web page or a fixed-width file."""
    ours = pick_word(export.columns, rng)
    values = export.frame[export.columns[ours]]
    rows = choose(export, rng, export.given(ours))
    return rewrite(export, ours, {row: pick_word(_PADDED, rng).format(values[row]) for row in rows})


def missing_markers(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """What is not known was filled with N/A or a dash."""
    some = [ours for ours in export.columns if not export.given(ours).all()]
    if not some:
        return nowhere(export)
    ours = pick_word(some, rng)
    rows = choose(export, rng, ~export.given(ours))
    return rewrite(export, ours, {row: pick_word(_MARKS, rng) for row in rows})


def mojibake(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """UTF-8 was once read as Windows-1252, and saved so."""
    ours = next(name for name in ("partner_name", "statement") if name in export.columns)
    values = export.frame[export.columns[ours]]
    rows = choose(export, rng, ~values.map(str.isascii))
    return rewrite(export, ours, {row: values[row].encode("utf-8").decode("cp1252") for row in rows})


def words_for_numbers(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Whoever counted was not sure, and said so."""
    values = export.frame[export.columns["attendance"]]
    rows = choose(export, rng, export.given("attendance"))
    return rewrite(export, "attendance", {row: pick_word(_WORDS, rng).format(values[row]) for row in rows})


def negative_counts(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A correction was booked as a count below nothing."""
    values = export.frame[export.columns["attendance"]]
    rows = choose(export, rng, values.str.fullmatch("[1-9][0-9]*"))
    return rewrite(export, "attendance", {row: f"-{values[row]}" for row in rows})


def personal_values(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Somebody's address was put where there was room for it."""
    ours = next(name for name in ("partner_name", "statement", "note") if name in export.columns)
    values = export.frame[export.columns[ours]]
    rows = choose(export, rng, export.given(ours), most=3)
    return rewrite(export, ours, {row: f"{values[row]} ({pick_word(_MAIL, rng)}@example.org)" for row in rows})


_BOTH = (CONTACTS, PARTNERS)
_TEXTS = (PARTNERS, Home("perspectives", "text"), Home("actions", "text"))
KINDS = (
    FaultKind("spaces", "outer spaces, no-break ones too", spaces, _BOTH, NOTE, ("tidied",), "spaces"),
    FaultKind("missing_markers", "N/A or a dash for nothing", missing_markers, _BOTH, NOTE, ("tidied",), "missing"),
    FaultKind("mojibake", "letters damaged by a wrong encoding", mojibake, (PARTNERS,), WARNING, ("mojibake",)),
    FaultKind("words_for_numbers", "about 30, 30+, n/k", words_for_numbers, (CONTACTS,), ERROR, ("type",), "number"),
    FaultKind("negative_counts", "a count below nothing", negative_counts, (CONTACTS,), ERROR, ("minimum",)),
    FaultKind(
        "personal_values", "an e-mail address in a text", personal_values, _TEXTS, ERROR, ("personal",), "e-mail"
    ),
)
