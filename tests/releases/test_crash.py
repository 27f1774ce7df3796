"""What a killed run, a full disk and a folder without rights leave: the old release or the new, and nothing else."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks")

ROOM = "No space left on device; make room and run the same command again"


def _left(script, folder, *options):
    """What a script of faults found."""
    command = [sys.executable, Path(__file__).parent / "faults" / script, folder, *options]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=300).stdout)


@pytest.fixture(scope="module")
def struck():
    # in memory, where there is such a folder: it waits for the disk some thousand times otherwise
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="prevent-geo-", dir=memory) as folder:
        return _left("crash.py", folder, "20")


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    return _left("refuse.py", tmp_path_factory.mktemp("refused"))


def test_a_run_killed_at_any_step_leaves_a_whole_release_and_is_finished_by_the_same_command(struck):
    crash = struck["crash"]
    assert crash["wrong"] == []
    assert crash["points"] >= 200
    # each was killed before and after its moment
    assert crash["seen"] == {
        "the first": ["new", "none"],
        "exchanged": ["new", "old"],
        "two renames": ["new", "none", "old"],
        "tidying": ["new", "none", "old"],
        "page": ["new", "old"],
        "locked run": ["new", "old"],
    }


def test_no_space_at_any_step_of_writing_leaves_the_earlier_release_and_says_so(struck):
    full = struck["full"]
    assert full["wrong"] == []
    assert full["points"] >= 40
    assert full["told"] == [f"cannot write to /place: {ROOM}"]


def test_a_write_that_is_cut_off_leaves_the_earlier_page(refused):
    said, left, beside = refused["large_file"]
    assert said.startswith("cannot write to /page.html: File too large; files may not become so large there")
    assert (left, beside) == ("old", [])


def test_a_folder_without_the_right_to_write_is_told_of(refused):
    if "cannot be had here" in refused["no_right"]:
        pytest.skip(refused["no_right"])
    reason = "Permission denied; choose another folder, or get the right to write there"
    assert refused["no_right"] == [
        [f"cannot write to /place: {reason}", "none", []],
        [f"cannot write to /page.html: {reason}", "none", []],
    ]


def test_a_small_disk_that_is_full_and_one_that_is_read_only_keep_the_earlier_release(refused):
    if "cannot be had here" in refused["small_disk"]:
        pytest.skip(refused["small_disk"])
    reason = "Read-only file system; choose a folder on another disk"
    assert refused["small_disk"] == {
        "full": [f"cannot write to /place: {ROOM}", "old", []],
        "read-only": [f"cannot write to /place: {reason}", "old", []],
    }
