"""The layers: one file, one layer; LAYERS lists them in the order of the stack."""

from collections.abc import Callable

from prevent_geo.dataset import Dataset
from prevent_geo.disclosure import Policy
from prevent_geo.layers.attendance_rate import attendance_rate
from prevent_geo.layers.contact_rate import contact_rate
from prevent_geo.layers.deprivation import deprivation
from prevent_geo.layers.layer import Entry, Layer, Style
from prevent_geo.layers.nearest_partner import nearest_partner
from prevent_geo.layers.partners import partners
from prevent_geo.layers.population import population
from prevent_geo.layers.recency import recency

LAYERS: dict[str, Callable[[Dataset, Policy], Layer]] = {
    "contact_rate": contact_rate,
    "recency": recency,
    "attendance_rate": attendance_rate,
    "nearest_partner": nearest_partner,
    "population": population,
    "deprivation": deprivation,
    "partners": partners,
}

__all__ = ["LAYERS", "Entry", "Layer", "Style"]
