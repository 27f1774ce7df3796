"""Draw docs/images/town.png: the sample town as a place, and what is planted in it."""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import LogNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from prevent_geo.synthesis.town import Town, draw_town
from prevent_geo.synthesis.truth import planted_features

_WATER, _PARK = "#2a6fb0", "#7fbf7b"
_OUTLINES = {
    "silent": ("#000000", "-", "nobody records"),
    "under_reached": ("#b2182b", "-", "reached less than its need"),
    "over_served": ("#2166ac", "-", "reached more than its need"),
    "single_partner": ("#762a83", "--", "hangs on one partner"),
    "trust_decline": ("#8c510a", ":", "trust declines"),
    "unanswered": ("#01665e", "-.", "no longer answered"),
}


def draw_place(town: Town, axes: plt.Axes) -> None:
    areas, land = town.areas, town.landscape
    per_km2 = areas["population"] / (areas.area / 1e6)
    areas.assign(per_km2=per_km2).plot(
        "per_km2",
        ax=axes,
        cmap="OrRd",
        norm=LogNorm(60, 12_000),
        edgecolor="#555555",
        linewidth=0.25,
        legend=True,
        legend_kwds={
            "shrink": 0.55,
            "label": "residents per km² (logarithmic)",
            "format": "{x:,.0f}",
            "ticks": [100, 300, 1_000, 3_000, 10_000],
        },
    )
    areas.dissolve("district_code").boundary.plot(ax=axes, color="#222222", linewidth=1.1)
    land[land["kind"] == "park"].plot(ax=axes, color=_PARK, edgecolor="none", alpha=0.9)
    land[land["kind"] == "river"].plot(ax=axes, color=_WATER, linewidth=1.8)
    town.partners.plot(ax=axes, color="white", edgecolor="black", markersize=9, linewidth=0.5, zorder=3)
    for _, district in areas.dissolve("district_code").iterrows():
        spot = district.geometry.representative_point()
        axes.annotate(
            district["district_name"], (spot.x, spot.y), ha="center", fontsize=9, weight="bold", path_effects=_halo()
        )
    handles = [
        Line2D([], [], color=_WATER, label="river"),
        Patch(color=_PARK, label="park"),
        Line2D([], [], color="white", marker="o", markeredgecolor="black", label="partner"),
        Line2D([], [], color="#222222", label="district"),
    ]
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0.02), ncols=3, fontsize=8, frameon=False)
    axes.set_title("The place", loc="left")


def draw_planted(town: Town, axes: plt.Axes) -> None:
    intensity = town.intensity
    rate = sum(intensity.month(month).recorded for month in range(len(intensity.calendar)))
    per_thousand = rate / town.areas["population"] * 1_000
    town.areas.assign(rate=per_thousand.clip(lower=1)).plot(
        "rate",
        ax=axes,
        cmap="viridis",
        norm=LogNorm(4, 80),
        edgecolor="white",
        linewidth=0.2,
        legend=True,
        legend_kwds={
            "shrink": 0.55,
            "label": "expected recorded contacts per 1,000 residents, 24 months",
            "format": "{x:,.0f}",
            "ticks": [5, 10, 20, 40, 80],
        },
    )
    features = planted_features(intensity)
    handles = []
    for kind, (colour, dashes, words) in _OUTLINES.items():
        shapes = features[features["kind"] == kind]
        if len(shapes):
            shapes.boundary.plot(ax=axes, color=colour, linewidth=2.2, linestyle=dashes)
            handles.append(Line2D([], [], color=colour, linestyle=dashes, linewidth=2, label=words))
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0.02), ncols=3, fontsize=8, frameon=False)
    axes.set_title("What is planted in it, and the true rate", loc="left")


def _halo() -> list[object]:
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2.5, foreground="white")]


def main() -> None:
    town = draw_town(seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    figure, axes = plt.subplots(1, 2, figsize=(13, 6.6), layout="constrained")
    draw_place(town, axes[0])
    draw_planted(town, axes[1])
    for one in axes:
        one.set_axis_off()
        one.set_aspect("equal")
    for bar in figure.axes[2:]:
        bar.minorticks_off()
    figure.suptitle(f"{town.areas['force_name'].iloc[0]}: a town that does not exist", x=0.01, ha="left", weight="bold")
    figure.savefig(Path(sys.argv[1]), dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
