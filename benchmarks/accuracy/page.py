"""The tables as Markdown, with what each means to a user."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from marks import Key, Share
from unchecked import UNCHECKED

from prevent_geo.measures import CARDS

Shares = Mapping[Key, Share]
WANTED = (0.935, 0.965)
BLANK = Share(math.nan, math.nan, 0.0)


def percent(share: Share) -> str:
    return "" if math.isnan(share.value) else f"{share.value:.1%}".replace("%", " %")


def fine(share: Share) -> str:
    return "" if math.isnan(share.value) else f"{share.value:.2%}".replace("%", " %")


def with_error(share: Share) -> str:
    error = "" if math.isnan(share.error) else f" ± {100 * share.error:.1f}"
    return "" if math.isnan(share.value) else f"{100 * share.value:.1f}{error}"


def figure(digits: int) -> Callable[[Share], str]:
    return lambda share: "" if math.isnan(share.value) else f"{share.value:,.{digits}f}"


def table(
    shares: Shares, name: str, heads: list[str], columns: Mapping[str, tuple[str, Callable[[Share], str]]]
) -> str:
    """A Markdown table: `heads` name the parts of the row (split at "|"), `columns` the cells by their title."""
    rows = list(dict.fromkeys(key.row for key in shares if key.table == name))
    lines = [f"| {' | '.join([*heads, *columns])} |"]
    lines.append(f"|{' --- |' * len(heads)}{' ---: |' * len(columns)}")
    for row in rows:
        parts = row.split("|")
        cells = [form(shares.get(Key(name, row, column), BLANK)) for column, form in columns.values()]
        lines.append(f"| {' | '.join([*parts, *cells])} |")
    return "\n".join(lines)


def limits_table(shares: Shares) -> str:
    columns = {
        "mean n": ("mean n", figure(1)),
        "usual towns, % ± error": ("usual towns", with_error),
        "null towns, % ± error": ("null towns", with_error),
        "truth below": ("truth below", percent),
        "truth above": ("truth above", percent),
        "n < 10": ("n < 10", percent),
        "n 10 to 29": ("10 to 29", percent),
        "n 30 or more": ("30 or more", percent),
    }
    return table(shares, "limits", ["limits of"], columns)


def beyond_wanted(shares: Shares) -> str:
    """Which coverages are not within what is wanted, allowing for twice their error."""
    lines = []
    for key, share in shares.items():
        if key.table != "limits" or key.column not in ("usual towns", "null towns") or math.isnan(share.value):
            continue
        room = 0.0 if math.isnan(share.error) else 2 * share.error
        low, high = share.value + room < WANTED[0], share.value - room > WANTED[1]
        if low or high:
            lines.append(
                f"- {key.row}, {key.column}: {with_error(share)} % ({'too narrow' if low else 'wider than need be'})"
            )
    return "\n".join(sorted(lines)) or "None."


def alarms_table(shares: Shares) -> str:
    columns = {
        "units tested in a town": ("tested", figure(1)),
        "units with an alarm": ("units", fine),
        "towns with any, % ± error": ("towns", with_error),
    }
    return table(shares, "alarms", ["in null towns"], columns)


def rules_table(shares: Shares) -> str:
    names = (
        "signal",
        "some rule",
        "outside limits",
        "7 on one side",
        "2 of 3 near a limit",
        "7 rising",
        "7 falling",
        "no chart",
    )
    titles = {"signal": "signal now (trend_signal)", "some rule": "some rule (trend)"}
    return table(
        shares, "rules", ["null towns, 24 months"], {titles.get(name, name): (name, percent) for name in names}
    )


def clusters_table(shares: Shares) -> str:
    volumes = sorted(
        {key.column.removeprefix("areas, ") for key in shares if key.table == "clusters" and key.column[:5] == "areas"},
        key=lambda text: int(text.replace(",", "")),
    )
    rows = list(dict.fromkeys(key.row for key in shares if key.table == "clusters"))
    heads = ["rate ratio", "found by", *(f"{text} contacts" for text in volumes), "in the cluster", "others flagged"]
    lines = [f"| {' | '.join(heads)} |", f"| --- | --- |{' ---: |' * (len(heads) - 2)}"]
    for row in rows:
        cells = []
        for text in volumes:
            clusters, areas = (
                shares.get(Key("clusters", row, f"{what}, {text}"), BLANK) for what in ("clusters", "areas")
            )
            cells.append("" if math.isnan(areas.value) else f"{clusters.value:.0%} ({areas.value:.0%})")
        cells += [percent(shares.get(Key("clusters", row, "precision"), BLANK))]
        cells += [fine(shares.get(Key("clusters", row, "others"), BLANK))]
        lines.append(f"| {' | '.join([*row.split('|'), *cells])} |".replace("%", " %").replace("  %", " %"))
    return "\n".join(lines)


def ranking_table(shares: Shares) -> str:
    columns = {
        "rank correlation with the true rates": ("rank correlation", figure(3)),
        "true lowest tenth among the lowest tenth": ("lowest tenth found", percent),
        "error (root mean square, contacts per 1,000)": ("error", figure(2)),
    }
    return table(shares, "ranking", ["usual towns", "rate"], columns)


def delays_table(shares: Shares) -> str:
    def cell(row: str, column: str) -> Share:
        return shares.get(Key("delays", row, column), BLANK)

    months = sorted(int(key.column) for key in shares if key.table == "delays" and key.column.isdigit())
    last = max(months, default=0)
    rows = list(dict.fromkeys(key.row for key in shares if key.table == "delays"))
    shown = [month for month in (1, 2, 3, 6, 9) if month <= last]
    heads = [
        "what stops",
        "charted",
        "contacts a month",
        "no chart",
        "median months",
        *[f"seen in {n}" for n in shown],
        "signal before",
    ]
    lines = [f"| {' | '.join(heads)} |", f"| --- | --- |{' ---: |' * (len(heads) - 2)}"]
    for row in rows:
        half = next((str(month) for month in range(1, last + 1) if cell(row, str(month)).value >= 0.5), f"over {last}")
        cells = [figure(1)(cell(row, "contacts a month")), percent(cell(row, "too few")), half]
        cells += [percent(cell(row, str(month))) for month in shown]
        lines.append(f"| {' | '.join([*row.split('|'), *cells, percent(cell(row, 'already'))])} |")
    return "\n".join(lines)


def recovery_table(shares: Shares) -> str:
    columns = {
        "else plain town, % ± error": ("else plain", with_error),
        "others flagged there": ("others flagged, else plain", fine),
        "usual town, % ± error": ("usual", with_error),
        "others flagged": ("others flagged, usual", fine),
    }
    return table(shares, "recovery", ["planted", "found by"], columns)


def bias_table(shares: Shares) -> str:
    called = "called dependent, of those with no true share above ½"
    columns = {
        "mean n": ("mean n", figure(1)),
        "true largest share": ("true largest share", percent),
        "shown": ("shown", percent),
        "too high by": ("too high by", fine),
        called: (called, fine),
    }
    return table(shares, "largest share", ["towns"], columns)


def unchecked(shares: Shares) -> str:
    """Every other measure, and why its limits, if it has any, are not held against a truth."""
    checked = {re.split("[:, ]", key.row)[0] for key in shares if key.table == "limits"}
    rest = [name for name in CARDS if name not in checked]
    lines = [f"- {name}: {UNCHECKED.get(name, 'not looked at yet')}" for name in rest]
    return "\n".join(lines)


TABLES: dict[str, Callable[[Shares], str]] = {
    "limits": limits_table,
    "beyond": beyond_wanted,
    "largest_share": bias_table,
    "alarms": alarms_table,
    "rules": rules_table,
    "clusters": clusters_table,
    "ranking": ranking_table,
    "delays": delays_table,
    "recovery": recovery_table,
    "unchecked": unchecked,
}


def page(shares: Shares, *, seeds: int, first: int) -> str:
    """The whole page: page.md with the tables in their places."""
    text = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    values = {name: made(shares) for name, made in TABLES.items()}
    for name, value in {
        **values,
        **{
            "seeds": f"{seeds:,}",
            "first": str(first),
            "last": str(first + seeds - 1),
            "trend": CARDS["trend"].caveat,
            "trend_signal": CARDS["trend_signal"].caveat,
        },
    }.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text
