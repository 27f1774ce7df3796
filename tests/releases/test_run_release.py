import json
from dataclasses import replace
from hashlib import sha256

import pytest

from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.scan import audit_folders
from prevent_geo.errors import CannotWriteError, InputError
from prevent_geo.releases.run_release import check_run_folder
from prevent_geo.releases.staging import check_free
from prevent_geo.releases.summary import Outcome
from tests.releases.small_run import outcome, release, write

FILES = {"audit.jsonl", "index.html", "packages.cdx.json"}


@pytest.fixture
def places(trafford):
    return trafford.places("neighbourhood")[:3]


def own_files(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_the_same_releases_give_the_same_bytes_wherever_they_are(trafford, places, tmp_path):
    for name in ("one", "two"):
        for place in places:
            release(tmp_path / name, place)
        write(tmp_path / name, trafford, [outcome(place) for place in places])
    assert own_files(tmp_path / "one") == own_files(tmp_path / "two")
    assert own_files(tmp_path / "one").keys() == {*FILES, "manifest.json"}
    assert not any(str(tmp_path).encode() in data for data in own_files(tmp_path / "one").values())


def test_the_manifest_has_a_hash_of_every_release_and_of_every_other_file_of_the_run(trafford, places, tmp_path):
    for place in places[:2]:
        release(tmp_path, place)
    write(tmp_path, trafford, [outcome(places[0]), outcome(places[2], "failed", "it broke", 5)])
    facts = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert facts["kind"] == "run"
    assert facts["files"] == {name: sha256((tmp_path / name).read_bytes()).hexdigest() for name in FILES}
    assert [one["status"] for one in facts["releases"].values()] == ["made", "earlier", "failed"]
    for folder, one in facts["releases"].items():
        path = tmp_path / folder / "manifest.json"
        assert one.get("manifest") == (sha256(path.read_bytes()).hexdigest() if path.exists() else None)
    assert facts["notebook"] == {"name": "area_briefing", "digest": "ab" * 8}
    assert facts["parameters"] == {"period": "2026-01-01/2026-03-31", "audience": "partner"}


def test_a_folder_whose_manifest_is_not_in_order_is_no_release(trafford, places, tmp_path):
    for place in places:
        release(tmp_path, place)
    texts = (
        "not json",
        "[]",
        '{"run_id": "x", "files": {}, "parameters": {"place": "moon:1"}, "places": {"moon:1": {}}}',
    )
    for number, text in enumerate(texts):
        (tmp_path / f"odd-{number}").mkdir()
        (tmp_path / f"odd-{number}" / "manifest.json").write_text(text)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "manifest.json").write_bytes(
        (tmp_path / f"{outcome(places[0]).folder}/manifest.json").read_bytes()
    )
    assert "3 places:" in write(tmp_path, trafford, [outcome(place) for place in places])


def test_a_release_of_another_place_in_the_folder_of_one_is_not_its_own(trafford, places, tmp_path):
    mine, other = places[:2]
    release(tmp_path, other, folder="shared")
    write(tmp_path, trafford, [Outcome(mine, "shared", "failed", "", 4)])
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "There is no release of it yet" in text
    assert "Not part of this run" in text


def test_the_scan_takes_a_run_for_no_place_and_sees_what_was_changed(trafford, places, tmp_path):
    for place in places:
        release(tmp_path, place, files={})
    write(tmp_path, trafford, [outcome(place) for place in places])
    result = audit_folders([tmp_path], dataset=trafford, policy=find_policy())
    assert result.ok
    assert not result.findings
    with (tmp_path / "index.html").open("a") as page:
        page.write("<!-- more -->")
    (finding,) = audit_folders([tmp_path], dataset=trafford, policy=find_policy()).findings
    assert "changed after manifest.json was written" in finding.why


def test_a_run_can_be_written_again_and_a_place_in_it_too_but_not_a_place_over_it(trafford, places, tmp_path):
    for _ in range(2):
        release(tmp_path, places[0], files={})
        write(tmp_path, trafford, [outcome(places[0])])
    check_free(tmp_path / outcome(places[0]).folder)
    with pytest.raises(InputError, match="is not an earlier release"):
        check_free(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("manifest.json", '{"run_id": "x", "files": {}}'),
        ("manifest.json", "[1]"),
        ("packages.cdx.json", '{"metadata": {"component": {"name": "theirs"}}}'),
        ("audit.jsonl", "mine"),
        ("audit.jsonl", ""),
        ("index.html", "<p>mine</p>"),
    ],
)
def test_what_is_not_of_a_run_is_left_alone(trafford, places, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    for attempt in (check_run_folder, lambda out: write(out, trafford, [outcome(places[0])])):
        with pytest.raises(InputError, match="exists and is not"):
            attempt(tmp_path)
    assert own_files(tmp_path) == {name: text.encode()}


def test_the_manifest_is_written_last(trafford, places, tmp_path, monkeypatch):
    written = []

    def fail_at_the_page(path, text):
        written.append(path.name)
        if path.name == "index.html":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("prevent_geo.releases.run_release.write_text", fail_at_the_page)
    with pytest.raises(CannotWriteError, match="No space left"):
        write(tmp_path, trafford, [outcome(places[0])])
    assert written == ["packages.cdx.json", "audit.jsonl", "index.html"]


def test_a_place_whose_areas_are_not_in_the_data_is_listed_and_not_drawn(trafford, places, tmp_path):
    gone = replace(places[0], area_codes=("E01999999",))
    release(tmp_path, gone)
    text = write(tmp_path, trafford, [outcome(gone)])
    assert "<svg" not in text
    assert "1 place:" in text
