import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from prevent_geo.errors import CannotWriteError, LockedError
from prevent_geo.releases import disk, lock, staging
from prevent_geo.releases.lock import LOCK, run_lock, take
from prevent_geo.releases.manifest import write_manifest, write_text


@pytest.fixture(scope="module")
def locks(tmp_path_factory):
    command = [sys.executable, Path(__file__).parent / "faults" / "hold.py", tmp_path_factory.mktemp("locks")]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=120).stdout)


@pytest.fixture
def windows(monkeypatch):
    """No flock, but a byte range that others cannot read; and what is open is neither moved nor removed."""
    locked = {}

    def locking(handle, mode, size):
        place = (os.fstat(handle).st_ino, os.lseek(handle, 0, os.SEEK_CUR))
        assert (mode, size) == ("not waiting", 1) and place[1] > 1_000_000
        if handle in locked.values() or locked.setdefault(place, handle) != handle:
            raise PermissionError(13, "Permission denied")

    def close(handle, really=os.close):
        for place in [place for place, holder in locked.items() if holder == handle]:
            del locked[place]
        really(handle)

    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK="not waiting"))
    monkeypatch.setattr(os, "close", close)
    for module in (disk, lock, staging):
        monkeypatch.setattr(module, "WINDOWS", True)
    monkeypatch.setattr(sys, "platform", "win32")
    return locked


def test_the_second_run_hears_who_holds_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/usr/bin/prevent-geo", "brief", "secret"])
    out = tmp_path / "run"
    with run_lock(out):
        for _ in range(2):
            with pytest.raises(LockedError) as caught, run_lock(out):
                pass
    who = rf"run is being written to by another run: process {os.getpid()} on .+ since .+ UTC \(prevent-geo brief\); "
    caught.match(who)
    assert caught.value.exit_code == 6
    assert not out.exists()


def test_the_lock_is_no_part_of_what_is_in_the_folder(tmp_path):
    write_text(tmp_path / "page.html", "a page")
    with run_lock(tmp_path):
        # as a run that is killed leaves it
        (tmp_path / ".place-abcdefgh.prevent-geo").mkdir()
        write_text(tmp_path / ".place-abcdefgh.prevent-geo" / "half.csv", "half")
        write_manifest(tmp_path, {"run_id": "r"})
        assert (tmp_path / LOCK).exists()
    assert list(json.loads((tmp_path / "manifest.json").read_text())["files"]) == ["page.html"]
    assert not (tmp_path / LOCK).exists()


@pytest.mark.parametrize("note", [b"", b"{}", b"[1]", b"\xff", b"[" * 5000, b'{"process": 1}'])
def test_a_note_that_cannot_be_read_is_another_run(tmp_path, note):
    hold = take(tmp_path / LOCK)
    (tmp_path / LOCK).write_bytes(note)
    with pytest.raises(LockedError, match="by another run; wait"), run_lock(tmp_path):
        pass
    hold.let_go()


def test_a_note_is_printed_without_what_a_terminal_would_obey(tmp_path):
    hold = take(tmp_path / LOCK)
    note = {"process": 1, "host": "\x1b[2Jname", "since": "\n", "command": "x" * 500}
    (tmp_path / LOCK).write_text(json.dumps(note))
    with pytest.raises(LockedError) as caught, run_lock(tmp_path):
        pass
    assert f"process 1 on [2Jname since  ({'x' * 100})" in str(caught.value)
    hold.let_go()


def test_a_link_is_not_locked_in_the_place_of_what_it_leads_to(tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / LOCK).symlink_to(tmp_path / "mine")
    with pytest.raises(CannotWriteError), run_lock(tmp_path):
        pass
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_disk_without_locks_is_told_of(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    for begin in (run_lock, staging.staging):
        with pytest.raises(CannotWriteError, match="No locks available; that disk has no file locks"):
            begin(tmp_path / "out").__enter__()
    assert [path.name for path in tmp_path.rglob("*")] == ["out"]


def test_a_lock_whose_file_was_removed_meanwhile_is_not_taken_for_the_new_one(tmp_path):
    path = tmp_path / LOCK
    first = take(path)
    path.unlink()
    second = take(path)
    first.let_go(remove=True)
    assert second.is_in_place()
    assert take(path) is None
    second.let_go(remove=True)
    second.let_go(remove=True)
    assert not path.exists()


def test_a_file_that_its_holder_removes_just_before_it_is_locked_is_made_again(tmp_path, monkeypatch):
    path, lock_file = tmp_path / LOCK, lock._lock
    holders = [take(path)]

    def late(handle):
        while holders:
            holders.pop().let_go(remove=True)
        return lock_file(handle)

    monkeypatch.setattr(lock, "_lock", late)
    hold = take(path)
    assert hold.is_in_place()
    assert take(path) is None
    hold.let_go()


def test_without_flock_a_byte_that_no_note_reaches_is_locked(tmp_path, windows):
    with run_lock(tmp_path):
        with pytest.raises(LockedError, match=f"process {os.getpid()} on"), run_lock(tmp_path):
            pass
        assert len(windows) == 1
    assert not windows
    assert list(tmp_path.iterdir()) == []


def test_on_windows_a_release_and_a_page_are_replaced_and_nothing_is_left(tmp_path, windows):
    out = tmp_path / "out"
    for text in ("first", "second"):
        with staging.staging(out) as stage:
            write_text(stage / "release" / "page.html", text)
            write_manifest(stage / "release", {"run_id": text})
            staging.publish(stage / "release", stage, out)
    assert (out / "page.html").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert not windows


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_a_lock_is_kept_by_a_stopped_holder_and_freed_by_a_killed_one(locks):
    assert f"by another run: process {locks['process']} on " in locks["running"]
    assert f"by another run: process {locks['process']} on " in locks["stopped"]
    # the note of the killed one is still there, and keeps nobody out
    assert locks["note"]
    assert locks["killed"] == "held"
    assert locks["left"] == ["run"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_children_that_outlive_a_holder_do_not_keep_its_lock(locks):
    assert locks["outlived"] == "held"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_one_of_many_that_start_at_once_gets_the_lock(locks):
    assert locks["winners"] == 1
