"""The whole path, through the command line, on real areas: dataset folder to briefing, and what bad input does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from prevent_geo import cli
from prevent_geo.errors import InputError
from prevent_geo.place import Place
from prevent_geo.releases.lock import run_lock
from prevent_geo.releases.manifest import write_manifest
from prevent_geo.resources import shipped
from prevent_geo.runs.batch import briefing_jobs
from prevent_geo.runs.job import Result

# nothing of the areas was ever released; the record of it goes where the test runs
NEW = ("--ledger", "ledger.jsonl", "--first-release")
FILES = {f"briefing.{kind}" for kind in ("html", "pdf", "docx", "xlsx")} | {"map.html", "place.gpkg", "tables"}
FILES |= {"datapackage.json", "manifest.json"}


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Run a command in an empty folder; gives its exit code, what it printed, and the folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["prevent-geo", *map(str, words)])
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        else:
            code = 0
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    call.folder = tmp_path
    return call


def test_brief_makes_a_ward_and_its_index(run, trafford_folder, ward):
    words = ["--place", ward.place, "--out", "made", "--period", "2026-Q1", *NEW]
    code, printed, _ = run("brief", trafford_folder, *words)
    assert code == 0, printed
    made = run.folder / "made" / str(ward.place).replace(":", "-")
    assert {*FILES, "briefing.ipynb"} == {p.name for p in made.iterdir()}
    index = (run.folder / "made/index.html").read_text(encoding="utf-8")
    assert f'href="{made.name}/briefing.html"' in index
    assert [path.name for path in (run.folder / "made").iterdir() if path.name.startswith(".")] == []
    record = nbformat.read(made / "briefing.ipynb", as_version=4)
    assert record.metadata.papermill.exception is None
    assert record.metadata.papermill.parameters["out"] == f"made/{made.name}"
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parameters"]["period"] == "2026-01-01/2026-03-31"
    assert "briefing.ipynb" in manifest["files"]
    (entry,) = (run.folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"2026-01-01/2026-03-31"' in entry
    # where the record is kept is nobody's business
    assert not [path.name for path in made.rglob("*.*") if str(run.folder).encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--place", "district:E08000008"], "place 'district:E08000008': no district has that code (did you mean"),
        (["--place", "Atlantis"], "place 'Atlantis': no place has that name"),
        (["--period", "2026-13"], "period '2026-13': "),
        (["--audience", "pubic"], "audience 'pubic' is not one of public, partner, internal (did you mean 'public'?)"),
        (
            ["--marking", "SECRET"],
            "marking 'SECRET' is not one of NOT PROTECTIVELY MARKED, OFFICIAL, OFFICIAL-SENSITIVE",
        ),
        (["--set", "plaec=x"], "'plaec' is not a parameter of area_briefing (did you mean 'place'?)"),
        (["--set", "place"], "--set 'place' is not NAME=VALUE"),
        (["--each", "ward"], "--each 'ward' is not one of area, neighbourhood, district, force"),
        (["--set", "place=Hale"], "--set place: use --place"),
        (["--policy", "defualt"], "policy 'defualt': there is no such policy (did you mean 'default'?)"),
        (["--policy-file", "mine.toml"], "policy file 'mine.toml': there is no such file"),
        (["--set", "policy=hes"], "--set policy: use --policy"),
        (["--set", "first_release=True"], "--set first_release: use --first-release"),
        (["--set", "dataset=elsewhere"], "--set dataset: it is the first word after brief"),
        (["--each", "area", "--place", "Trafford"], "give --place or --each, not both"),
        (["--notebook", "scorecrad"], "notebook 'scorecrad': there is no such notebook (did you mean 'scorecard'?)"),
        (["--place", "Hale", "--notebook", "partnership_assessment"], "is of a district or more"),
        (["--notebook", "explore"], "notebook 'explore' is no report: it has no parameter "),
        (["--place", "Hale", "--notebook", "scorecard"], "is of a force area or of all areas"),
        (["--set", "earlier=nowhere"], "earlier 'nowhere': there is no manifest.json in it"),
        (["--within", "Trafford"], "--within says where with --each"),
        (["--each", "neighbourhood", "--within", "Hale Barn"], "place 'Hale Barn': no place has that name"),
    ],
)
def test_bad_parameters_stop_before_anything_runs(run, trafford_folder, words, message):
    code, _, complaint = run("brief", trafford_folder, *words)
    assert code == 2
    assert message in complaint
    assert "Traceback" not in complaint
    assert list(run.folder.iterdir()) == []


def test_a_failing_notebook_is_told_with_its_cell_and_leaves_nothing(
    run, trafford_folder, monkeypatch, tmp_path_factory
):
    broken = tmp_path_factory.mktemp("notebooks") / "broken.ipynb"
    parameters = nbformat.v4.new_code_cell(
        "\n".join(f'{name}: str = ""' for name in ("dataset", "place", "period", "audience", "marking", "out"))
        + '\npolicy: str = ""\npolicy_file: str = ""\nledger: str = ""\nfirst_release: bool = False'
    )
    parameters.metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=[parameters, nbformat.v4.new_code_cell("1 / 0")])
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(notebook, broken)
    words = ["--place", "Trafford", "--notebook", broken, "--out", "made", *NEW]
    code, _, complaint = run("brief", trafford_folder, *words)
    assert code == 4
    assert "Trafford (district): cell 3: ZeroDivisionError: division by zero" in complaint
    assert not (run.folder / "made").exists()


@pytest.fixture
def pretend(monkeypatch):
    """Put each job's folder in place without running its notebook; gives the jobs that were asked for."""
    asked = []

    def make(jobs, report, **_):
        asked.extend(jobs)
        for job in jobs:
            job.out.mkdir(parents=True, exist_ok=True)
            (job.out / "briefing.ipynb").write_text("")
            place = job.parameters["place"]
            facts = {"run_id": "x", "parameters": {"place": place, "period": "2026-01-01/2026-03-31"}, "key": job.key}
            facts |= {"place_name": job.title, "places": {place: {"name": job.title, "areas": []}}}
            write_manifest(job.out, facts)
        return [Result(job) for job in jobs]

    monkeypatch.setattr("prevent_geo.runs.briefings.run_jobs", make)
    monkeypatch.setattr("prevent_geo.runs.kernels.server.start_fork_server", lambda *_: None)
    return asked


