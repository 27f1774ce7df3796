"""A map in words: the alternative text that every picture of a layer carries."""

from __future__ import annotations

from prevent_geo.layers import Layer
from prevent_geo.maps.scene import Scene
from prevent_geo.measures import Status


def alt_text(scene: Scene, layer: Layer) -> str:
    """What the map of a layer shows, in words: the units in each class, and where the highest and lowest are."""
    noun = "areas" if layer.kind == "areas" else "sites"
    parts = [f"{entry.label}: {count:,}" for entry, count in layer.legend() if count]
    text = f"Map of {scene.place.name}, {scene.period}. {layer.title} ({layer.unit}). "
    text += f"Number of {noun} by class: {'; '.join(parts)}."
    table = layer.values.table
    values = table.loc[table["status"] == Status.VALUE, "value"]
    if layer.style.breaks and len(values):
        texts = layer.texts()
        order = values.astype("float64").sort_values(kind="stable").index
        lowest, highest = order[0], order[-1]
        text += f" Lowest: {layer.names[lowest]} ({texts[lowest]}); highest: {layer.names[highest]} ({texts[highest]})."
    return text
