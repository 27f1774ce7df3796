"""Towns of the course, each drawn once in a test run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from prevent_geo.course import KnownTown, draw_known

SEEDS = tuple(range(101, 121))


@cache
def _town(seed: int) -> KnownTown:
    return draw_known(seed)


@pytest.fixture(scope="session")
def town() -> Callable[[int], KnownTown]:
    return _town


@pytest.fixture(scope="session", params=SEEDS)
def any_town(request: pytest.FixtureRequest) -> KnownTown:
    return _town(request.param)
