"""A map of any figures in any class scheme: what a lesson needs to show how a map can lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.layers.layer import SEQUENTIAL
from prevent_geo.measures.common.class_breaks import class_numbers, equal_breaks, jenks_breaks, quantile_breaks
from prevent_geo.measures.common.counting import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from prevent_geo.drawing import WordedFigure

_BORDER = "#8a8a8a"
SCHEMES: Mapping[str, Callable[[Floats, int], Floats]] = {
    "quantiles": quantile_breaks,
    "equal interval": equal_breaks,
    "Fisher-Jenks": jenks_breaks,
}


def classes_of(values: pd.Series, *, scheme: str = "quantiles", classes: int = 5) -> pd.Series:
    """Class of each value, from 0 (lowest), on the same index; missing where there is no value.

    Examples
    --------
    >>> classes_of(pd.Series([1.0, 2, 3, 10]), scheme="equal interval", classes=3).tolist()
    [0, 0, 0, 2]
    """
    if scheme not in SCHEMES:
        raise InputError(f"scheme '{scheme}' is not one of {', '.join(SCHEMES)}{did_you_mean(scheme, SCHEMES)}")
    known = values.dropna()
    found: Floats = np.asarray(known, dtype=np.float64)
    numbers = class_numbers(found, SCHEMES[scheme](found, classes))
    return pd.Series(numbers, index=known.index, dtype="Int64").reindex(values.index)


def draw_map(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    *,
    title: str,
    scheme: str = "quantiles",
    classes: int = 5,
    mark: pd.Index | None = None,
) -> WordedFigure:
    """Draw figures of areas as a map of classes; `mark` are the areas to draw a heavy line around.

    Areas without a value are hatched. The legend says how many areas are in each class.
    """
    from matplotlib.patches import Patch

    from prevent_geo.drawing import GROUND, INK, WordedFigure

    found = classes_of(values.reindex(areas.index), scheme=scheme, classes=classes)
    figure = WordedFigure(7.2, 4.6)
    axes = figure.add_axes((0.01, 0.02, 0.68, 0.88))
    none = found.isna()
    colours = found[~none].map(lambda number: SEQUENTIAL[number])
    areas[~none].plot(ax=axes, color=colours.tolist(), edgecolor=_BORDER, linewidth=0.4)
    if none.any():
        areas[none].plot(ax=axes, color=GROUND, edgecolor=_BORDER, linewidth=0.4, hatch="////")
    if mark is not None and len(mark):
        areas.loc[mark].dissolve().boundary.plot(ax=axes, color=INK, linewidth=1.8)
    axes.set_axis_off()
    keys, words = [], []
    for number in range(classes):
        inside = values[found[found == number].index]
        keys.append(Patch(facecolor=SEQUENTIAL[number], edgecolor=_BORDER))
        span = f"{inside.min():,.1f} to {inside.max():,.1f}" if len(inside) else "none"
        words.append(f"{span} ({len(inside)})")
    if none.any():
        keys.append(Patch(facecolor=GROUND, hatch="////", edgecolor=_BORDER))
        words.append(f"No value ({int(none.sum())})")
    figure.legend(keys, words, title=f"{scheme}: value (areas)", loc="center right", frameon=False, fontsize=8)
    figure.text(0.02, 0.94, title, fontsize=11, weight="bold")
    figure.alt_text = f"Map: {title}. Classes ({scheme}): {'; '.join(words)}."
    return figure


def worded_axes(alt_text: str) -> Axes:
    """Axes to draw on, of a figure with alternative text; `axes.figure` at the end of a cell shows it.

    >>> axes = worded_axes("Scatter of rates by residents: the fewer residents, the wider the rates spread.")
    >>> 'alt="Scatter of rates' in axes.figure._repr_html_()
    True
    """
    from prevent_geo.drawing import WordedFigure

    figure = WordedFigure(6.4, 4.2)
    figure.alt_text = alt_text
    return figure.add_subplot()