def test_demo_briefs_a_district_of_the_sample_and_its_neighbourhoods(run, pretend, sample):
    code, printed, _ = run("demo")
    assert code == 0
    assert "0 errors" in printed
    assert "read = used + set aside" in printed
    levels = [job.parameters["place"].partition(":")[0] for job in sorted(pretend, key=lambda job: job.title)]
    assert levels.count("district") == 1
    assert levels.count("neighbourhood") == len(levels) - 1 >= 3
    index = (run.folder / "outputs/demo/index.html").read_text(encoding="utf-8")
    assert index.count("/briefing.ipynb") == len(levels)
    assert (run.folder / "outputs/demo/index.html").absolute().as_uri() in printed


def test_within_chooses_the_places_of_a_district(run, pretend, sample):
    code, _, _ = run("brief", "sample", "--each", "neighbourhood", "--within", "district:X08000002", "--out", "made")
    assert code == 0
    inside = set(sample.place("district:X08000002").area_codes)
    expected = [str(place) for place in sample.places("neighbourhood") if inside.issuperset(place.area_codes)]
    assert sorted(job.parameters["place"] for job in pretend) == sorted(expected)
    assert len(expected) >= 3


def test_a_higher_marking_is_on_the_index_too(run, pretend, trafford_folder):
    words = ["--place", "Hale", "--marking", "OFFICIAL-SENSITIVE", "--out", "made", *NEW]
    code, _, _ = run("brief", trafford_folder, *words)
    assert code == 0
    assert "OFFICIAL-SENSITIVE</p>" in (run.folder / "made/index.html").read_text(encoding="utf-8")


