"""What stands between a finished folder and the reader."""

import pandas as pd
import pytest

from prevent_geo.briefing import area_briefing
from prevent_geo.disclosure import LEDGER, earlier_releases, find_policy
from prevent_geo.errors import DisclosureError
from prevent_geo.picture import rich_picture
from prevent_geo.releases import write as releases
from prevent_geo.releases.safeguard import decided_once, scan_release


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


def test_a_batch_decides_once_and_the_sample_keeps_no_record(sample):
    with decided_once(sample, find_policy(), sample.period, "", first_release=False) as path:
        assert path.endswith(LEDGER)
        assert len(earlier_releases(sample, path).records) == 1
    with pytest.raises(DisclosureError):
        earlier_releases(sample, path)


def test_a_batch_of_other_data_needs_its_ledger(trafford, tmp_path):
    ledger = tmp_path / "ours.jsonl"
    with (
        pytest.raises(DisclosureError, match="--first-release"),
        decided_once(trafford, find_policy(), trafford.period, str(ledger), first_release=False),
    ):
        pass
    with decided_once(trafford, find_policy(), trafford.period, str(ledger), first_release=True) as path:
        assert path == str(ledger)
    assert ledger.exists()
