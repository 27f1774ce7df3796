"""A dataset may name the standards of its partnership: they take the place of the shipped ones in all that is made."""

import shutil

import pytest

from prevent_geo.assessment import profile
from prevent_geo.briefing.document import DataTable
from prevent_geo.briefing.html import briefing_html
from prevent_geo.briefing.reports import area_briefing
from prevent_geo.dataset import keep_open, open_dataset
from prevent_geo.errors import InputError
from prevent_geo.picture import rich_picture
from prevent_geo.reading import check_dataset

OURS = """[[standard]]
id = "themes_recorded"
focus = "intelligence"
title = "Our own promise"
question = "Do we write down what we hear?"
unit = "share of contacts"
direction = "higher"
green = 0.05
amber = 0.04
minimum_n = 5
source = "Agreed by our board"
"""


@pytest.fixture
def folder(trafford_folder, tmp_path):
    """A dataset that names a file of one standard."""
    home = tmp_path / "data"
    shutil.copytree(trafford_folder, home)
    config = home / "dataset.toml"
    config.write_text(f'standards = "ours.toml"\n{config.read_text(encoding="utf-8")}', encoding="utf-8")
    (home / "ours.toml").write_text(OURS, encoding="utf-8")
    return home


def test_what_a_dataset_names_is_what_its_figures_are_held_against(folder):
    data = open_dataset(folder)
    assert [standard.title for standard in data.standards.values()] == ["Our own promise"]
    assert folder / "ours.toml" in data.files
    card = profile(data).scorecard()
    assert card.index.tolist() == [("intelligence", "themes_recorded")]
    assert card["green"].tolist() == [0.05]


def test_its_briefing_shows_them_and_no_others(folder):
    briefing = area_briefing(rich_picture(open_dataset(folder), place="Hale"))
    (section,) = (section for section in briefing.sections if section.id == "scorecard")
    table = next(block.frame for block in section.blocks if isinstance(block, DataTable))
    assert table["Figure"].tolist() == ["Our own promise"]


def test_their_words_are_text_wherever_they_are_shown(folder):
    """Also where they look like markup, mathematics or a formula."""
    words = r"<img src=x onerror=alert(1)> $\frac{1}{$ #strong[x]"
    (folder / "ours.toml").write_text(OURS.replace('"Our own promise"', f"'{words}'"), encoding="utf-8")
    page = briefing_html(area_briefing(rich_picture(open_dataset(folder), place="Hale")))
    assert "<img src=x" not in page
    assert r"&lt;img src=x onerror=alert(1)&gt; $\frac{1}{$ #strong[x]" in page


def test_a_dataset_without_a_file_has_the_shipped_ones(trafford):
    assert trafford.standards is None
    assert "trust" in profile(trafford).scorecard().index.get_level_values("indicator")


def test_a_standard_that_changes_is_noticed_by_what_is_kept_open(folder):
    keep_open(folder)
    (folder / "ours.toml").write_text(OURS.replace("0.05", "0.50"), encoding="utf-8")
    assert open_dataset(folder).standards["themes_recorded"].green == 0.5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("themes_recorded", "theme_recorded"), "id is no figure (did you mean 'themes_recorded'?)"),
        (("amber = 0.04", "amber = 0.9"), "amber 0.9 is above green 0.05, but higher is better; exchange them"),
    ],
)
def test_what_is_wrong_with_them_is_told_by_check_and_when_it_is_opened(folder, change, said):
    (folder / "ours.toml").write_text(OURS.replace(*change), encoding="utf-8")
    for read in (open_dataset, check_dataset):
        with pytest.raises(InputError, match=r"^ours\.toml: 1 problem") as error:
            read(folder)
        assert said in str(error.value)


def test_a_file_that_is_not_there_is_told(folder):
    (folder / "ours.toml").unlink()
    with pytest.raises(InputError, match=r"standards file '.*ours\.toml': there is no such file"):
        open_dataset(folder)
