import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from errno import ENOSPC
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import filelock
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_geo.disclosure import disk
from prevent_geo.disclosure.ledger import LEDGER, Ledger, LedgerError, LedgerMovedError, append, open_ledger
from prevent_geo.errors import CannotWriteError, DisclosureError, LockedError

DAY = "2025-04-01"
SECRET = "918273"  # a true count that no message may repeat
RECORDS = [{"id": f"r{n}", "figures": [["area:X01", int(SECRET) + n]], "note": "é\n"} for n in range(3)]
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other names and no file modes")
ZEROS = "0" * 64


def filled(path: Path, count: int = 3) -> Ledger:
    ledger = open_ledger(path, first_release=True)
    for record in RECORDS[:count]:
        ledger = append(ledger, record, made_on=DAY)
    return ledger


def head_of(path: Path) -> Path:
    return Path(f"{path}.head")


def spelt(value) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def forged(path: Path, at: int, /, *, rehashed: bool = False, **changes) -> None:
    """Change fields of a line, as somebody would who knows the format."""
    lines = path.read_text(encoding="utf-8").splitlines()
    line = json.loads(lines[at - 1]) | changes
    if rehashed:
        hashed = {name: line[name] for name in ("number", "made_on", "record", "version")}
        line["digest"] = sha256((line["previous"] + spelt(hashed)).encode()).hexdigest()
    lines[at - 1] = spelt(line)
    path.write_bytes(("\n".join(lines) + "\n").encode())


