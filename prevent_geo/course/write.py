"""Write a course: a folder for each learner, with a town of their own, and one for the trainer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pandas as pd

import prevent_geo
from prevent_geo.course.lesson import Lesson
from prevent_geo.course.notebooks import for_town, solved
from prevent_geo.course.open import LESSONS
from prevent_geo.course.papers import answers_pdf, guide_pdf, handout_pdf
from prevent_geo.course.town import AREAS, KnownTown, draw_known
from prevent_geo.errors import InputError
from prevent_geo.releases.manifest import file_hash
from prevent_geo.releases.staging import MANIFEST, publish, staging
from prevent_geo.releases.write import write_csv
from prevent_geo.synthesis import write_sample
from prevent_geo.synthesis.write import Progress, say

_LEARNER = """# Community mapping: your folder

Your town is in `town/`. It is invented: no place, organisation or event in it exists. Nobody else has the same.

1. Start JupyterLab in this folder: `jupyter lab`
2. Open `01_rich_pictures.ipynb` and run it cell by cell; the other lessons follow in order, 45 minutes each.
3. Put your answer in place of `None` and run the cell: it says right, or where to look.

`handout.pdf` is what to keep. The answers are with your trainer.
"""
_COURSE = """# A course in community mapping

Give each learner one `learner-..` folder, and nothing else: `trainer/` holds every answer.

| in trainer/ | what it is |
| --- | --- |
| guide.pdf | the facilitator's guide: timings, what to say, what learners usually get wrong |
| answers.pdf, answers.csv | the right answers in every learner's town |
| solutions/ | every learner's notebooks with the right answers filled in |
| planted/ | what was planted in every learner's town |
| handout.pdf | what learners have too |

Made by

    {command}

which writes the same bytes each time (prevent_geo {version}).
"""


def write_course(out: Path, *, seed: int, learners: int, progress: Progress | None = None) -> Path:
    """Write a course to a folder, whole or not at all; an earlier course there is replaced.

    Parameters
    ----------
    out
        The folder.
    seed
        The same seed writes the same bytes; learner 1 has the town of seed + 1, and so on.
    learners
        How many folders for learners.
    progress
        Told of every learner.

    Raises
    ------
    InputError
        If the folder holds something that is no course, or one in which somebody has worked.
    CannotWriteError
        If there is no space or no right to write there.
    """
    out, lessons = out.resolve(), list(LESSONS.values())
    with staging(out) as stage:
        _check_untouched(out)
        folder = stage / "course"
        trainer = folder / "trainer"
        (trainer / "planted").mkdir(parents=True)
        handout, rows = handout_pdf(lessons), []
        say(progress, "learners", 0, learners)
        for number in range(1, learners + 1):
            name, town = f"learner-{number:02}", draw_known(seed + number)
            _write_learner(folder / name, town, lessons, handout)
            (folder / name / "town" / "planted.md").rename(trainer / "planted" / f"{name}.md")
            _write_solutions(trainer / "solutions" / name, town, lessons, f"../../../{name}/town")
            rows += [{"learner": name, **row} for row in _answers(town, lessons)]
            say(progress, "learners", number, learners)
        say(progress, "papers", 0, 1)
        answers = pd.DataFrame(rows)
        write_csv(trainer / "answers.csv", answers)
        papers = {"handout": handout, "guide": guide_pdf(lessons), "answers": answers_pdf(answers)}
        for name, pdf in papers.items():
            (trainer / f"{name}.pdf").write_bytes(pdf)
        command = f"prevent-geo course OUT --seed {seed} --learners {learners}"
        _write_text(folder / "README.md", _COURSE.format(command=command, version=prevent_geo.__version__))
        _write_manifest(folder, command)
        say(progress, "papers", 1, 1)
        publish(folder, stage, out)
    return out


def _write_learner(folder: Path, town: KnownTown, lessons: Sequence[Lesson], handout: bytes) -> None:
    """A learner's folder; what was planted in the town is left in town/planted.md for the trainer."""
    inside = folder / "town"
    write_sample(inside, town.town, command=f"prevent-geo synth OUT --areas {AREAS} --seed {town.town.seed}")
    (inside / "truth" / "README.md").rename(inside / "planted.md")
    shutil.rmtree(inside / "truth")
    # it speaks of the truth
    (inside / "README.md").unlink()
    for lesson in lessons:
        _write_text(folder / lesson.notebook, for_town(lesson, "town"))
    (folder / "handout.pdf").write_bytes(handout)
    _write_text(folder / "README.md", _LEARNER)


def _write_solutions(folder: Path, town: KnownTown, lessons: Sequence[Lesson], where: str) -> None:
    folder.mkdir(parents=True)
    for lesson in lessons:
        _write_text(folder / lesson.notebook, solved(lesson, town, where))


def _answers(town: KnownTown, lessons: Sequence[Lesson]) -> list[dict[str, object]]:
    """One row for each exercise, for the trainer."""
    facts = {"town": str(town.areas["force_name"].iloc[0]), "seed": town.town.seed}
    return [
        facts
        | {
            "lesson": lesson.number,
            "exercise": exercise.name,
            "question": exercise.question(town),
            "answer": exercise.kind.say(exercise.solution(town), town),
            "then_say": exercise.after(town),
        }
        for lesson in lessons
        for exercise in lesson.exercises
    ]


def _write_manifest(folder: Path, command: str) -> None:
    """The files and their hashes, by which a later run knows what it may replace."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): file_hash(path) for path in paths}
    facts = {"made_by": f"prevent_geo {prevent_geo.__version__}", "command": command, "files": files}
    run_id = sha256(json.dumps(facts).encode()).hexdigest()[:12]
    _write_text(folder / MANIFEST, json.dumps({"run_id": run_id, **facts}, indent=1) + "\n")


def _check_untouched(out: Path) -> None:
    """Refuse to replace an earlier course in which somebody has worked."""
    if not (out / MANIFEST).exists():
        return
    listed = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
    for name in listed if isinstance(listed, dict) else ():
        if (out / name).exists() and file_hash(out / name) != listed[name]:
            raise InputError(f"{out / name} was changed since the course was written; choose another folder")


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
