import nbformat
import pytest

from prevent_geo.disclosure import find_policy
from prevent_geo.runs.batch import run_jobs
from prevent_geo.runs.job import Job, run_job
from prevent_geo.runs.kernel import LocalKernelManager

WRITE = "\n".join(
    [
        "import json",
        "from pathlib import Path",
        "Path(out).mkdir()",
        'Path(out, "manifest.json").write_text(\'{"files": {}}\')',
    ]
)


@pytest.fixture
def notebook(tmp_path):
    def make(code):
        parameters = nbformat.v4.new_code_cell('out: str = ""  # folder')
        parameters.metadata["tags"] = ["parameters"]
        kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
        cells = [parameters, nbformat.v4.new_code_cell(code)]
        path = tmp_path / "small.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
        return path

    return make


@pytest.fixture
def job(trafford):
    def make(path, out):
        return Job(path, {}, out, "job", trafford, find_policy())

    return make


def test_jobs_at_the_same_time_do_not_meet(notebook, job, tmp_path):
    path = notebook(f"{WRITE}\nout")
    jobs = [job(path, tmp_path / f"out {n}") for n in range(4)]
    results = run_jobs(jobs, lambda *_: None, workers=4)
    assert [result.error for result in results] == [""] * 4
    for one in jobs:
        record = nbformat.read(one.out / "briefing.ipynb", as_version=4)
        assert record.cells[1].source.startswith(f'# Parameters\nout = "{one.out}"')


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("raise ValueError('no such luck')", "cell 3: ValueError: no such luck"),
        ("import os; os._exit(1)", "the kernel died: "),
        ("1 + 1", "small.ipynb wrote nothing; its last cell must write to `out`"),
    ],
)
def test_a_failed_job_says_why_and_leaves_nothing(notebook, job, tmp_path, code, error):
    result = run_job(job(notebook(code), tmp_path / "made" / "out"))
    assert not result.ok
    assert result.error.startswith(error)
    assert list((tmp_path / "made").iterdir()) == []


def test_what_a_notebook_prints_is_scanned_before_anything_is_in_place(notebook, job, trafford, protections, tmp_path):
    withheld = next(
        key for key, hidden in protections("trafford").withheld.items() if hidden and key.place[:5] == "area:"
    )
    code = withheld.place.removeprefix("area:")
    leak = f"import pandas as pd\npd.DataFrame({{'area_code': ['{code}'], 'attendance': [3]}})"
    result = run_job(job(notebook(f"{WRITE}\n{leak}"), tmp_path / "made" / "out"))
    assert result.error.startswith("not released (policy default): ")
    assert "briefing.ipynb" in result.error
    assert result.exit_code == 3
    assert list((tmp_path / "made").iterdir()) == []


def test_each_kernel_has_sockets_of_its_own():
    first, second = LocalKernelManager(), LocalKernelManager()
    assert first.transport == "ipc"
    assert first.ip != second.ip