@pytest.fixture
def path(tmp_path):
    return tmp_path / LEDGER


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A folder with an intact ledger of three, and its bytes: an example may change them."""
    path = tmp_path_factory.mktemp("shelf") / LEDGER
    heads = []
    ledger = open_ledger(path, first_release=True)
    for record in RECORDS:
        ledger = append(ledger, record, made_on=DAY)
        heads.append(head_of(path).read_bytes())
    return ledger, path.read_bytes(), heads


def test_what_was_appended_is_read_again(path):
    written, read = filled(path), open_ledger(path)
    assert read.entries == written.entries
    assert read.records == tuple(RECORDS)
    assert [entry.number for entry in read.entries] == [1, 2, 3]
    assert [entry.previous for entry in read.entries] == [ZEROS, *(entry.digest for entry in read.entries[:2])]
    assert read.head == written.head == read.entries[-1].digest
    assert read.find("r1") == read.entries[1]
    assert read.find("r9") is None
    assert read.path == path


def test_the_digest_is_what_the_format_says(path):
    filled(path, 1)
    line = json.loads(path.read_bytes())
    hashed = f'{{"made_on":"{DAY}","number":1,"record":{spelt(RECORDS[0])},"version":1}}'
    assert line["digest"] == sha256((ZEROS + hashed).encode()).hexdigest()
    assert path.read_bytes() == (spelt(line) + "\n").encode("ascii")
    assert json.loads(head_of(path).read_bytes()) == {"number": 1, "digest": line["digest"]}


def test_a_line_once_written_stays_byte_for_byte(path):
    two = filled(path, 2)
    before = path.read_bytes()
    append(two, RECORDS[2], made_on=DAY)
    assert path.read_bytes().startswith(before)


@POSIX
def test_only_the_owner_reads_it(path):
    filled(path)
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


# the first release


def test_a_missing_ledger_is_an_error_unless_this_is_the_first_release(path):
    with pytest.raises(
        LedgerError, match=r"there is no release ledger.*--first-release.*restored from a backup"
    ) as caught:
        open_ledger(path)
    assert isinstance(caught.value, DisclosureError)
    assert caught.value.exit_code == 3
    empty = open_ledger(path, first_release=True)
    assert (empty.entries, empty.head) == ((), ZEROS)
    assert list(path.parent.iterdir()) == []


def test_a_first_release_may_be_run_again(path):
    once = filled(path)
    files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    again = open_ledger(path, first_release=True)
    assert append(again, dict(reversed(RECORDS[1].items())), made_on="2026-01-01") is again
    assert again.entries == once.entries
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == files


@pytest.mark.parametrize("first_release", [True, False])
def test_a_lost_ledger_is_no_first_release(path, first_release):
    filled(path)
    path.unlink()
    with pytest.raises(LedgerError, match=r"broken: it is missing, but disclosure-ledger.jsonl.head is there"):
        open_ledger(path, first_release=first_release)


# broken


BREAKS = {
    "line 2: it is not JSON": lambda path: path.write_bytes(path.read_bytes().replace(b"\n{", b"\n", 1)),
    "line 1: it is not UTF-8 text": lambda path: path.write_bytes(b"\xff" + path.read_bytes()),
    "line 1: it is nested too deeply": lambda path: path.write_bytes(b"[" * 200_000 + b"\n" + path.read_bytes()),
    "line 1: it is not an entry": lambda path: path.write_bytes(b"[1]\n" + path.read_bytes()),
    "line 3: it is not an entry": lambda path: forged(path, 3, record=[]),
    "line 3: its record has no id": lambda path: forged(path, 3, record={"id": 7}, rehashed=True),
    "line 3: its day must be": lambda path: forged(path, 3, made_on="20250401", rehashed=True),
    "line 2: it was written by another version": lambda path: forged(path, 2, version=2, rehashed=True),
    "line 2: its number is out of order: 2 was": lambda path: forged(path, 2, number=3, rehashed=True),
    "line 2: its previous hash does not match": lambda path: forged(path, 2, previous=ZEROS, rehashed=True),
    "line 2: its hash does not match what it says": lambda path: forged(path, 2, made_on="2025-04-02"),
    "line 3: its previous hash": lambda path: forged(path, 2, made_on="2025-04-02", rehashed=True),
    "line 3: its hash is not the one in the head file": lambda path: forged(
        path, 3, made_on="2025-04-02", rehashed=True
    ),
    "two lines record a release with the same id": lambda path: forged(path, 3, record=RECORDS[0], rehashed=True),
    "line 1: it is not spelt": lambda path: path.write_bytes(path.read_bytes().replace(b'{"digest"', b'{ "digest"', 1)),
    "shorter than its head says: it ends after line 1 of 3": lambda path: path.write_bytes(
        path.read_bytes().splitlines(keepends=True)[0]
    ),
    "it holds no whole line": lambda path: path.write_bytes(b""),
    "its head file is missing": lambda path: head_of(path).unlink(),
    "its head file is not as it was written": lambda path: head_of(path).write_bytes(b"{}"),
}


@pytest.mark.parametrize("said", BREAKS)
def test_a_broken_ledger_says_where_and_is_not_opened(path, said):
    opened = filled(path)
    BREAKS[said](path)
    left = path.read_bytes()
    for use in (
        lambda: open_ledger(path),
        lambda: open_ledger(path, first_release=True),
        lambda: append(opened, {"id": "new"}, made_on=DAY),
    ):
        with pytest.raises(LedgerError) as caught:
            use()
        message = str(caught.value)
        assert f"{path}: the release ledger is broken: " in message
        assert said in message
        assert "must be restored from a backup; nothing is released until then" in message
        assert SECRET[:5] not in message
    assert path.read_bytes() == left


def test_a_folder_is_not_a_ledger(path):
    path.mkdir()
    with pytest.raises(LedgerError, match=r"is a folder; the release ledger is a file"):
        open_ledger(path, first_release=True)


def test_a_ledger_in_no_folder(path):
    with pytest.raises(LedgerError, match="the folder of the release ledger does not exist"):
        open_ledger(path.parent / "typo" / LEDGER, first_release=True)


@pytest.mark.parametrize("name", ["a\0b", pytest.param("n" * 5000, marks=POSIX)])
def test_a_name_that_no_file_can_have(tmp_path, name):
    with pytest.raises(LedgerError, match="cannot be read"):
        open_ledger(tmp_path / name, first_release=True)


def check_prefix(shelf, data: bytes, head: bytes, acknowledged: int) -> None:
    """These files are refused, or they are a true beginning that holds all that was acknowledged."""
    truth = shelf[0]
    truth.path.write_bytes(data)
    head_of(truth.path).write_bytes(head)
    try:
        found = open_ledger(truth.path, first_release=True)
    except LedgerError as error:
        assert SECRET[:5] not in str(error)
        return
    assert len(found.entries) >= acknowledged
    assert found.entries == truth.entries[: len(found.entries)]
    # and what is acknowledged in full cannot have been changed at all, but for a beginning behind it
    assert len(found.entries) > acknowledged or data.startswith(b"".join(shelf[1].splitlines(True)[:acknowledged]))
    assert head == shelf[2][acknowledged - 1]


CHANGES = st.one_of(
    st.tuples(st.just("flip"), st.integers(0, 10**6), st.integers(1, 255)),
    st.tuples(st.just("cut"), st.integers(0, 10**6), st.just(0)),
    st.tuples(st.just("remove"), st.integers(0, 10**6), st.just(0)),
    st.tuples(st.just("delete line"), st.integers(0, 2), st.just(0)),
    st.tuples(st.just("swap lines"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("copy line"), st.integers(0, 2), st.integers(0, 3)),
)


def changed(data: bytes, change) -> bytes:
    kind, at, by = change
    lines = data.splitlines(keepends=True)
    at = at % (len(lines) if "line" in kind else len(data))
    if kind == "flip":
        return data[:at] + bytes([data[at] ^ by]) + data[at + 1 :]
    if kind == "cut":
        return data[:at]
    if kind == "remove":
        return data[:at] + data[at + 1 :]
    if kind == "delete line":
        del lines[at]
    elif kind == "swap lines":
        by %= len(lines)
        lines[at], lines[by] = lines[by], lines[at]
    else:
        lines.insert(by, lines[at])
    return b"".join(lines)


@given(change=CHANGES, acknowledged=st.sampled_from([2, 3]))
def test_no_change_of_the_ledger_passes(shelf, change, acknowledged):
    check_prefix(shelf, changed(shelf[1], change), shelf[2][acknowledged - 1], acknowledged)


@given(change=CHANGES, acknowledged=st.sampled_from([2, 3]))
def test_no_change_of_the_head_passes(shelf, change, acknowledged):
    check_prefix(shelf, shelf[1], changed(shelf[2][acknowledged - 1], change), acknowledged)


def test_every_single_byte_counts(shelf):
    ledger, data, heads = shelf
    head_of(ledger.path).write_bytes(heads[-1])
    for at in range(len(data)):
        ledger.path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(LedgerError):
            open_ledger(ledger.path)


# crashes


@pytest.mark.parametrize("kept", [1, 60, -2, -1])
def test_a_line_that_was_not_finished_is_cut_off(path, kept):
    two = filled(path, 2)
    before, head = path.read_bytes(), head_of(path).read_bytes()
    append(two, {"id": "lost", "and": "longer than the line that follows" * 9}, made_on=DAY)
    path.write_bytes(before + path.read_bytes()[len(before) :][:kept])
    head_of(path).write_bytes(head)
    torn = path.read_bytes()
    opened = open_ledger(path)
    assert opened.entries == two.entries
    assert path.read_bytes() == torn
    append(opened, RECORDS[2], made_on=DAY)
    assert open_ledger(path).records == tuple(RECORDS)
    assert b"lost" not in path.read_bytes()


@pytest.mark.parametrize("record", [RECORDS[2], {"id": "next"}])
def test_a_line_that_the_head_does_not_know_yet_is_there(path, record):
    two = filled(path, 2)
    head = head_of(path).read_bytes()
    append(two, RECORDS[2], made_on=DAY)
    head_of(path).write_bytes(head)
    opened = open_ledger(path)
    assert opened.records == tuple(RECORDS)
    assert head_of(path).read_bytes() == head
    # also when nothing is added: from now on the line is published, and must not get lost
    longer = append(opened, record, made_on=DAY)
    assert json.loads(head_of(path).read_bytes()) == {"number": len(longer.entries), "digest": longer.head}


def test_two_lines_that_the_head_does_not_know_are_no_crash(shelf):
    ledger, data, heads = shelf
    ledger.path.write_bytes(data)
    head_of(ledger.path).write_bytes(heads[0])
    with pytest.raises(LedgerError, match=r"longer than its head says: it goes on after line 1"):
        open_ledger(ledger.path)


class PowerCutError(BaseException):
    pass


def test_a_line_begun_before_the_head_knew_the_last_one_is_no_crash(shelf):
    ledger, data, heads = shelf
    ledger.path.write_bytes(data + b'{"dig')
    head_of(ledger.path).write_bytes(heads[1])
    with pytest.raises(LedgerError, match=r"longer than its head says: it goes on after line 2"):
        open_ledger(ledger.path)


@contextmanager
def power_cut(monkeypatch, at: int):
    """The step with that number, of those that bring something on the disk, does not happen any more."""
    steps = iter(range(1000))
    with monkeypatch.context() as patch:
        for name in ("fsync", "replace"):
            real = getattr(os, name)

            def step(*given, real=real):
                if next(steps) == at:
                    raise PowerCutError
                return real(*given)

            patch.setattr(disk.os, name, step)
        yield


@pytest.mark.parametrize("earlier", [0, 2])
def test_a_power_cut_at_any_step_loses_no_release(tmp_path, monkeypatch, earlier):
    survived = []
    for at in range(1000):
        path = tmp_path / f"{at}.jsonl"
        before = filled(path, earlier)
        with power_cut(monkeypatch, at):
            try:
                append(before, {"id": "cut"}, made_on=DAY)
                break
            except PowerCutError:
                pass
        after = open_ledger(path, first_release=not earlier)
        survived.append(len(after.entries) - earlier)
        assert after.entries[:earlier] == before.entries
        append(append(after, {"id": "cut"}, made_on=DAY), {"id": "next"}, made_on=DAY)
        assert [record["id"] for record in open_ledger(path).records][earlier:] == ["cut", "next"]
    assert set(survived) == ({1} if earlier else {0, 1})
    assert survived == sorted(survived)


# appending


def test_who_comes_second_decides_anew(path):
    filled(path, 1)
    first, second = open_ledger(path), open_ledger(path)
    append(first, RECORDS[1], made_on=DAY)
    for record in (RECORDS[1], RECORDS[2]):
        with pytest.raises(
            LedgerMovedError, match=r"another release was recorded since.*line 2.*decide this one again"
        ):
            append(second, record, made_on=DAY)
    append(open_ledger(path), RECORDS[2], made_on=DAY)
    assert open_ledger(path).records == tuple(RECORDS)


def test_two_first_releases_are_not_both_first(path):
    first, second = open_ledger(path, first_release=True), open_ledger(path, first_release=True)
    append(first, RECORDS[0], made_on=DAY)
    with pytest.raises(LedgerMovedError):
        append(second, RECORDS[1], made_on=DAY)


def test_another_ledger_in_its_place_is_refused(path):
    opened = filled(path, 2)
    for file in (path, head_of(path)):
        file.unlink()
    other = append(open_ledger(path, first_release=True), {"id": "other"}, made_on=DAY)
    for _ in range(2):
        with pytest.raises(LedgerError, match="not the release ledger that was opened") as caught:
            append(opened, RECORDS[2], made_on=DAY)
        assert not isinstance(caught.value, LedgerMovedError)
        other = append(append(other, {"id": "more"}, made_on=DAY), {"id": "longer"}, made_on=DAY)


def test_a_ledger_that_vanished_is_not_begun_anew(path):
    opened = filled(path, 2)
    for file in (path, head_of(path)):
        file.unlink()
    with pytest.raises(LedgerError, match=r"there is no release ledger"):
        append(opened, RECORDS[2], made_on=DAY)


def test_a_recorded_release_never_changes(path):
    ledger = filled(path)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"line 2 records another release with the id 'r1'") as caught:
        append(ledger, {**RECORDS[1], "figures": []}, made_on=DAY)
    assert SECRET[:5] not in str(caught.value)
    assert path.read_bytes() == before


def test_what_a_caller_does_to_his_record_later_changes_nothing(path):
    record = {"id": "mine", "figures": [1]}
    ledger = append(open_ledger(path, first_release=True), MappingProxyType(record), made_on=DAY)
    record["figures"].append(2)
    ledger.entries[0].record["figures"].append(3)
    append(ledger, {"id": "next"}, made_on=DAY)
    assert open_ledger(path).records == ({"id": "mine", "figures": [1]}, {"id": "next"})


@pytest.mark.parametrize(
    ("record", "made_on", "said"),
    [
        ({"figures": []}, DAY, "it has no id"),
        ({"id": 7}, DAY, "it has no id"),
        ({"id": "x", "at": float("nan")}, DAY, "cannot be written as JSON"),
        ({"id": "x", "at": {1, 2}}, DAY, "cannot be written as JSON"),
        ({"id": "x", "at": (1, 2)}, DAY, "lists instead of tuples"),
        ({"id": "x", "at": {2: 1, 10: 1}}, DAY, "use text as keys"),
        ({"id": "x"}, "1 April 2025", "its day must be one such as '2025-04-01', not '1 April 2025'"),
        ({"id": "x"}, "20250401", "its day must be"),
    ],
)
def test_a_record_that_would_be_read_as_another_is_refused(path, record, made_on, said):
    with pytest.raises(LedgerError, match="this record cannot be kept") as caught:
        append(open_ledger(path, first_release=True), record, made_on=made_on)
    assert said in str(caught.value)
    assert list(path.parent.iterdir()) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(content=st.dictionaries(st.text(), JSON, max_size=4), record_id=st.text())
def test_any_plain_record_comes_back(content, record_id):
    record = {**content, "id": record_id}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / LEDGER
        append(open_ledger(path, first_release=True), record, made_on=DAY)
        assert open_ledger(path).records == (record,)


# other runs, and disks


WRITER = """
import sys
from pathlib import Path
from prevent_geo.disclosure.ledger import LedgerMovedError, append, open_ledger
path = Path(sys.argv[1])
for number in range(15):
    while True:
        try:
            append(open_ledger(path, first_release=True), {"id": f"{sys.argv[2]} {number}"}, made_on="2025-04-01")
            break
        except LedgerMovedError:
            pass
