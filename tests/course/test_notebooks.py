"""The notebooks of the course: each about its own lesson, and run with the right answers in it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import papermill
import pytest

from prevent_geo.course import LESSONS, Lesson, draw_known, known_town, open_lesson, rates_after_rezoning
from prevent_geo.course.notebooks import NOT_ANSWERED, exercise_of, for_town, read_notebook, solved
from prevent_geo.dataset import open_dataset
from prevent_geo.errors import InputError
from prevent_geo.resources import shipped
from prevent_geo.runs.kernels.engine import NAME
from prevent_geo.runs.kernels.manager import closed_event_loop
from prevent_geo.synthesis import write_sample

ALL = pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
SEED = 101


def _cells(notebook: dict[str, Any], kind: str = "code") -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def _tagged(notebook: dict[str, Any], tag: str) -> list[str]:
    return ["".join(cell["source"]) for cell in _cells(notebook) if tag in cell["metadata"].get("tags", ())]


@pytest.fixture(scope="module")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course") / "town"
    write_sample(folder, draw_known(SEED).town, command="a test")
    return folder


@ALL
def test_notebook_opens_with_what_it_answers_and_its_timings(lesson: Lesson) -> None:
    notebook = read_notebook(lesson)
    first = "".join(_cells(notebook, "markdown")[0]["source"])

    assert first.startswith(f"# {lesson.number}. ")
    assert all(words in first for words in ("**What it answers:**", "**For whom:**", "**45 minutes:**"))
    assert [f"({step.minutes})" in first for step in lesson.steps] == [True] * len(lesson.steps)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert _tagged(notebook, "parameters")[0].startswith('dataset: str = "sample"  # ')


@ALL
def test_notebook_asks_every_exercise_in_order_and_answers_none(lesson: Lesson) -> None:
    answers = _tagged(read_notebook(lesson), "answer")

    assert [exercise_of(source) for source in answers] == [exercise.name for exercise in lesson.exercises]
    assert all(source.startswith(f"{NOT_ANSWERED}\n") for source in answers)


@ALL
def test_notebook_draws_only_on_figures_with_words(lesson: Lesson) -> None:
    """What pandas draws by itself has no alternative text: it is given axes that have."""
    for cell in _cells(read_notebook(lesson)):
        source = "".join(cell["source"])
        assert source.count(".plot") == source.count("ax=axes"), source
        assert ("ax=axes" in source) == ("worded_axes(" in source) == ("axes.figure" in source), source


@ALL
def test_notebook_runs_warm_on_a_town_and_every_right_answer_is_right(
    lesson: Lesson, town: Any, town_folder: Path, fork_server: Any, tmp_path: Path
) -> None:
    path = tmp_path / lesson.notebook
    path.write_text(solved(lesson, town(SEED), str(town_folder)), encoding="utf-8")
    with closed_event_loop():
        ran = papermill.execute_notebook(
            str(path), str(tmp_path / "ran.ipynb"), engine_name=NAME, kernel_name="python3", progress_bar=False
        )
    answered = [cell for cell in ran.cells if "answer" in cell.metadata.get("tags", ())]
    said = ["".join(output["data"]["text/html"]) for cell in answered for output in cell.outputs]

    assert len(said) == len(lesson.exercises)
    assert all("✔" in one for one in said), said


@ALL
def test_a_learners_notebook_differs_in_its_town_alone(lesson: Lesson) -> None:
    theirs = for_town(lesson, "town")
    shipped_text = (shipped("notebooks/course") / lesson.notebook).read_text(encoding="utf-8")

    assert theirs == shipped_text.replace('dataset: str = \\"sample\\"', 'dataset: str = \\"town\\"', 1)


def test_truth_of_the_sample_and_of_a_town_is_found_from_its_source(town_folder: Path) -> None:
    for folder in ("sample", town_folder):
        data = open_dataset(folder)
        known = known_town(data)
        assert known.contacts.index.equals(data.contacts.index)
        assert (known.contacts["area_code"] == data.contacts["area_code"].astype("str")).all()
        assert known.perspectives["statement"].equals(data.perspectives["statement"])
        seen, right = (rates_after_rezoning(one.contacts, one.areas, times=1) for one in (data, known))
        pd.testing.assert_frame_equal(seen, right)


def test_edited_town_is_refused(town_folder: Path, tmp_path: Path) -> None:
    for path in town_folder.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "contacts.csv").read_text().splitlines(keepends=True)
    (tmp_path / "contacts.csv").write_text("".join(lines[:-1]))

    with pytest.raises(InputError, match="is not as the course draws a town"):
        open_lesson(1, open_dataset(tmp_path))


def test_dataset_that_is_no_town_is_refused(town_folder: Path, tmp_path: Path) -> None:
    for path in town_folder.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "dataset.toml").read_text()
    source = tomllib.loads(text)["source"]
    (tmp_path / "dataset.toml").write_text(text.replace(source, "Our own records"))

    with pytest.raises(InputError, match="not a synthetic town"):
        open_lesson(1, open_dataset(tmp_path))


def test_unknown_exercise_and_lesson_are_named(town: Any) -> None:
    from prevent_geo.course import OpenLesson

    with pytest.raises(InputError, match="did you mean 'half_the_land'"):
        OpenLesson(LESSONS[2], town(SEED)).check("half_of_land", 1)
    with pytest.raises(InputError, match="lesson 12: there is none"):
        open_lesson(12, open_dataset("sample"))