def test_the_public_gets_nothing_sensitive(run, pretend, trafford_folder):
    words = ["--place", "Hale", "--marking", "OFFICIAL-SENSITIVE", "--audience", "public"]
    code, _, complaint = run("brief", trafford_folder, *words)
    assert code == 3
    assert "what is marked OFFICIAL-SENSITIVE is not for the public" in complaint
    assert pretend == []
    assert list(run.folder.iterdir()) == []


def test_an_out_folder_of_something_else_stops_before_anything_runs(run, pretend, trafford, trafford_folder):
    hale = trafford.place("Hale")
    mine = run.folder / "made" / f"neighbourhood-{hale.code}" / "thesis.docx"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    code, _, complaint = run("brief", trafford_folder, "--place", "Hale", "--out", "made")
    assert code == 2
    assert "exists and is not an earlier release" in complaint
    assert pretend == []
    assert mine.read_text() == "mine"


def test_an_index_page_of_somebody_else_stops_before_anything_runs(run, pretend, trafford_folder):
    (run.folder / "index.html").write_text("my site")
    code, _, complaint = run("brief", trafford_folder, "--place", "Hale", "--out", ".")
    assert code == 2
    assert "index.html exists and is not a page that prevent_geo made" in complaint
    assert pretend == []
    assert (run.folder / "index.html").read_text() == "my site"


def test_two_places_never_share_a_folder(trafford, tmp_path):
    places = [Place("area", "A/1", "One", ()), Place("area", "A 1", "Two", ())]
    message = r"^One \(area\) and Two \(area\) would be written to the same folder, area-A_1$"
    with pytest.raises(InputError, match=message):
        briefing_jobs(trafford, places, tmp_path, {"dataset": "x"})


def test_briefings_that_cannot_be_written_are_exit_7(run, trafford_folder):
    (run.folder / "file").write_text("")
    code, _, complaint = run("brief", trafford_folder, "--place", "Hale", "--out", "file", *NEW)
    assert code == 7
    assert "cannot write to" in complaint


def test_check_prints_the_report_and_writes_nothing_if_nothing_is_set_aside(run, trafford_folder):
    code, printed, _ = run("check", trafford_folder)
    assert code == 0
    assert "0 errors" in printed
    assert "read = used + set aside" in printed
    code, printed, _ = run("check", trafford_folder, "--json")
    assert json.loads(printed)["ok"] is True
    assert list(run.folder.iterdir()) == []


def test_a_map_that_cannot_be_written_is_exit_7(run, trafford_folder):
    (run.folder / "file").write_text("")
    code, _, complaint = run("map", trafford_folder, "--place", "Trafford", "--out", "file/map.html", *NEW)
    assert code == 7
    assert "cannot write to file/map.html" in complaint


def test_papermill_runs_the_notebook_directly(run, trafford_folder, ward):
    source = str(shipped("notebooks/area_briefing.ipynb"))
    given = {"dataset": str(trafford_folder), "place": str(ward.place), "out": "made"}
    given |= {"ledger": "ledger.jsonl", "first_release": "True"}
    words = [word for name, value in given.items() for word in ("-p", name, value)]
    command = [sys.executable, "-m", "papermill", source, "record.ipynb", *words]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert {path.name for path in Path("made").iterdir()} == FILES


def test_one_failure_does_not_stop_the_others(run, pretend, trafford_folder, monkeypatch):
    from prevent_geo.runs import briefings

    pretended = briefings.run_jobs

    def fail_for_hale(jobs, report, **options):
        others = pretended([job for job in jobs if "Hale (" not in job.title], report)
        failed = [Result(job, error="cell 4: ValueError: no", exit_code=4) for job in jobs if "Hale (" in job.title]
        return sorted([*others, *failed], key=lambda result: jobs.index(result.job))

    monkeypatch.setattr(briefings, "run_jobs", fail_for_hale)
    code, printed, complaint = run("brief", trafford_folder, "--each", "neighbourhood", "--out", "made", *NEW)
    assert code == 4
    assert "20 of 21 done" in printed
    assert complaint == "prevent-geo: 1 of 21 briefings failed:\n  Hale (neighbourhood): cell 4: ValueError: no\n"
    assert "Its notebook failed (cell 4, ValueError)" in (run.folder / "made/index.html").read_text(encoding="utf-8")


