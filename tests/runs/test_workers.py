"""What can go wrong in a job, each with its exit code, a clear word, and nothing half written."""

import os
import signal
from dataclasses import replace

import nbformat
import pytest

from prevent_geo.errors import StoppedError
from prevent_geo.runs.job_process import JobProcess
from prevent_geo.runs.queue import run_jobs
from prevent_geo.runs.workers import JobProcesses, LocalWorkers
from tests.runs.small_notebook import QUICK, WRITE, small_job, write_notebook

pytestmark = pytest.mark.usefixtures("fork_server")
HANG = "import time\ntime.sleep(600)"


@pytest.fixture
def job(tmp_path):
    def make(*cells, name="job", **limits):
        notebook = write_notebook(tmp_path / f"{name}.ipynb", *cells)
        return small_job(notebook, tmp_path / "made" / name, limits=replace(QUICK, **limits))

    return make


def run(*jobs, workers=2):
    return run_jobs(jobs, lambda *_: None, workers=workers)


@pytest.mark.parametrize(
    ("code", "limits", "exit_code", "error"),
    [
        ("raise ValueError('no such luck')", {}, 4, "cell 3: ValueError: no such luck"),
        ("1 + 1", {}, 4, "job.ipynb wrote nothing; its last cell must write to `out`"),
        (HANG, {"cell": 1}, 5, "a cell took longer than 1 s, the limit of a cell"),
        (HANG, {"job": 2}, 5, "it took longer than 2 s, the limit of a job"),
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
            {"job": 3},
            5,
            "it took longer than 3 s",
        ),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", {}, 4, "the kernel died: "),
        ("import os\nos._exit(1)", {"retries": 1}, 4, "(tried 2 times)"),
        ("held = bytearray(400_000_000)", {"memory": 200_000_000}, 4, "the limit of 200 MB of memory was reached"),
    ],
)
def test_what_goes_wrong_is_told_and_leaves_nothing(job, tmp_path, code, limits, exit_code, error):
    [result] = run(job(code, **limits))
    assert (result.ok, result.exit_code) == (False, exit_code)
    assert error in result.error
    assert list((tmp_path / "made").iterdir()) == []


def test_only_a_kernel_that_died_is_tried_again(job, tmp_path):
    """The first time its kernel dies, the second time it does not."""
    mark = tmp_path / "mark"
    once = "if not mark.exists():\n    mark.touch()\n    os._exit(1)"
    dies = f"import os, pathlib\nmark = pathlib.Path({str(mark)!r})\n{once}"
    fails = f"with open({str(tmp_path / 'tries')!r}, 'a') as file:\n    file.write('x')\n1 / 0"
    died, failed = run(job(dies, WRITE, name="dies", retries=1), job(fails, name="fails", retries=3))
    assert died.ok, died.error
    assert not failed.ok
    assert (tmp_path / "tries").read_text() == "x"


def test_a_failure_does_not_touch_the_others_and_results_keep_their_order(job, tmp_path):
    cells = {"one": [WRITE], "two": ["1 / 0"], "three": [WRITE], "four": [HANG]}
    results = run(*(job(*code, name=name, cell=1 if name == "four" else 60) for name, code in cells.items()))
    assert [result.status for result in results] == ["made", "failed", "made", "failed"]
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == ["one", "three"]


