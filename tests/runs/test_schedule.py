"""What is scheduled is what was asked for: each file is read again by a reader that is written here."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import typer
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from prevent_geo.cli import unattended
from prevent_geo.cli.schedule import SETTINGS, schedule
from prevent_geo.errors import CannotWriteError, InputError
from prevent_geo.runs.schedule import TARGETS, ScheduledRun, When, cron, systemd, windows, write_schedule

# half of them characters that some scheduler, shell or format reads as its own
READ_OTHERWISE = st.sampled_from(" \"'\\%$&|<>;#()*?~!^`{}[]=-")
OTHERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"], exclude_characters="/", max_codepoint=0x1FFFF
)
NAMES = st.text(READ_OTHERWISE | OTHERS, min_size=1, max_size=12).filter(lambda name: name not in (".", ".."))
WORDS = st.lists(NAMES, min_size=1, max_size=4)
TRAPS = 'a\\\\b \\% 5\\\\% "it\'s" $HOME \\" %% '
QUICK = settings(max_examples=100, deadline=None)


def a_run(words=("brief", "data"), folder="/srv/prevent", interpreter="/usr/bin/python3", at="Mon 02:00", **more):
    paths = {"folder": Path(folder), "log": Path("/srv/logs/a.log"), "writes": (Path("/srv/prevent"),)}
    return ScheduledRun("weekly", When.parse(at), tuple(words), interpreter=interpreter, **{**paths, **more})


def hostile(words, name, **more):
    folder = Path(f"/srv/{name}")
    return a_run(["brief", *words], folder, log=folder / f"{name}.log", **more)


def lines(run, target, ending):
    return TARGETS[target].write_files(run)[f"prevent-geo-weekly.{ending}"].decode().splitlines()


@pytest.mark.parametrize(
    ("text", "words", "fields", "calendar"),
    [
        ("daily 02:00", "every day at 02:00", "0 2 * * *", "*-*-* 02:00:00"),
        ("sunday 23:05", "every Sunday at 23:05", "5 23 * * 0", "Sun *-*-* 23:05:00"),
        ("Thu,mon 2:30", "every Monday and Thursday at 02:30", "30 2 * * 1,4", "Mon,Thu *-*-* 02:30:00"),
        ("monthly 28 02:00", "on day 28 of every month at 02:00", "0 2 28 * *", "*-*-28 02:00:00"),
        (
            "quarterly 02:00",
            "on day 1 of January, April, July and October at 02:00",
            "0 2 1 1,4,7,10 *",
            "*-01,04,07,10-01 02:00:00",
        ),
    ],
)
def test_a_time_is_the_same_time_for_every_scheduler(text, words, fields, calendar):
    run = a_run(at=text)
    assert str(run.at) == words
    assert lines(run, "cron", "cron")[1].startswith(f"{fields} cd ")
    assert f"OnCalendar={calendar}" in lines(run, "systemd", "timer")
    if shutil.which("systemd-analyze"):
        done = subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, text=True, check=True)
        # no warning, and nothing that it would write otherwise
        assert f"Normalized form: {calendar}" in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a day of the week"),
        ("dayly 02:00", "did you mean 'daily'"),
        ("Mondey 02:00", "did you mean 'Monday'"),
        ("Mo 02:00", "'Mo' is not a day"),
        ("daily", "a time such as 02:00"),
        ("daily 24:00", "a time such as 02:00"),
        ("daily 02:00 x", "a time such as 02:00"),
        ("monthly 31 02:00", "1 to 28"),
        ("quarterly 1 2 02:00", "a time such as 02:00"),
    ],
)
def test_a_time_that_is_not_one_says_what_to_write(text, said):
    with pytest.raises(InputError, match=re.escape(said)):
        When.parse(text)


def test_every_time_in_the_document_is_one():
    page = (Path(__file__).parents[2] / "docs/schedule.md").read_text(encoding="utf-8")
    commands = re.findall(r'--at "([^"]+)"', page)
    listed = re.findall(r"`((?:daily|Mon|monthly|quarterly)[^`]* \d\d:\d\d)`", page)
    assert (len(commands), len(listed)) == (3, 5)
    assert all(When.parse(text) for text in [*commands, *listed])


def vixie(line, *, halves_backslashes):
    """What cron hands to sh: five fields, then a command up to the first bare %; crons differ on two backslashes."""
    command = re.fullmatch(r"(?:[0-9*,]+ ){5}(.*)", line)[1]
    told, escaped = "", False
    for character in command:
        if escaped and (character == "%" or (halves_backslashes and character == "\\")):
            told = told[:-1] + character
            escaped = False
        elif not escaped and character == "%":
            return told
        else:
            escaped = character == "\\" and not escaped
            told += character
    return told


@pytest.fixture(scope="module")
def stub(tmp_path_factory):
    """An interpreter that writes down where it is and what it is told; its own folder has a name to quote."""
    folder = tmp_path_factory.mktemp("it's 50% \\ of $HOME")
    path = folder / "python"
    source = f"#!{sys.executable} -SE\nimport json, os, sys\nprint(json.dumps([os.getcwd(), sys.argv[1:]]))\n"
    path.write_text(source, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.skipif(os.name == "nt", reason="needs sh")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, name=NAMES)
@example(words=[TRAPS], name=TRAPS + "x")
def test_a_cron_line_runs_the_very_command(words, name, stub):
    folder = stub.parent / name
    folder.mkdir(exist_ok=True)
    run = a_run(["brief", *words], folder, str(stub), log=folder / f"{name}.log")
    comment, line = cron.write_files(run)["prevent-geo-weekly.cron"].decode().split("\n")[:2]
    assert comment.startswith("# ")
    told = vixie(line, halves_backslashes=True)
    assert told == vixie(line, halves_backslashes=False)
    done = subprocess.run(["/bin/sh", "-c", told], capture_output=True, check=True, cwd="/")
    assert json.loads(done.stdout) == [str(folder.resolve()), run.command[1:]]


@pytest.mark.parametrize("character", ["\n", "\0", "\x85", "\u2028", "\u2029", "\udc80", "\ufffe", "\ufdd0"], ids=ascii)
@pytest.mark.parametrize("where", ["words", "folder", "log", "interpreter", "writes"])
def test_a_character_that_no_scheduler_can_carry_is_refused(character, where):
    given_ = {"words": ["brief", f"a{character}"], "writes": (Path(f"/srv/a{character}"),)}
    given_ |= {"folder": f"/srv/a{character}", "interpreter": f"/a{character}", "log": Path(f"/a{character}.log")}
    with pytest.raises(InputError, match="cannot stand in a scheduled command"):
        a_run(**{where: given_[where]})


def test_a_cron_line_that_cron_would_cut_is_refused():
    with pytest.raises(InputError, match="bytes long"):
        cron.write_files(a_run(["brief", "x" * 1000]))


def systemd_words(text):
    """The words of a value, as systemd.syntax(7) has it: quotes, C escapes; then specifiers, here only %%."""
    words, rest = [], text
    while rest := rest.lstrip(" "):
        word = ""
        while rest and rest[0] != " ":
            if rest[0] == '"':
                body = re.match(r'"((?:[^"\\]|\\["\\])*)"', rest)
                word += re.sub(r"\\(.)", r"\1", body[1])
                rest = rest[body.end() :]
            else:
                assert rest[0] not in "'\\;"
                word, rest = word + rest[0], rest[1:]
        words.append(word)
    assert all(re.fullmatch("(?:[^%]|%%)*", word, re.S) for word in words)
    return [word.replace("%%", "%") for word in words]


def systemd_paths(text):
    """The words of a list of paths: either quote, and a backslash is only that."""
    words = [
        re.sub(r"\"([^\"]*)\"|'([^']*)'", r"\1\2", word[0]) for word in re.finditer(r"(?:\"[^\"]*\"|'[^']*')+", text)
    ]
    return [word.replace("%%", "%") for word in words]


@QUICK
@given(words=WORDS, name=NAMES)
@example(words=[TRAPS], name=TRAPS + "x")
def test_a_systemd_service_runs_the_very_command(words, name):
    run = hostile(words, name, writes=(Path(f"/srv/{name}"), Path(f"/var/lib/{name}")))
    if name != name.rstrip() or name.endswith("\\"):
        with pytest.raises(InputError, match="a space or a backslash"):
            systemd.write_files(run)
        return
    unit = lines(run, "systemd", "service")
    values = dict(line.split("=", 1) for line in unit if "=" in line and not line.startswith("#"))
    assert values["ExecStart"][0] == ":"
    assert systemd_words(values["ExecStart"][1:]) == run.command
    assert values["WorkingDirectory"].replace("%%", "%") == str(run.folder)
    assert systemd_paths(values["ReadWritePaths"]) == [str(path) for path in run.writes]
    assert not any(line.endswith("\\") for line in unit)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_nothing_to_say_about_the_units(tmp_path):
    folder = tmp_path / 'it\'s 50% "of" $HOME \\ x'
    folder.mkdir()
    run = a_run(["brief", 'a "b" 50%', ";", "$HOME"], folder, sys.executable, writes=(folder,), hours=3, memory_mb=4000)
    written, steps = write_schedule(run, "systemd", tmp_path / "units")
    done = subprocess.run(["systemd-analyze", "verify", *written], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    unit = written[0].read_text(encoding="utf-8")
    assert "MemoryMax=4000M\n" in unit
    assert "TimeoutStartSec=3h\n" in unit
    assert "PrivateNetwork=yes\n" in unit
    # what lies in /tmp would be hidden by a private one
    assert "PrivateTmp" not in unit
    assert "PrivateTmp=yes" in "\n".join(lines(a_run(), "systemd", "service"))
    assert "PrivateNetwork" not in "\n".join(lines(a_run(network=True), "systemd", "service"))
    assert any("systemctl --user enable --now prevent-geo-weekly.timer" in step for step in steps)


def windows_words(text):
    """The words of a command line by the rules of CommandLineToArgvW."""
    words, word, quoted, begun, at = [], "", False, False, 0
    while at < len(text):
        slashes = len(re.match(r"\\*", text[at:])[0])
        following = text[at + slashes : at + slashes + 1]
        if slashes and following == '"':
            word, begun, at = word + "\\" * (slashes // 2), True, at + slashes
            if slashes % 2:
                word, at = word + '"', at + 1
            continue
        if slashes:
            word, begun, at = word + "\\" * slashes, True, at + slashes
        elif text[at] == '"':
            quoted, begun, at = not quoted, True, at + 1
        elif text[at] in " \t" and not quoted:
            words += [word] if begun else []
            word, begun, at = "", False, at + 1
        else:
            word, begun, at = word + text[at], True, at + 1
    return [*words, word] if begun else words


@QUICK
@given(words=WORDS, name=NAMES)
@example(words=[TRAPS], name=TRAPS + "x")
def test_a_windows_task_runs_the_very_command(words, name):
    run = hostile(words, name)
    try:
        data = windows.write_files(run)["prevent-geo-weekly.xml"]
    except InputError as error:
        assert "as variables" in str(error)
        assert any("%" in word or "$(" in word for word in [*words, name])
        return
    action = ET.fromstring(data).find(".//{*}Exec")
    assert [child.tag.partition("}")[2] for child in action] == ["Command", "Arguments", "WorkingDirectory"]
    assert [action[0].text, *windows_words(action[1].text)] == run.command
    assert action[2].text == str(run.folder)
    # neither a variable nor the start of one
    assert not any(re.search(r"%.*%|\$\(", part.text, re.S) for part in action)


@pytest.mark.parametrize("word", ["%PATH%", "50% or 60%", "$(Arg0)"])
def test_a_windows_variable_is_refused(word):
    with pytest.raises(InputError, match="as variables"):
        windows.write_files(a_run(["brief", word]))


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ("daily 02:00", {"DaysInterval"}),
        ("Mon,Sun 02:00", {"WeeksInterval", "DaysOfWeek", "Monday", "Sunday"}),
        ("quarterly 2 02:00", {"DaysOfMonth", "Day", "Months", "January", "April", "July", "October"}),
    ],
)
def test_a_windows_task_has_what_the_schema_wants(at, days):
    data = windows.write_files(a_run(at=at, hours=5), date(2026, 12, 31))["prevent-geo-weekly.xml"]
    assert data[:2] == b"\xff\xfe"
    assert data.decode("utf-16").startswith('<?xml version="1.0" encoding="UTF-16"?>')
    task = ET.fromstring(data)
    assert task.tag == "{http://schemas.microsoft.com/windows/2004/02/mit/task}Task"
    children = {child.tag.partition("}")[2] for child in task}
    assert children == {"RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"}
    trigger = task.find("{*}Triggers/{*}CalendarTrigger")
    # the schema has these in this order: the boundary, then one way of choosing days
    assert [child.tag.partition("}")[2].startswith("ScheduleBy") for child in trigger] == [False, True]
    assert trigger[0].text == "2027-01-01T02:00:00"
    assert {part.tag.partition("}")[2] for part in trigger[1].iter()} - {trigger[1].tag.partition("}")[2]} == days
    assert task.find("{*}Principals/{*}Principal").get("id") == task.find("{*}Actions").get("Context")
    setting = {child.tag.partition("}")[2]: child.text for child in task.find("{*}Settings")}
    assert setting["StartWhenAvailable"] == "true"
    assert setting["MultipleInstancesPolicy"] == "IgnoreNew"
    assert setting["ExecutionTimeLimit"] == "PT5H"


@pytest.mark.parametrize("target", ["cron", "windows"])
def test_a_limit_that_the_scheduler_does_not_keep_is_refused(target):
    with pytest.raises(InputError, match="limits no memory"):
        TARGETS[target].write_files(a_run(memory_mb=1))


@pytest.mark.parametrize("target", list(TARGETS))
def test_only_a_schedule_of_ours_is_replaced(tmp_path, target):
    first, _ = write_schedule(a_run(), target, tmp_path)
    again, _ = write_schedule(a_run(at="daily 03:00"), target, tmp_path)
    assert first == again
    first[-1].write_text("theirs", encoding="utf-8")
    kept = first[0].read_bytes()
    with pytest.raises(InputError, match="choose another --name or --out"):
        write_schedule(a_run(), target, tmp_path)
    assert first[-1].read_text(encoding="utf-8") == "theirs"
    assert len(first) == 1 or first[0].read_bytes() == kept
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWriteError):
        write_schedule(a_run(), target, tmp_path / "file")


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the command in a folder with a dataset, and nothing else, in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/dataset.toml").write_text("")
    app = typer.Typer()
    app.command(context_settings=SETTINGS)(schedule)
    return lambda *words: CliRunner().invoke(app, [*words])


BRIEF = ["brief", "data", "--each", "neighbourhood", "--out", "outputs/weekly"]


@pytest.mark.parametrize("dashes", [[], ["--"]])
def test_the_command_writes_absolute_paths_and_says_what_to_do(call, tmp_path, dashes):
    done = call("--at", "Mon 02:00", "--as", "systemd", "--name", "weekly", "--out", "units", *dashes, *BRIEF)
    assert (done.exit_code, done.exception) == (0, None)
    unit = (tmp_path / "units/prevent-geo-weekly.service").read_text(encoding="utf-8")
    started = systemd_words(re.search("ExecStart=:(.*)", unit)[1])
    assert started[0] == sys.executable
    assert started[4:] == [str(tmp_path / "units/weekly.log"), *BRIEF]
    writes = systemd_paths(re.search("ReadWritePaths=(.*)", unit)[1])
    # the output's folder is not there yet, so it is made in the working folder, which holds the others
    assert writes[:1] == [str(tmp_path)]
    assert str(tmp_path / "units") not in writes
    assert "Every Monday at 02:00: prevent-geo brief data" in done.stdout
    assert "Nothing is installed yet" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["breif", "data"], "did you mean 'brief'"),
        (["demo"], "for somebody who is there"),
        (["schedule", "brief"], "commands to schedule"),
        (["brief data --each area"], "is one word"),
        (["brief", "data", "--eech", "area"], "--each"),
        (["brief"], "DATASET"),
        (["brief", "data", "--first-release"], "by hand"),
        (["brief", "data", "--help"], "--help"),
        (["brief", "nowhere"], "no dataset.toml"),
        (["brief", "data", "--out", "a\nb"], "cannot stand"),
    ],
)
def test_a_command_that_would_fail_at_night_is_refused_now(call, tmp_path, words, said):
    done = call("--at", "daily 02:00", "--as", "cron", "--", *words)
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)
    assert not (tmp_path / "outputs").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--as", "crom"], "did you mean 'cron'"),
        (["--name", "../x"], "up to 40 letters"),
        (["--folder", "nowhere"], "no such folder"),
        (["--log", "nowhere/a.log"], "there is no folder"),
    ],
)
def test_an_option_that_is_wrong_says_so(call, options, said):
    done = call("--at", "daily 02:00", *options, "brief", str(Path("data").absolute()))
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)


def test_a_run_with_a_log_adds_to_it_and_keeps_the_exit_code(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("before\n", encoding="utf-8")
    command = [sys.executable, "-P", "-m", unattended.__name__, str(log), "check", "nowhere é"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"prevent-geo check ended with exit code 2; its log is {log}\n"
    before, started, *told, ended = log.read_text(encoding="utf-8").splitlines()
    assert before == "before"
    assert started.endswith("started: prevent-geo check 'nowhere é'")
    assert any("nowhere" in line for line in told)
    assert ended.endswith("ended with exit code 2")