def test_what_is_done_is_not_made_again_unless_it_is_forced(run, pretend, trafford_folder):
    words = ["brief", trafford_folder, "--each", "neighbourhood", "--within", "Hale", "--out", "made"]
    ledger = NEW[:2]
    assert run(*words, *NEW)[0] == 0
    code, printed, _ = run(*words, *ledger)
    assert (code, len(pretend)) == (0, 1)
    assert "1 of 1 done, 1 of them before" in printed
    _, printed, _ = run(*words, *ledger, "--dry-run")
    assert printed.endswith("Hale (neighbourhood): done already\n0 of 1 to make.\n")
    _, printed, _ = run(*words, *ledger, "--dry-run", "--period", "2026")
    assert "Hale (neighbourhood): to make: changed since: the data of its period" in printed
    assert run(*words, *ledger, "--force")[0] == 0
    assert len(pretend) == 2
    (next((run.folder / "made").glob("neigh*")) / "briefing.ipynb").write_text("half")
    assert run(*words, *ledger)[0] == 0
    assert len(pretend) == 3


def test_a_dry_run_writes_and_records_nothing(run, pretend, trafford_folder):
    code, printed, _ = run("brief", trafford_folder, "--place", "Hale", "--out", "made", "--dry-run", *NEW)
    assert code == 0
    assert printed.endswith("Hale (neighbourhood): to make: there is no release yet\n1 of 1 to make.\n")
    assert list(run.folder.iterdir()) == []
    assert pretend == []


def test_the_log_has_times_and_no_values(run, pretend, trafford_folder):
    words = ["brief", trafford_folder, "--place", "Hale", "--out", "made", "--log", "run.log", *NEW]
    assert run(*words)[0] == 0
    lines = [json.loads(line) for line in (run.folder / "run.log").read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["said", "said", "results", "ended"]
    assert all(line["time"].endswith("+00:00") for line in lines)
    assert lines[2]["made"] == 1


def test_two_runs_at_once_exit_6_with_who_is_there(run, pretend, trafford_folder):
    with run_lock(run.folder / "made"):
        code, _, complaint = run("brief", trafford_folder, "--place", "Hale", "--out", "made", *NEW)
    assert code == 6
    assert f"process {os.getpid()} on " in complaint
    assert pretend == []


def test_map_writes_one_file(run, trafford_folder):
    words = ["map", trafford_folder, "--place", "Trafford", "--out", "m/map.html"]
    code, _, _ = run(*words, *NEW)
    assert code == 0
    assert [path.name for path in (run.folder / "m").iterdir()] == ["map.html"]
    # the same again is no other release
    code, _, complaint = run(*words, *NEW[:2])
    assert code == 0, complaint
    assert len((run.folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("command", ["map", "brief"])
def test_without_its_ledger_nothing_is_released(run, pretend, trafford_folder, command):
    code, _, complaint = run(command, trafford_folder, "--place", "Hale", "--ledger", "lost.jsonl")
    assert code == 3
    assert "lost.jsonl: there is no release ledger" in complaint
    assert "--first-release" in complaint
    assert pretend == []
    assert list(run.folder.iterdir()) == []


def test_notebooks_and_doctor_say_what_is_there(run):
    code, printed, _ = run("notebooks")
    assert code == 0
    assert "area_briefing" in printed
    assert "place: str" in printed
    code, printed, _ = run("doctor")
    assert code == 0
    assert "BAD" not in printed
