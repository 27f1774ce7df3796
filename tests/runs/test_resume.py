"""A run that is killed in the middle: the last good release stays readable, the same command makes the rest."""

import json
import os
import signal
import subprocess
import sys

import pytest

from prevent_geo.releases.manifest import file_hash
from prevent_geo.runs.kernels.server import SOCKET
from prevent_geo.runs.synth import TownOrder, make_town
from tests.runs.small_notebook import write_notebook

NAMES = ("dataset", "place", "period", "audience", "marking", "policy", "policy_file", "ledger", "out")
PARAMETERS = "\n".join(f'{name}: str = ""' for name in NAMES) + "\nfirst_release: bool = False"
# kills once: whoever does the job, or hands it out
KILL = """
import json, os, pathlib, signal
order = pathlib.Path("kill.json")
if order.exists():
    who, here = json.loads(order.read_text())
    if here == {point!r} and place.endswith("1"):
        order.unlink()
        # of the children of the fork server, the job is the one that holds this release's temporary folder
        server, owner = os.getppid(), str(pathlib.Path(out).resolve().parent / "owner")
        for child in pathlib.Path(f"/proc/{{server}}/task/{{server}}/children").read_text().split():
            if any(os.path.realpath(file) == owner for file in pathlib.Path(f"/proc/{{child}}/fd").iterdir()):
                job = child
        os.kill(int(job) if who == "job" else int(pathlib.Path("main.pid").read_text()), 9)
        signal.pause()
"""
WRITE = """
facts = {"run_id": "x", "place_name": place, "parameters": {"place": place, "period": "2025-07-01/2025-09-30"}}
facts["places"] = {place: {"name": place, "areas": []}}
pathlib.Path(out).mkdir()
pathlib.Path(out, "page.txt").write_text(place)
pathlib.Path(out, "manifest.json").write_text(json.dumps({**facts, "files": {}}))
"""
MAIN = "import os\nopen('main.pid', 'w').write(str(os.getpid()))\nfrom prevent_geo.cli import main\nmain()"


ALL = [f"neighbourhood-X0500000{number}" for number in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("towns") / "town"
    make_town(folder, TownOrder(areas=54, months=12))
    return folder


@pytest.fixture
def brief(fork_server, tmp_path, town):
    """Run the command in an empty folder, on the four neighbourhoods of a town; gives its exit code and output."""
    write_notebook(
        tmp_path / "small.ipynb", KILL.format(point="before"), WRITE, KILL.format(point="after"), parameters=PARAMETERS
    )
    words = ["brief", str(town), "--each", "neighbourhood", "--notebook", "small.ipynb", "--out", "made"]
    words += ["--workers", "1", "--ledger", "ledger.jsonl", "--first-release"]

    def run(*more, kill=None):
        if kill:
            (tmp_path / "kill.json").write_text(json.dumps(kill))
        environment = {**os.environ, SOCKET: str(fork_server.socket)}
        command = [sys.executable, "-c", MAIN, *words, *more]
        ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout + ended.stderr

    return run


def whole(folder):
    """The places whose release is what its manifest says."""
    found = []
    for manifest in sorted(folder.glob("neighbourhood-*/manifest.json")):
        files = json.loads(manifest.read_text())["files"]
        assert {name: file_hash(manifest.parent / name) for name in files} == files
        found.append(manifest.parent.name)
    return found


def left_over(folder):
    return [path.name for path in folder.rglob("*") if path.name.startswith(".")]


@pytest.mark.parametrize("point", ["before", "after"])
def test_the_same_command_goes_on_where_a_killed_run_ended(brief, tmp_path, point):
    code, _ = brief(kill=["main", point])
    assert code == -signal.SIGKILL
    before = whole(tmp_path / "made")
    assert ALL[0] not in before
    code, said = brief()
    kept = f"4 of 4 done, {len(before)} of them before" if before else "4 of 4 done"
    assert (code, kept in said) == (0, True), said
    assert whole(tmp_path / "made") == ALL
    assert left_over(tmp_path / "made") == []


def test_a_killed_job_is_tried_again_and_an_earlier_release_outlives_a_killed_run(brief, tmp_path):
    code, said = brief(kill=["job", "after"])
    assert (code, "4 of 4 done" in said) == (0, True), said
    before = {path: path.read_bytes() for path in (tmp_path / "made").glob("neighbourhood-*/*")}
    code, _ = brief("--force", kill=["main", "after"])
    assert code == -signal.SIGKILL
    assert {path: path.read_bytes() for path in (tmp_path / "made").glob("neighbourhood-*/*")} == before
    assert brief("--force")[0] == 0
    assert left_over(tmp_path / "made") == []


def test_what_a_killed_run_left_beside_a_finished_release_is_tidied(brief, tmp_path):
    """It was killed after its release was in place, and before its own folder was gone."""
    assert brief()[0] == 0
    left = tmp_path / "made" / f".{ALL[1]}-0123abcd.prevent-geo"
    left.mkdir()
    (left / "owner").touch()
    code, said = brief()
    assert (code, "4 of 4 done, 4 of them before" in said) == (0, True), said
    assert left_over(tmp_path / "made") == []
