"""A profile and a comparison that many tests read; none may change them."""

import pytest

from prevent_geo.assessment import compare, profile


@pytest.fixture(scope="session")
def district(sample):
    return profile(sample, place="Clarrowbridge", period="last 12 months")


@pytest.fixture(scope="session")
def ward_beside_others(sample):
    return compare(sample, place="neighbourhood:X05000010", period="last 12 months")
