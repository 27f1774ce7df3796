"""Kill what writes releases at every step, or give it no space; prints what was left as JSON.

A script of its own: it forks, and what pytest has loaded is slow to fork.
"""

import errno
import json
import os
import signal
import sys
from pathlib import Path

from small import empty, leftovers, make, make_page, page_state, state
from steps import EVERY, STEPS, WRITES

from prevent_geo.errors import CannotWriteError
from prevent_geo.releases import lock, staging

_EXCHANGE = staging.exchange


def _left_by_a_killed_run(out):
    """Two renames were cut in the middle, twice, and one of them was itself only tidied in part."""
    make(out, "old")
    stage = out.with_name(f".{out.name}-abcdefgh.prevent-geo")
    stage.mkdir()
    out.rename(stage / "replaced")
    half = out.with_name(f".{out.name}-aaaaaaaa.prevent-geo")
    (half / "release").mkdir(parents=True)
    (half / "release" / "briefing.html").write_text("half")


def _locked(out, text):
    with lock.run_lock(out.parent):
        make(out, text)


# how each begins, what is killed, how it is read, whether two folders can change places, and what may be there after
SCENARIOS = {
    "the first": (lambda _: None, make, state, True, {"none", "new"}),
    "exchanged": (lambda out: make(out, "old"), make, state, True, {"old", "new"}),
    "two renames": (lambda out: make(out, "old"), make, state, False, {"old", "none", "new"}),
    "tidying": (_left_by_a_killed_run, make, state, False, {"none", "old", "new"}),
    "page": (lambda out: make_page(out, "old"), make_page, page_state, True, {"old", "new"}),
    "locked run": (lambda out: make(out, "old"), _locked, state, True, {"old", "new"}),
}


def _killed(action, out, at):
    """Do it in a child that is killed at a step; the number of steps, and the moves, if it came to its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with STEPS.struck(at, lambda: os.kill(os.getpid(), signal.SIGKILL), EVERY):
            sys.settrace(STEPS.trace)
            action(out, "new")
            sys.settrace(None)
        os.write(writing, json.dumps([STEPS.done, STEPS.moves]).encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as file:
        answer = file.read()
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) == (not answer), status
    return json.loads(answer or "null")


def crash(folder, most):
    """SIGKILL at `most` steps of each scenario, and at each move; how many there were, and what was wrong."""
    points, seen, wrong = 0, {}, []
    for name, (begin, action, read, swaps, allowed) in SCENARIOS.items():
        staging.exchange = _EXCHANGE if swaps else lambda *_: False
        out = folder / "place"
        begin(out)
        steps, moves = _killed(action, out, 0)
        empty(folder)
        count = min(most, steps)
        for at in sorted({1 + number * steps // count for number in range(count)}.union(moves)):
            begin(out)
            _killed(action, out, at)
            points += 1
            after = read(out)
            seen.setdefault(name, set()).add(after)
            if after not in allowed:
                wrong.append(f"{name}, step {at}: {after}")
            if at % 2 and name != "page":
                staging.tidy_leftovers(out)
                if read(out) not in allowed - ({"none"} if name != "the first" else set()):
                    wrong.append(f"{name}, step {at}: {read(out)} when tidied")
            action(out, "new")
            if read(out) != "new" or leftovers(out):
                wrong.append(f"{name}, step {at}: {read(out)} beside {leftovers(out)} when done again")
            empty(folder)
    staging.exchange = _EXCHANGE
    return {"points": points, "seen": {name: sorted(states) for name, states in seen.items()}, "wrong": wrong}


def full(folder):
    """No space at each write step, with two folders changing places or not; what was said, and what was wrong."""
    told, wrong, points = set(), [], 0
    fsync, out = os.fsync, folder / "place"

    def refuse():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def heard(handle):
        STEPS.hear("fsync", ())
        fsync(handle)

    os.fsync = heard
    for swaps in (_EXCHANGE, lambda *_: False):
        staging.exchange = swaps
        at, done = 0, False
        while not done:
            empty(folder)
            make(out, "old")
            at += 1
            try:
                with STEPS.struck(at, refuse, WRITES):
                    make(out, "new")
                done = STEPS.done < at
            except CannotWriteError as error:
                told.add(str(error).replace(str(folder), ""))
            points += not done
            # the last step has the folder's own name on the disk; the new one is whole by then
            if state(out) not in ("old", "new") or leftovers(out):
                wrong.append(f"step {at}: {state(out)} beside {leftovers(out)}")
    os.fsync = fsync
    staging.exchange = _EXCHANGE
    empty(folder)
    return {"points": points, "told": sorted(told), "wrong": wrong}


if __name__ == "__main__":
    work = Path(sys.argv[1])
    print(json.dumps({"crash": crash(work, int(sys.argv[2])), "full": full(work)}))
