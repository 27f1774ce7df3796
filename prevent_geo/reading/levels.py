"""Levels: whether each neighbourhood, district and force has one code, one name and one place above it."""

from __future__ import annotations

import pandas as pd

from prevent_geo.reading.findings import Findings
from prevent_geo.tables import Table

_ABOVE = {"neighbourhood": "district", "district": "force", "force": ""}


def check_levels(frame: pd.DataFrame, table: Table, findings: Findings) -> None:
    """Warn of a code with two names, a name with two codes within the same place above, and a place in two of those.

    The rows named are those of the variant that fewer rows have; of as many, the one that comes later.
    """
    for level, above in _ABOVE.items():
        code, name, parent = f"{level}_code", f"{level}_name", f"{above}_code"
        if code not in frame:
            continue
        if name in frame:
            advice = "Places are found by name and counted by code: give each code one name"
            _report(frame, [code], name, f"one {level} code, two names", advice, table, findings)
        if name in frame and (parent in frame or not above):
            # two districts may each have a ward of that name, so nothing is said where the district is not known
            advice = "If the code was changed, as when boundaries were reviewed, give the present one in every row"
            within = [name, parent] if above else [name]
            _report(frame, within, code, f"one {level} name, two codes", advice, table, findings)
        if parent in frame:
            advice = f"Each {level} lies in one {above}: correct the one or the other"
            _report(frame, [code], parent, f"one {level} in two of the {above}s", advice, table, findings)


def _report(
    frame: pd.DataFrame, same: list[str], varies: str, what: str, advice: str, table: Table, findings: Findings
) -> None:
    """Report rows whose value in `varies` is the rarer among the rows with the same values in `same`."""
    rows = pd.DataFrame(frame[[*same, varies, "_file", "_row"]]).dropna(subset=[*same, varies])
    counts = rows.groupby([*same, varies], sort=False).size().rename("_rows").reset_index()
    counts["_usual"] = counts["_rows"].eq(counts.groupby(same)["_rows"].transform("max"))
    usual = counts[counts["_usual"]].drop_duplicates(same).drop(columns=["_rows", "_usual"])
    marked = rows.merge(usual, on=same, how="left", suffixes=("", "_usual"), validate="many_to_one")
    rare = marked[marked[varies] != marked[f"{varies}_usual"]]
    for name in (same[0], varies):
        rare = rare[~findings.is_reported(rare, table.name, name)]
    for file, part in rare.groupby("_file", sort=False):
        findings.add(
            "warning",
            "levels",
            what,
            advice,
            table=table.name,
            file=str(file),
            column=varies,
            rows=part["_row"],
            examples=part[varies] + ", elsewhere " + part[f"{varies}_usual"],
        )
