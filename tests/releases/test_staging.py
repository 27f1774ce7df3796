import os
import sqlite3
from pathlib import Path

import pytest

from prevent_geo.errors import CannotWriteError, DisclosureError, InputError, LockedError
from prevent_geo.pages import GENERATOR
from prevent_geo.releases import disk
from prevent_geo.releases import staging as module
from prevent_geo.releases.lock import LOCK, take
from prevent_geo.releases.staging import check_free, publish, replace_file, replace_page, staging, tidy_leftovers
from prevent_geo.typesetting import PDF_KEYWORD


def _release(stage, text):
    folder = stage / "release"
    folder.mkdir()
    (folder / "briefing.html").write_text(text)
    (folder / "manifest.json").write_text('{"run_id": "r", "files": {"briefing.html": "h"}}')
    return folder


def test_a_finished_folder_replaces_an_earlier_release(tmp_path):
    out = tmp_path / "out"
    for text in ("first", "second"):
        with staging(out) as stage:
            publish(_release(stage, text), stage, out)
    assert (out / "briefing.html").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_earlier_release_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    with staging(out) as stage:
        publish(_release(stage, "first"), stage, out)
    with pytest.raises(RuntimeError), staging(out) as stage:
        _release(stage, "half")
        raise RuntimeError
    assert (out / "briefing.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(InputError, match="exists and is not an earlier release"), staging(tmp_path):
        pass
    assert (tmp_path / "thesis.docx").read_text() == "mine"


def test_a_release_beside_something_else_is_refused(tmp_path):
    out = tmp_path / "out"
    with staging(out) as stage:
        publish(_release(stage, "first"), stage, out)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="exists and is not an earlier release"), staging(out):
        pass
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("text", ["{}", "not json", '{"run_id": "", "files": {}}', "[1]"])
def test_a_manifest_of_something_else_is_no_release(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match="exists and is not an earlier release"), staging(tmp_path):
        pass


def test_an_earlier_release_is_put_back_if_the_new_one_cannot_be_moved(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "exchange", lambda *_: False)
    out = tmp_path / "out"
    with staging(out) as stage:
        publish(_release(stage, "first"), stage, out)
    rename = Path.rename

    def fail(self, target):
        if self.name == "release":
            raise PermissionError(13, "in use")
        return rename(self, target)

    with pytest.raises(CannotWriteError, match="in use"), staging(out) as stage:
        folder = _release(stage, "second")
        monkeypatch.setattr(Path, "rename", fail)
        publish(folder, stage, out)
    assert (out / "briefing.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("page", [f"<head>{GENERATOR}</head>".encode(), f"%PDF-1.7 {PDF_KEYWORD}".encode()])
def test_a_page_replaces_only_a_page_of_ours(tmp_path, page):
    for data in (page, page + b"again"):
        replace_page(tmp_path / "page", data)
    assert (tmp_path / "page").read_bytes() == page + b"again"
    for name, text in {"contacts.csv": "contact_id", "theirs.pdf": "%PDF-1.7 theirs"}.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match="is not a page that prevent_geo made"):
            replace_page(tmp_path / name, page)
        assert (tmp_path / name).read_text() == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["contacts.csv", "page", "theirs.pdf"]


def test_a_place_that_cannot_be_written_to_is_exit_7(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(CannotWriteError, match=r"cannot write to .*out: ") as caught,
        staging(tmp_path / "file" / "out"),
    ):
        pass
    assert caught.value.exit_code == 7


def test_an_earlier_release_that_cannot_be_put_back_is_put_back_by_the_next_run(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "exchange", lambda *_: False)
    out = tmp_path / "out"
    with staging(out) as stage:
        publish(_release(stage, "first"), stage, out)
    rename = Path.rename

    def fail(self, target):
        if target == out:
            raise PermissionError(13, "in use")
        return rename(self, target)

    with monkeypatch.context() as patch, pytest.raises(CannotWriteError, match="in use"), staging(out) as stage:
        patch.setattr(Path, "rename", fail)
        publish(_release(stage, "second"), stage, out)
    assert not out.exists()
    tidy_leftovers(out)
    assert (out / "briefing.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_only_what_a_run_of_this_release_left_is_tidied_and_not_while_it_lives(tmp_path):
    out = tmp_path / "out"
    others = [
        ".out-archives",
        ".out-b-abcdefgh.prevent-geo",
        ".outside-abcdefgh.prevent-geo",
        "out-abcdefgh.prevent-geo",
    ]
    for name in [*others, ".out-abcdefgh.prevent-geo"]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".out-hgfedcba.prevent-geo").symlink_to(tmp_path / "elsewhere")
    with staging(out) as alive:
        tidy_leftovers(out)
        with staging(out) as stage:
            assert alive.is_dir()
            publish(_release(stage, "first"), stage, out)
        publish(_release(alive, "second"), alive, out)
    assert (out / "briefing.html").read_text() == "second"
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"out", "elsewhere", ".out-hgfedcba.prevent-geo", *others}


