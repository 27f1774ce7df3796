"""Datasets and pictures that many tests read; none may change them."""

from pathlib import Path

import pytest
from hypothesis import settings

from prevent_geo.dataset import open_dataset
from prevent_geo.picture import rich_picture

# the same examples in every run: a failure is one that somebody can repeat
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

TRAFFORD = Path(__file__).parent / "data" / "trafford"


@pytest.fixture(scope="session")
def trafford_folder():
    return TRAFFORD


@pytest.fixture(scope="session")
def sample():
    return open_dataset("sample")


@pytest.fixture(scope="session")
def trafford():
    return open_dataset(TRAFFORD)


@pytest.fixture(scope="session")
def ward(trafford):
    """A ward of Trafford with a withheld attendance figure."""
    hidden = next(
        place
        for place in trafford.places("neighbourhood")
        if rich_picture(trafford, place=str(place)).layers["attendance_rate"].values.withheld
    )
    return rich_picture(trafford, place=str(hidden))
