"""Faults of codes: what a spreadsheet, a slip of the hand or a review of boundaries makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from prevent_geo.synthesis.mess.export import (
    Export,
    Planted,
    Planting,
    choose,
    choose_block,
    nowhere,
    pick_word,
    rewrite,
)
from prevent_geo.synthesis.mess.kind import (
    AREAS,
    CONTACTS,
    CONTACTS_SHEET,
    ERROR,
    PARTNERS,
    WARNING,
    Facts,
    FaultKind,
)


def lost_zeros(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A run of rows went through a spreadsheet that made numbers of the partners' codes: 417 for 00417."""
    codes = export.frame[export.columns["partner_id"]]
    rows = choose_block(export, rng, codes.str.startswith("0"))
    return rewrite(export, "partner_id", {row: codes[row].lstrip("0") for row in rows})


def scientific_codes(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A column of codes was shown as numbers, with an exponent: 2.02501E+11."""
    ours = pick_word(["contact_id", "partner_id"], rng)
    codes = export.frame[export.columns[ours]]
    digits = 5 if ours == "contact_id" else 2
    rows = choose(export, rng, codes.str.isdigit())
    written = {row: f"{float(codes[row]):.{digits}E}" for row in rows}
    if ours == "partner_id" and rows:
        written[rows[0]] = pick_word(["1E+05", "1.2E+11", written[rows[0]]], rng)
    return rewrite(export, ours, written)


def old_area_codes(export: Export, facts: Facts, rng: np.random.Generator) -> Planting:
    """Some rows carry codes of areas that are no more."""
    rows = choose(export, rng, export.given("area_code"))
    written = {}
    for row in rows:
        code = str(export.frame.at[row, export.columns["area_code"]])
        old = code
        digits = max(len(code) - 3, 3)
        while old in facts.area_codes:
            old = f"{code[:3]}{rng.integers(9 * 10 ** (digits - 1), 10**digits)}"
        written[row] = old
    return rewrite(export, "area_code", written)


def letter_o(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """The letter O was typed for a zero."""
    ours = pick_word(["area_code", "partner_id"], rng)
    codes = export.frame[export.columns[ours]]
    written = {}
    for row in choose(export, rng, codes.str.contains("0", regex=False)):
        zeros = [at for at, sign in enumerate(codes[row]) if sign == "0"]
        at = zeros[int(rng.integers(len(zeros)))]
        written[row] = codes[row][:at] + "O" + codes[row][at + 1 :]
    return rewrite(export, ours, written)


def misspelt_codes(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A kind or a sector was typed by hand, and wrongly."""
    ours = "kind" if "kind" in export.columns else "sector"
    codes, known = export.frame[export.columns[ours]], export.values[ours]
    rows = choose(export, rng, export.given(ours))
    return rewrite(export, ours, {row: _misspell(str(codes[row]), known, rng) for row in rows})


def _misspell(word: str, known: Iterable[str], rng: np.random.Generator) -> str:
    taken = {spelling.casefold() for spelling in known}
    while True:
        at, way = int(rng.integers(1, len(word) - 1)), int(rng.integers(3))
        wrong = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )[way]
        if wrong.casefold() not in taken and wrong.strip() == wrong:
            return wrong


def old_ward_codes(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Some areas of a ward carry the code that it had before a review; the name stayed."""
    old = f"X05{rng.integers(900_000, 1_000_000):06}"
    return _change_ward(export, "neighbourhood_code", rng, lambda _: old)


def two_ward_names(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Some areas of a ward give its name in another way; the code is the same."""
    form = pick_word(["{} Ward", "{} and District", "{} (part)"], rng)
    return _change_ward(export, "neighbourhood_name", rng, form.format)


def _change_ward(export: Export, ours: str, rng: np.random.Generator, change: Callable[[str], str]) -> Planting:
    """Change the code or the name of fewer than half of the areas of a ward that no other fault stands in."""
    if not {"neighbourhood_code", "neighbourhood_name", "district_code"} <= set(export.columns):
        return nowhere(export)
    code, name, district = (
        export.frame[export.columns[part]] for part in ("neighbourhood_code", "neighbourhood_name", "district_code")
    )
    known = (code != "") & (name != "") & (district != "")
    wards = code[known].unique()
    for at in rng.permutation(len(wards)).tolist():
        areas = [int(label) for label in code.index[(code == wards[at]) & known]]
        if len(areas) < 3 or export.claimed & set(areas):
            continue
        count = int(rng.integers(1, (len(areas) - 1) // 2 + 1))
        rows = [areas[place] for place in sorted(rng.choice(len(areas), size=count, replace=False).tolist())]
        usual = str(export.frame.at[areas[0], export.columns[ours]])
        changed, planted = rewrite(export, ours, dict.fromkeys(rows, change(usual)))
        return changed.claim(areas), planted
    return nowhere(export)


def repeated_ids(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """An event got the reference of another one."""
    rows = choose(export, rng, export.given("contact_id"), most=3)
    references = export.frame[export.columns["contact_id"]]
    others = [row for row in export.free(export.given("contact_id")) if row not in rows]
    if len(others) < len(rows):
        return nowhere(export)
    twins = [others[at] for at in rng.choice(len(others), size=len(rows), replace=False).tolist()]
    changed, planted = rewrite(
        export, "contact_id", {row: str(references[twin]) for row, twin in zip(rows, twins, strict=True)}
    )
    return changed.claim(twins), planted


def formula_errors(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A formula failed in the spreadsheet, and its error was exported as a value."""
    columns = list(export.columns)
    if export.table == "partners":
        # without its code a partner would be missed wherever it is named
        columns.remove("partner_id")
    ours = pick_word(columns, rng)
    rows = choose(export, rng)
    errors = ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?"]
    changed, planted = rewrite(export, ours, {row: pick_word(errors, rng) for row in rows})
    if ours not in {"_x", "_y"}:
        return changed, planted
    return changed, [Planted(one.label, one.header, one.header, one.original, one.written) for one in planted]


_EVENTS = (CONTACTS, CONTACTS_SHEET)
KINDS = (
    FaultKind("lost_zeros", "leading zeros of codes are gone", lost_zeros, _EVENTS, ERROR, ("key",), "leading zeros"),
    FaultKind("scientific_codes", "codes became 1E+05", scientific_codes, _EVENTS, ERROR, ("spreadsheet",), "code"),
    FaultKind(
        "formula_errors",
        "a formula's error stands for a value",
        formula_errors,
        (CONTACTS, PARTNERS),
        ERROR,
        ("spreadsheet",),
        "formula",
    ),
    FaultKind(
        "repeated_ids",
        "a reference is used twice",
        repeated_ids,
        _EVENTS,
        ERROR,
        ("field uniqueness",),
        also=("field uniqueness",),
    ),
    FaultKind(
        "old_ward_codes",
        "some areas carry their ward's old code",
        old_ward_codes,
        (AREAS,),
        WARNING,
        ("levels",),
        "one neighbourhood name, two codes",
    ),
    FaultKind(
        "two_ward_names",
        "a ward's code has two names",
        two_ward_names,
        (AREAS,),
        WARNING,
        ("levels",),
        "one neighbourhood code, two names",
    ),
    FaultKind("old_area_codes", "codes of areas that are no more", old_area_codes, _EVENTS, ERROR, ("key",)),
    FaultKind("letter_o", "the letter O for a zero", letter_o, _EVENTS, ERROR, ("key",), "Did you mean"),
    FaultKind(
        "misspelt_codes", "a kind or a sector is misspelt", misspelt_codes, (CONTACTS, PARTNERS), ERROR, ("code list",)
    ),
)
