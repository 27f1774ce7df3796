"""What children do in the tests of the fork server; each is given the file that it writes to."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

_traces = []


def say(file, text):
    Path(file).write_text(str(text), encoding="utf-8")


def leave(_, code):
    if code < 0:
        os.kill(os.getpid(), -code)
    return code


def hang(_):
    signal.pause()


def say_where(file):
    known = "a trace of another child" if _traces else "no trace of another child"
    _traces.append(file)
    imported = "imported already" if "prevent_geo.picture" in sys.modules else "not imported"
    say(file, "\n".join([os.getcwd(), os.environ["MARK"], known, imported]))


def draw(file):
    import numpy as np

    say(file, f"{random.random()} {np.random.random()}")


def hang_with_a_child(file):
    own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    say(file, f"{own.pid}\n")
    time.sleep(600)


def say_server(file):
    say(file, os.environ["PREVENT_GEO_FORK_SERVER"])