def test_an_earlier_release_stays_where_the_job_fails(job, tmp_path):
    assert run(job(WRITE))[0].ok
    before = {path.name: path.read_bytes() for path in (tmp_path / "made/job").iterdir()}
    assert not run(job(WRITE, "1 / 0"))[0].ok
    assert {path.name: path.read_bytes() for path in (tmp_path / "made/job").iterdir()} == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_run_cleanly(job, tmp_path, number):
    """What is done stays done, what runs is killed, and nothing is left lying about."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    first, hangs, more = job(WRITE, name="first"), job(HANG, name="hangs"), job(HANG, name="more")

    def report(result, *_):
        if result.job is first:
            os.kill(os.getpid(), number)

    results = run_jobs([first, hangs, more], report, workers=3)
    assert [result.ok for result in results] == [True, False, False]
    assert {result.exit_code for result in results[1:]} == {StoppedError.exit_code}
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["first"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_no_more_jobs_are_handed_out_than_the_queue_holds(job):
    class Counting(LocalWorkers):
        most = waiting = 0

        def submit(self, one):
            Counting.waiting += 1
            Counting.most = max(self.most, self.waiting)
            return super().submit(one)

    def report(*_):
        Counting.waiting -= 1

    one = job("1")
    results = run_jobs([one] * 12, report, workers=Counting(2))
    assert len(results) == 12
    assert Counting.most == 4


def test_a_process_does_one_job_after_another_until_something_goes_wrong(job, tmp_path, monkeypatch):
    """Each of its notebooks has a kernel of its own; what held too many jobs, or one that failed, is not used again."""
    monkeypatch.setattr("prevent_geo.runs.job_process._MOST", 2)
    made = []

    class Counted(JobProcess):
        def __init__(self, *words):
            super().__init__(*words)
            made.append(self)

    monkeypatch.setattr("prevent_geo.runs.workers.JobProcess", Counted)
    processes = JobProcesses(1)
    bad, good = job("1 / 0", name="bad"), job(f"known = 1\n{WRITE}", "known", name="good")
    counts = []
    for one in (good, good, good, bad, good):
        assert processes.run(one).ok == (one is good)
        counts.append(len(made))
    assert counts == [1, 1, 2, 2, 3]
    processes.close()
    assert [process._child.wait() for process in made] == [0, 0, 0]


def test_notebooks_take_turns_and_one_that_is_killed_gives_its_turn_back(job, tmp_path):
    """One at a time, though processes for three are under way; the second is killed at the limit of its job."""
    log = tmp_path / "log"
    enter, leave = (f"with open({str(log)!r}, 'a') as file:\n    file.write('{mark}')" for mark in "+-")
    jobs = [job(enter, "1 + 1", leave, WRITE, name=f"job{number}") for number in range(6)]
    jobs.insert(1, job(HANG, name="hangs", job=1))
    results = run(*jobs, workers=1)
    assert [result.ok for result in results] == [True, False, *[True] * 5]
    assert log.read_text() == "+-" * 6


def test_sixty_kernels_eight_at_a_time(job, tmp_path):
    one = job(WRITE)
    jobs = [replace(one, out=tmp_path / "many" / str(number)) for number in range(60)]
    results = run(*jobs, workers=8)
    assert [result.error for result in results] == [""] * 60
    records = [nbformat.read(one.out / "briefing.ipynb", as_version=4) for one in jobs]
    assert [record.cells[1].source for record in records] == [f'# Parameters\nout = "{one.out}"\n' for one in jobs]
    assert sorted(int(path.name) for path in (tmp_path / "many").iterdir()) == list(range(60))


def test_without_fork_a_job_is_a_process_that_is_started_anew(job, tmp_path, monkeypatch):
    """As on Windows: with the same results, and with the same limits."""
    monkeypatch.setattr("prevent_geo.runs.kernels.server.find_fork_server", lambda **_: None)
    made, hangs = run(
        job(f"{WRITE}\nimport sys\n'prevent_geo' in sys.modules", name="made"), job(HANG, name="hangs", job=2)
    )
    assert made.ok, made.error
    assert hangs.exit_code == 5
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["made"]
    [cell] = nbformat.read(made.job.out / "briefing.ipynb", as_version=4).cells[2:]
    assert cell.outputs[0]["data"]["text/plain"] == "False"


def test_limits_of_nothing_are_no_limits(job):
    assert run(job(WRITE, cell=0, job=0, memory=0))[0].ok
