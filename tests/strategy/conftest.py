"""A town of twelve areas, as a folder."""

import pytest

from prevent_geo.synthesis.town import draw_town
from prevent_geo.synthesis.write import write_town


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    write_town(folder, draw_town(areas=12, partners=12, contacts=150, months=6, seed=7))
    return folder
