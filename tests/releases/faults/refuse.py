"""Give what writes releases a small disk, a read-only one, and no right to write; prints what was left as JSON."""

import ctypes
import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

from small import empty, leftovers, make, make_page, page_state, state

from prevent_geo.errors import CannotWriteError
from prevent_geo.releases import manifest, staging


def _refused(action, out):
    """What is said, and what is there after."""
    try:
        action(out, "new")
        said = "done"
    except CannotWriteError as error:
        said = str(error).replace(str(out.parent), "")
    return [said, (page_state if action is make_page else state)(out), leftovers(out)]


def _isolated(action, folder):
    """What an action gives, in a child of its own; a word of why not, if it could not begin."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            answer = action(folder)
        except OSError as error:
            answer = f"cannot be had here: {error}"
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as file:
        answer = json.load(file)
    os.waitpid(child, 0)
    return answer


def _unshare(*, mapped):
    """Be nobody in particular; or, mapped, somebody who may mount disks that nobody else sees."""
    libc, user, group = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
    flags = 0x10000000 | (0x20000 if mapped else 0)
    if libc.unshare(flags):
        raise OSError(ctypes.get_errno(), "unshare")
    if mapped:
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    return libc


def small_disk(folder):
    """A disk that is full in the middle of a release, then one that is read-only."""
    libc = _unshare(mapped=True)

    def mount(flags, options):
        if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", flags, options):
            raise OSError(ctypes.get_errno(), "mount")

    def large(out, text):
        with staging.staging(out) as stage:
            manifest.write_text(stage / "release" / "a.csv", text * 100_000)
            staging.publish(stage / "release", stage, out)

    mount(0, b"size=200k")
    out = folder / "place"
    make(out, "old")
    answer = {"full": _refused(large, out)}
    mount(0x21, b"")
    return {**answer, "read-only": _refused(make, out)}


def no_right(folder):
    """A folder that this user must not write to, and a page in it."""
    _unshare(mapped=False)
    folder.chmod(0o555)
    try:
        return [_refused(make, folder / "place"), _refused(make_page, folder / "page.html")]
    finally:
        folder.chmod(0o755)


def large_file(folder):
    """A write that the system cuts off in the middle."""
    out = folder / "page.html"
    make_page(out, "old")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    return _refused(make_page, out)


if __name__ == "__main__":
    work, parts = Path(sys.argv[1]), {}
    for faulty in (large_file, no_right, small_disk):
        parts[faulty.__name__] = _isolated(faulty, work)
        empty(work)
    print(json.dumps(parts))
