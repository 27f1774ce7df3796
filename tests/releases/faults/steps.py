"""Count the steps of what writes releases, and strike at one of them."""

import os
import sys
from contextlib import contextmanager

from prevent_geo.releases import disk, lock, manifest, staging

_WATCHED = {module.__file__ for module in (disk, lock, manifest, staging)}
EVERY = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.truncate", "ctypes.dlsym"}
WRITES = {"os.mkdir", "os.rename", "os.truncate", "fsync"}


class Steps:
    """Counts the steps of a writer while it is `counting`, and calls `strike` at one of them.

    `moves` are those at which something is moved into its place or out of it.
    """

    def __init__(self):
        self.counting, self.done, self.last, self.strike, self.events = False, 0, 0, None, EVERY
        self.moves = []
        sys.addaudithook(self.hear)

    def hear(self, event, arguments):
        if self.counting and (event in self.events or (event == "open" and _creates(arguments))):
            self.step(moves=event == "os.rename")

    def step(self, *, moves):
        self.done += 1
        if moves:
            self.moves.append(self.done)
        if self.done == self.last:
            self.strike()

    def trace(self, frame, event, _):
        if frame.f_code.co_filename not in _WATCHED:
            return None
        if event == "line":
            self.step(moves=frame.f_code.co_name in ("publish", "_close_stage"))
        return self.trace

    @contextmanager
    def struck(self, at, strike, events):
        self.done, self.last, self.strike, self.events, self.counting = 0, at, strike, events, True
        try:
            yield
        finally:
            self.counting = False


STEPS = Steps()


def _creates(arguments):
    return isinstance(arguments[2], int) and bool(arguments[2] & os.O_CREAT)
