"""A small town as an organisation would export it, with the faults of a careful register."""

import pytest

from prevent_geo.runs.synth import TownOrder, make_town


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("towns") / "town"
    make_town(folder, TownOrder(areas=24, months=12, mess="light"))
    return folder
