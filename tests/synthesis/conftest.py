"""Towns that many tests read; none may change them."""

from functools import cache

import pandas as pd
import pytest

from prevent_geo.synthesis.contacts import draw_counts, draw_table
from prevent_geo.synthesis.town import draw_town


@pytest.fixture(scope="session")
def town_of():
    """A small town of a seed, with its recorded contacts; features as wished for (None: the usual ones)."""

    @cache
    def draw(seed, wishes=(), *, plain=True, areas=120, contacts=6_000, months=12):
        town = draw_town(
            areas=areas, partners=30, contacts=contacts, months=months, seed=seed, plain=plain, plant=wishes
        )
        counts = draw_counts(town.intensity)
        table = draw_table(town.intensity, counts)
        for name in ("date", "answered_on", "recorded_on"):
            table[name] = pd.to_datetime(table[name])
        return town, counts, table

    return draw
