"""Stop, kill and outlive what holds a lock; prints who gets it then as JSON."""

import json
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

from prevent_geo.errors import LockedError
from prevent_geo.releases import lock


def _attempt(out):
    try:
        with lock.run_lock(out):
            return "held"
    except LockedError as error:
        return str(error)


@contextmanager
def _holder(out, beside=lambda: None):
    """Another process that holds the lock until it is killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with lock.run_lock(out):
            beside()
            os.write(writing, b"!")
            while True:
                signal.pause()
    os.close(writing)
    os.read(reading, 1)
    yield child
    os.close(reading)


def _kill(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def locks(folder):
    """Who gets the lock of a holder that is running, stopped, killed, or killed and outlived by its children."""
    out, answer = folder / "run", {}
    with _holder(out) as child:
        answer["process"], answer["running"] = child, _attempt(out)
        os.kill(child, signal.SIGSTOP)
        os.waitpid(child, os.WUNTRACED)
        answer["stopped"] = _attempt(out)
        _kill(child)
        answer["note"] = (out / lock.LOCK).exists()
        answer["killed"] = _attempt(out)
    children = folder / "children"

    def beget():
        forked = os.fork()
        if not forked:
            signal.pause()
        started = os.posix_spawn("/bin/sleep", ["sleep", "60"], {})
        children.write_text(f"{forked} {started}")

    with _holder(out, beget) as child:
        _kill(child)
        answer["outlived"] = _attempt(out)
        for number in children.read_text().split():
            os.kill(int(number), signal.SIGKILL)
    children.unlink()
    answer["left"] = sorted(path.name for path in folder.iterdir())
    return answer


def at_once(folder, count=8):
    """How many of several that start at the same moment get the lock."""
    start, go = os.pipe()
    ends, told = os.pipe()
    for _ in range(count):
        if not os.fork():
            os.close(go)
            os.read(start, 1)
            try:
                with lock.run_lock(folder / "at once"):
                    os.write(told, b"1")
                    signal.pause()
            except LockedError:
                os.write(told, b"0")
            os._exit(0)
    os.close(go)
    answers = b""
    while len(answers) < count:
        answers += os.read(ends, count)
    won = answers.count(b"1")
    # all but who holds it have ended
    for _ in range(count - won):
        os.wait()
    note = json.loads((folder / "at once" / lock.LOCK).read_text())
    _kill(note["process"])
    return won


if __name__ == "__main__":
    work = Path(sys.argv[1])
    print(json.dumps({**locks(work), "winners": at_once(work)}))
