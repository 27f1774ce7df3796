"""From a measure's result to a Layer: the steps that all layers share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Protection, Released, Unit, release
from prevent_geo.layers.layer import Entry, Layer, Style
from prevent_geo.measures import RESULT_COLUMNS, MethodCard, Status

AREAS = Unit()


def area_layer(
    dataset: Dataset,
    result: pd.DataFrame,
    card: MethodCard,
    protection: Protection,
    *,
    style: Style | None = None,
    facts: pd.DataFrame | None = None,
    decimals: int = 1,
) -> Layer:
    """A layer of areas; without a style, classes are drawn from the released values that are not zero."""
    return released_layer(dataset, release(result, card, protection), style=style, facts=facts, decimals=decimals)


def zone_layer(
    dataset: Dataset,
    result: pd.DataFrame,
    zones: pd.Series,
    card: MethodCard,
    protection: Protection,
    *,
    of: Unit = AREAS,
    style: Style | None = None,
    decimals: int = 1,
) -> Layer:
    """A layer in which each area shows the figure of its zone (a neighbourhood, say), with its name beside it."""
    released = release(result, card, protection, of).spread(zones)
    facts = pd.DataFrame({"Figure of": zone_names(dataset, zones)})
    return released_layer(dataset, released, style=style, facts=facts, decimals=decimals)


def class_layer(
    dataset: Dataset,
    result: pd.DataFrame,
    card: MethodCard,
    protection: Protection,
    classes: Mapping[str, tuple[str, str]],
    *,
    column: str = "class",
    facts: pd.DataFrame | None = None,
) -> Layer:
    """A layer of classes in words: `classes` gives each, as it stands in `column`, its colour and hatch, in order.

    A class can be known where the number behind it is not: that something rose from nothing, say.
    """
    known = (result["status"] == Status.TOO_FEW) & result[column].isin(list(classes))
    result = result.assign(status=result["status"].mask(known, Status.VALUE.value))
    # the limits are those of a number, which the class stands for here
    worded = result.assign(value=result[column].astype("object"), lower=np.nan, upper=np.nan)
    worded = worded.reindex(columns=[*RESULT_COLUMNS, *worded.columns.difference(RESULT_COLUMNS, sort=False)])
    layer = area_layer(dataset, worded, card, protection, style=class_style(classes), facts=facts)
    return replace(layer, unit="class")


def class_style(classes: Mapping[str, tuple[str, str]]) -> Style:
    """The style of classes in words, each with its colour and hatch."""
    return Style.from_categories(tuple(Entry(name, sentence_case(name), *look) for name, look in classes.items()))


def released_layer(
    dataset: Dataset, released: Released, *, style: Style | None, facts: pd.DataFrame | None, decimals: int
) -> Layer:
    """A layer of areas from what was released, with the words of its card."""
    shown, card = released.table, released.card
    if style is None:
        style = Style.from_values(shown["value"].where(shown["status"] == Status.VALUE), decimals=decimals)
    return Layer(
        id=card.id,
        group=card.group.capitalize(),
        title=card.title,
        question=card.question,
        unit=card.unit,
        method=card.method,
        caveat=card.caveat,
        values=released,
        style=style,
        names=dataset.areas["area_name"],
        facts=pd.DataFrame(index=shown.index) if facts is None else facts,
        decimals=decimals,
    )


def point_layer(
    dataset: Dataset,
    result: pd.DataFrame,
    card: MethodCard,
    protection: Protection,
    classes: Mapping[str, tuple[str, str]],
    *,
    column: str,
    facts: pd.DataFrame,
) -> Layer:
    """A layer of partner sites by class: `classes` gives each its colour and its mark, in order."""
    entries = tuple(Entry(name, sentence_case(name), colour, mark=mark) for name, (colour, mark) in classes.items())
    worded = result.assign(value=result[column].astype("object"), lower=np.nan, upper=np.nan, status=Status.VALUE)
    return Layer(
        id=card.id,
        group=card.group.capitalize(),
        title=card.title,
        question=card.question,
        unit="class",
        method=card.method,
        caveat=card.caveat,
        values=release(worded, card, protection),
        style=Style(entries, categories=tuple(classes)),
        names=dataset.partners["partner_name"],
        facts=facts,
        kind="points",
    )


def given_values(values: pd.Series) -> pd.DataFrame:
    """A column of a table in the shape of a measure's result: what is given, else missing."""
    nothing = float("nan")
    status = pd.Series(Status.VALUE, index=values.index).where(values.notna(), Status.MISSING)
    return pd.DataFrame(
        {
            "value": values,
            "lower": nothing,
            "upper": nothing,
            "numerator": nothing,
            "denominator": nothing,
            "n": values.notna().astype("int64"),
            "method": "as given",
            "status": status.astype("str"),
        }
    )


def zone_names(dataset: Dataset, zones: pd.Series) -> pd.Series:
    """Name of the zone of each area; its code where it has no name."""
    for level in ("neighbourhood", "district", "force"):
        if zones.equals(dataset.areas[f"{level}_code"]):
            return text_or_blank(dataset.areas[f"{level}_name"].fillna(zones))
    return text_or_blank(zones)


def strand_names(dataset: Dataset) -> dict[str, str]:
    """Short name of each strand, for lists: its label up to the colon."""
    labels = dataset.code_lists["strands"].labels
    return {code: sentence_case(label.split(":")[0]) for code, label in labels.items()}


def text_or_blank(values: pd.Series) -> pd.Series:
    """Words for people; missing stays empty, also where all are missing."""
    return values.astype("str").fillna("")


def count_text(counts: pd.Series) -> pd.Series:
    """Whole numbers for people; missing stays empty."""
    return number_text(counts, decimals=0)


def number_text(values: pd.Series, *, decimals: int) -> pd.Series:
    """Numbers for people; missing stays empty."""
    texts = values.astype("float64").map(lambda value: f"{value:,.{decimals}f}", na_action="ignore")
    return text_or_blank(texts)


def limits_text(table: pd.DataFrame, *, decimals: int, names: tuple[str, str] = ("lower", "upper")) -> pd.Series:
    """Two columns of limits as "1.2 to 3.4"; empty where there are none, open where there is no end."""
    low, high = (number_text(table[name].replace(np.inf, np.nan), decimals=decimals) for name in names)
    known = table[names[0]].notna() & table[names[1]].notna()
    ends = high.where(np.isfinite(table[names[1]]), "no upper limit")
    return (low + " to " + ends).where(known, "")


def rows_of(result: pd.DataFrame, key: str, *, level: str) -> pd.DataFrame:
    """The rows of one key of a level of the index, without that level."""
    return result[result.index.get_level_values(level) == key].droplevel(level)


def percentages(result: pd.DataFrame) -> pd.DataFrame:
    """A result of shares (0 to 1) in percent."""
    return result.assign(**{name: result[name] * 100 for name in ("value", "lower", "upper")})


def percent_style() -> Style:
    """Five classes of a percentage, the same for every layer of shares."""
    labels = ("Up to 20 %", "Over 20 to 40 %", "Over 40 to 60 %", "Over 60 to 80 %", "Over 80 %")
    return Style.from_breaks((20, 40, 60, 80), labels)


def percent_text(shares: pd.Series) -> pd.Series:
    """Shares (0 to 1) as percentages for people; missing stays empty."""
    texts = number_text(shares * 100, decimals=0)
    return texts.where(texts == "", texts + " %")


def sentence_case(text: str) -> str:
    """The text with a capital at the front.

    >>> sentence_case("well below expected")
    'Well below expected'
    """
    return text[:1].upper() + text[1:]
