"""What stands between a finished folder and the reader."""

import pandas as pd
import pytest

from prevent_geo.briefing import area_briefing
from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.scan import unpack
from prevent_geo.errors import DisclosureError, InputError
from prevent_geo.picture import rich_picture
from prevent_geo.releases import write as releases
from prevent_geo.releases.safeguard import scan_release


@pytest.fixture(scope="module")
def picture(sample):
    return rich_picture(sample, place=str(sample.places("neighbourhood")[0]))


def test_a_leak_is_found_before_anything_is_in_place(picture, tmp_path, monkeypatch):
    hidden = picture.layers["attendance_rate"].values.table
    code = hidden.index[hidden["status"] == "suppressed"][0] if (hidden["status"] == "suppressed").any() else None
    if code is None:
        code = hidden.index[0]

    def leaky(layer):
        figures = layer.values.table.reset_index()
        return figures.assign(attendance=[3 if c == code else None for c in figures.iloc[:, 0]])

    monkeypatch.setattr(releases, "layer_figures", leaky)
    with pytest.raises(DisclosureError, match=r"attendance_rate\.csv") as caught:
        releases.write_release(picture, area_briefing(picture), tmp_path / "out")
    assert caught.value.exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_map_with_a_leak_is_not_written(picture, tmp_path, monkeypatch):
    page = picture.map().page()

    class Leaky:
        def page(self):
            return page.replace("</body>", "<p>3 people attended in Tarrel Moor 001.</p></body>")

    monkeypatch.setattr(type(picture), "map", lambda _: Leaky())
    with pytest.raises(DisclosureError, match=r"map\.html"):
        releases.write_map(picture, tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_a_clean_folder_passes(sample, tmp_path):
    pd.DataFrame({"area_code": sample.areas.index[:2], "residents": [3, 4]}).to_csv(tmp_path / "x.csv", index=False)
    scan_release(tmp_path, sample, find_policy())


def test_a_second_scan_knows_what_the_first_one_read(sample, tmp_path, monkeypatch):
    folder, readings = tmp_path / "release", tmp_path / "readings.json"
    folder.mkdir()
    cells = {"area_code": sample.areas.index, "residents": 100_000}
    pd.DataFrame(cells).to_csv(folder / "x.csv", index=False)
    scan_release(folder, sample, find_policy(), readings)
    read = unpack._read
    opened = []
    monkeypatch.setattr(unpack, "_read", lambda piece: opened.append(piece.where) or read(piece))
    scan_release(folder, sample, find_policy(), readings)
    assert opened == []
    (folder / "y.txt").write_text("3 people attended", encoding="utf-8")
    before = readings.read_bytes()
    with pytest.raises(DisclosureError, match=r"y\.txt"):
        scan_release(folder, sample, find_policy(), readings)
    assert readings.read_bytes() == before


def test_what_was_read_is_not_published(sample, tmp_path):
    (tmp_path / "x.csv").write_text("area_code,residents\n", encoding="utf-8")
    with pytest.raises(InputError, match="in another folder"):
        scan_release(tmp_path, sample, find_policy(), tmp_path / "tables" / "readings.json")