"""


def test_two_runs_at_once_make_one_chain(path):
    runs = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "ab"]
    assert [run.wait() for run in runs] == [0, 0]
    ids = [record["id"] for record in open_ledger(path).records]
    assert len(ids) == 30
    for name in "ab":
        assert [record_id for record_id in ids if record_id[0] == name] == [f"{name} {n}" for n in range(15)]


def test_who_reads_while_others_write_sees_one_moment(path, monkeypatch):
    two = filled(path, 2)
    real, steps = Path.read_bytes, []

    def read_bytes(self):
        content = real(self)
        if self == path and not steps:
            steps.append(append)
            append(two, RECORDS[2], made_on=DAY)
        return content

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert open_ledger(path).records == tuple(RECORDS)


def test_a_ledger_that_another_run_holds(path, monkeypatch):
    ledger = filled(path, 2)
    monkeypatch.setattr(disk, "LOCK_SECONDS", 0)
    with (
        filelock.FileLock(f"{path}.lock"),
        pytest.raises(LockedError, match=r"is locked by another run .* try again when that run has ended") as caught,
    ):
        append(ledger, RECORDS[2], made_on=DAY)
    assert caught.value.exit_code == 6
    assert len(append(ledger, RECORDS[2], made_on=DAY).entries) == 3


@pytest.mark.parametrize(("denials", "written"), [(3, True), (10**6, False)])
def test_a_file_that_windows_denies_for_a_moment(path, monkeypatch, denials, written):
    ledger, real = filled(path, 2), os.replace
    denied, pauses = iter(range(denials)), []

    def replace(old, new):
        if next(denied, None) is not None:
            raise PermissionError(13, "Permission denied")
        real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "replace", replace)
        patch.setattr(disk, "sleep", pauses.append)
        if written:
            append(ledger, RECORDS[2], made_on=DAY)
        else:
            with pytest.raises(CannotWriteError, match=r"Permission denied$"):
                append(ledger, RECORDS[2], made_on=DAY)
    assert len(pauses) == min(denials, 19)
    assert open_ledger(path).records == tuple(RECORDS)


@pytest.mark.parametrize("count", [0, 2])
def test_a_full_disk(path, monkeypatch, count):
    ledger = filled(path, count)

    def full(_):
        raise OSError(ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "fsync", full)
        with pytest.raises(CannotWriteError, match=r"^cannot write .*disclosure-ledger.jsonl: No space left on device"):
            append(ledger, RECORDS[2], made_on=DAY)
    again = append(open_ledger(path, first_release=not count), RECORDS[2], made_on=DAY)
    assert len(again.entries) == count + 1


@POSIX
@pytest.mark.parametrize("count", [0, 2])
def test_a_read_only_folder(count):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / LEDGER
        ledger = filled(path, count)
        files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
        path.parent.chmod(0o555)
        root = os.geteuid() == 0
        try:
            if root:  # to whom nothing is read-only
                os.seteuid(65534)
            with pytest.raises(CannotWriteError, match=r"^cannot write .*disclosure-ledger.jsonl: Permission denied$"):
                append(ledger, RECORDS[2], made_on=DAY)
        finally:
            if root:
                os.seteuid(0)
            path.parent.chmod(0o755)
        assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == files


@POSIX
def test_a_ledger_that_may_not_be_read(path):
    filled(path)
    for file in (path, head_of(path)):
        file.unlink()
        file.symlink_to(file.name)  # a loop: unreadable for everybody, root too
    with pytest.raises(LedgerError, match="the release ledger cannot be read"):
        open_ledger(path, first_release=True)
