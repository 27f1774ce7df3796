"""Read by mypy in test_types.py, never run: each line marked `# refused` must not type-check, and no other line may."""

from dataclasses import replace

import pandas as pd

from prevent_geo.disclosure import Released
from prevent_geo.layers import Layer, Style
from prevent_geo.maps.scene import Scene
from prevent_geo.maps.static import plot_layer


def layers(frame: pd.DataFrame, released: Released, style: Style, names: "pd.Series[str]") -> list[Layer]:
    """A layer takes what was released, and nothing else."""
    return [
        Layer("id", "Reach", "t", "q", "u", "m", "c", values=released, style=style, names=names, facts=frame),
        Layer("id", "Reach", "t", "q", "u", "m", "c", values=frame, style=style, names=names, facts=frame),  # refused
    ]


def figures(scene: Scene, layer: Layer, released: Released, frame: pd.DataFrame) -> None:
    """A map takes a layer, and nothing else."""
    plot_layer(scene, layer)
    plot_layer(scene, frame)  # refused
    plot_layer(scene, released)  # refused


def changed(layer: Layer, released: Released, frame: pd.DataFrame) -> None:
    """What was released cannot be changed."""
    replace(layer, values=released)
    released.policy = released.policy  # refused
    released.table = frame  # refused