def test_a_stage_that_another_run_tidied_before_it_had_an_owner_is_made_again(tmp_path, monkeypatch):
    made = []

    def make(really=module.tempfile.mkdtemp, **given):
        made.append(really(**given))
        if len(made) == 1:
            tidy_leftovers(tmp_path / "out")
        return made[-1]

    monkeypatch.setattr(module.tempfile, "mkdtemp", make)
    with staging(tmp_path / "out") as stage:
        assert [str(stage)] == made[1:]
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link_to_what_is_written(tmp_path):
    (tmp_path / "disk").mkdir()
    out, page = tmp_path / "out", tmp_path / "page.html"
    out.symlink_to(tmp_path / "disk" / "release")
    page.symlink_to(tmp_path / "disk" / "page.html")
    for text in ("first", "second"):
        with staging(out) as stage:
            publish(_release(stage, text), stage, out)
        replace_page(page, f"<head>{GENERATOR}</head>{text}".encode())
    assert out.is_symlink() and page.is_symlink()
    assert (tmp_path / "disk" / "release" / "briefing.html").read_text() == "second"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk", "out", "page.html"]
    assert sorted(path.name for path in (tmp_path / "disk").iterdir()) == ["page.html", "release"]


def test_a_full_disk_is_told_of_whatever_the_writer_calls_it(tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "_free", lambda _: 0)
    said = r"out: No space left on device \(database or disk is full\); make room"
    with pytest.raises(CannotWriteError, match=said), staging(tmp_path / "out"):
        raise sqlite3.OperationalError("database or disk is full")
    with pytest.raises(DisclosureError), staging(tmp_path / "out"):
        raise DisclosureError
    with pytest.raises(ConnectionRefusedError), staging(tmp_path / "out"):
        raise ConnectionRefusedError


def test_a_disk_of_its_own_cannot_be_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path) == tmp_path / "out")
    with pytest.raises(CannotWriteError, match="out is a disk of its own"), staging(tmp_path / "out"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_being_written_by_another_run_is_left_to_it(tmp_path):
    hold = take(tmp_path / ".page.html.prevent-geo")
    with pytest.raises(LockedError, match=r"page.html is being written by another run"):
        replace_page(tmp_path / "page.html", GENERATOR.encode())
    hold.let_go()
    replace_page(tmp_path / "page.html", GENERATOR.encode())
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_the_lock_of_a_killed_run_does_not_make_a_folder_somebody_elses(tmp_path):
    (tmp_path / "empty").mkdir()
    _release(tmp_path, "ours")
    for name in ("empty", "release"):
        (tmp_path / name / LOCK).write_text("")
        check_free(tmp_path / name)


def test_everything_is_on_the_disk_before_it_is_moved_and_its_name_after(tmp_path, monkeypatch):
    out, told = tmp_path / "out", []
    exchange, fsync = module.exchange, os.fsync

    def sync(handle):
        told.append(os.readlink(f"/proc/self/fd/{handle}"))
        fsync(handle)

    def move(one, other):
        told.append("moved")
        return exchange(one, other)

    monkeypatch.setattr(os, "fsync", sync)
    with staging(out) as stage:
        folder = stage / "release"
        # as a notebook does in its job: what is not in its place yet is not waited for
        with staging(folder) as inner:
            publish(_release(inner, "first"), inner, folder)
        replace_file(folder / "tables" / "a.csv", b"")
        assert told == []
        monkeypatch.setattr(module, "exchange", move)
        publish(folder, stage, out)
    before, after = told[: told.index("moved")], told[told.index("moved") + 1 :]
    whole = ["briefing.html", "manifest.json", "tables", "tables/a.csv"]
    assert sorted(before) == [str(folder), *(str(folder / name) for name in whole)]
    assert before.index(str(folder / "tables/a.csv")) < before.index(str(folder / "tables")) < before.index(str(folder))
    assert after == [str(tmp_path)]
    del told[:]
    replace_page(tmp_path / "page.html", GENERATOR.encode())
    assert told == [str(tmp_path / ".page.html.prevent-geo"), str(tmp_path)]
