"""One job in this process: what is scanned before it is in place, and the record that it keeps."""

import json

import nbformat

from prevent_geo.runs.job import Job, Limits, run_job
from tests.runs.small_notebook import WRITE, small_job, write_notebook


def test_what_a_notebook_prints_is_scanned_before_anything_is_in_place(
    fork_server, trafford_folder, protections, tmp_path
):
    withheld = next(
        key for key, hidden in protections("trafford").withheld.items() if hidden and key.place[:5] == "area:"
    )
    code = withheld.place.removeprefix("area:")
    leak = f"import pandas as pd\npd.DataFrame({{'area_code': ['{code}'], 'attendance': [3]}})"
    notebook = write_notebook(tmp_path / "leak.ipynb", f"{WRITE}\n{leak}")
    result = run_job(small_job(notebook, tmp_path / "made" / "out", trafford_folder))
    assert result.error.startswith("not released (policy default): ")
    assert "briefing.ipynb" in result.error
    assert result.exit_code == 3
    assert list((tmp_path / "made").iterdir()) == []


def test_the_record_names_its_final_place_and_no_time(fork_server, tmp_path):
    notebook = write_notebook(tmp_path / "in.ipynb", f"{WRITE}\nout")
    made = []
    for _ in range(2):
        result = run_job(small_job(notebook, tmp_path / "made" / "out", key={"data": "abc"}))
        assert result.ok, result.error
        made.append({path.name: path.read_bytes() for path in result.job.out.iterdir()})
    assert made[0] == made[1]
    record = nbformat.reads(made[0]["briefing.ipynb"].decode(), as_version=4)
    assert record.cells[1].source.startswith(f'# Parameters\nout = "{tmp_path}/made/out"')
    assert record.metadata.papermill.input_path == "in.ipynb"
    assert record.metadata.papermill.exception is None
    text = made[0]["briefing.ipynb"].decode()
    assert ("duration" in text, "_time" in text, ".prevent-geo" in text) == (False, False, False)
    manifest = json.loads(made[0]["manifest.json"])
    assert manifest["key"] == {"data": "abc"}
    assert set(manifest["files"]) == {"briefing.ipynb", "page.txt"}


def test_a_job_is_the_same_after_a_journey(tmp_path):
    job = Job(
        tmp_path / "a.ipynb",
        {"n": 1},
        tmp_path / "out",
        "Hale",
        "data",
        "hes",
        key={"x": "y"},
        limits=Limits(1, 2, 3, 4),
    )
    assert Job.from_json(job.to_json()) == job
