"""The command, and real releases: no false alarm."""

import pytest
from typer.testing import CliRunner

from prevent_geo.briefing import area_briefing
from prevent_geo.cli.audit import audit
from prevent_geo.disclosure import LEDGER, earlier_releases, find_policy
from prevent_geo.disclosure.scan import audit_folders
from prevent_geo.errors import DisclosureError, InputError
from prevent_geo.picture import rich_picture
from prevent_geo.releases.write import write_release


@pytest.mark.parametrize(("name", "period"), [("sample", "last 12 months"), ("trafford", "all")])
def test_no_false_alarm_on_the_briefing_of_a_district(tmp_path, request, name, period):
    dataset = request.getfixturevalue(name)
    ledger = earlier_releases(dataset, tmp_path / LEDGER, first_release=True)
    picture = rich_picture(dataset, place=str(dataset.places("district")[0]), period=period, ledger=ledger)
    # writing it scans it with the dataset
    folder = write_release(picture, area_briefing(picture), tmp_path / "release")
    found = audit_folders([folder], policy=find_policy())
    assert found.ok, str(found)
    assert found.statements > 500
    assert found.withheld > 0


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "a.csv").write_text("place,attendances\nOld Mill,12\n", encoding="utf-8")
    return tmp_path / "release"


def test_a_clean_folder_ends_with_a_report(folder, capsys):
    audit([folder])
    said = capsys.readouterr().out
    assert f"Reading {folder}: 1 file\n" in said
    assert "1 file read, 1 figure of persons found, 0 of them withheld." in said
    assert "No withheld count is shown, and none can be worked out from what is." in said


def test_a_finding_is_refused_with_its_place(folder):
    (folder / "a.csv").write_text("place,attendances\nOld Mill,3\n", encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"breach: release/a\.csv, row 1, 'attendances'.*from 1 to 4") as caught:
        audit([folder])
    assert caught.value.exit_code == 3


def test_a_planted_value_is_refused(folder):
    with pytest.raises(DisclosureError, match="canary 1: a value that must be nowhere is here"):
        audit([folder], canary=["Old Mill"])
    with pytest.raises(InputError, match=r"^canary 1 is shorter than 4 signs"):
        audit([folder], canary=["12"])


def test_folders_that_are_none_are_all_named(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        audit([tmp_path / "none", tmp_path / "empty", tmp_path / "file"])
    assert [part.partition(": ")[2] for part in str(caught.value).split("\n")[0].split("; ")[::2]]
    for words in ("there is no such folder", "there are no files in it", "it is a file"):
        assert words in str(caught.value)


def test_the_policy_is_the_one_that_the_manifests_name(folder):
    (folder / "a.csv").write_text("place,attendances\nOld Mill,6\n", encoding="utf-8")
    audit([folder])
    (folder / "manifest.json").write_text('{"policy": {"name": "hes"}, "files": {}}', encoding="utf-8")
    with pytest.raises(DisclosureError, match="from 1 to 7"):
        audit([folder])
    (folder / "b").mkdir()
    (folder / "b" / "manifest.json").write_text('{"policy": {"name": "strict"}, "files": {}}', encoding="utf-8")
    with pytest.raises(InputError, match=r"name different policies \(hes, strict\); say which with --policy"):
        audit([folder])


def test_its_options_have_names():
    import typer

    app = typer.Typer()
    app.command()(audit)
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
    for option in ("FOLDER", "--dataset", "--policy", "--policy-file", "--canary"):
        assert option in shown
