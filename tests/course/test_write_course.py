"""A course as folders: whole, the same bytes each time, no truth with learners, all answers with the trainer."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from prevent_geo.course import LESSONS, known_town
from prevent_geo.course.write import write_course
from prevent_geo.dataset import open_dataset
from prevent_geo.errors import InputError


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("written") / "course", seed=100, learners=2)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_learner_has_another_town_and_no_truth(course: Path) -> None:
    datasets = [open_dataset(course / name / "town") for name in ("learner-01", "learner-02")]

    assert [known_town(data).town.seed for data in datasets] == [101, 102]
    for name in ("learner-01", "learner-02"):
        theirs = _files(course / name)
        assert {lesson.notebook for lesson in LESSONS.values()} | {"handout.pdf", "README.md"} <= set(theirs)
        assert not [file for file in theirs if "truth" in file or "planted" in file or "solution" in file]


def test_trainer_has_the_answers_of_every_town(course: Path) -> None:
    with (course / "trainer" / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    exercises = sum(len(lesson.exercises) for lesson in LESSONS.values())
    row = next(row for row in rows if row["learner"] == "learner-02" and row["exercise"] == "blank_on_the_map")
    solution = json.loads((course / "trainer/solutions/learner-02/01_rich_pictures.ipynb").read_text(encoding="utf-8"))
    planted = (course / "trainer/planted/learner-02.md").read_text(encoding="utf-8")

    assert len(rows) == 2 * exercises
    code = row["answer"].split()[0]
    assert f"neighbourhood:{code}" in planted
    assert f"answer = '{code}'" in json.dumps(solution)


def test_papers_say_timings_and_mistakes(course: Path) -> None:
    guide, handout = (
        " ".join(page.extract_text() for page in PdfReader(course / "trainer" / name).pages)
        for name in ("guide.pdf", "handout.pdf")
    )

    assert all(
        lesson.title.split(":")[0] in guide and lesson.title.split(":")[0] in handout for lesson in LESSONS.values()
    )
    assert "What learners usually get wrong" in guide and "Timings" in guide
    assert "usually get wrong" not in handout


def test_same_seed_writes_the_same_bytes_over_an_earlier_course(course: Path) -> None:
    before = _files(course)

    assert set(json.loads(before["manifest.json"])["files"]) == set(before) - {"manifest.json"}
    write_course(course, seed=100, learners=2)
    assert _files(course) == before


def test_work_of_learners_and_other_folders_are_not_replaced(course: Path, tmp_path: Path) -> None:
    notebook = course / "learner-01" / "02_rates_and_maps.ipynb"
    kept = notebook.read_text(encoding="utf-8")
    notebook.write_text(kept.replace("None", "7", 1), encoding="utf-8")
    (tmp_path / "mine.txt").write_text("mine")

    try:
        with pytest.raises(InputError, match=r"02_rates_and_maps\.ipynb was changed"):
            write_course(course, seed=100, learners=2)
    finally:
        notebook.write_text(kept, encoding="utf-8")
    with pytest.raises(InputError, match="not an earlier release"):
        write_course(tmp_path, seed=100, learners=2)
