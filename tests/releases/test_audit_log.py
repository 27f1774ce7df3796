import json
from hashlib import sha256

import pytest

from tests.releases.small_run import outcome, release, write

REFUSED = "not released (policy default): trust.csv says that 4 persons came to Hale"


@pytest.fixture
def events(trafford, tmp_path):
    made, refused, broken = trafford.places("neighbourhood")[:3]
    for place in (made, refused):
        release(tmp_path, place)
    errors = [outcome(refused, "failed", REFUSED, 3), outcome(broken, "failed", "cell 2: KeyError: 'Ms Smith, 4'", 4)]
    write(tmp_path, trafford, [outcome(made), *errors])
    return [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_decision_and_every_place_has_its_line_in_order(events, trafford):
    assert [event["event"] for event in events] == ["run", "decided", "place", "place", "refused", "place", "end"]
    assert events[1]["withheld"] == "2 of 30 figures of persons are withheld"
    assert events[1]["policy"] == "default"
    named = [event["place"] for event in events if event["event"] == "place"]
    assert named == [str(place) for place in trafford.places("neighbourhood")[:3]]
    assert events[-1] == {"event": "end", "made": 1, "kept": 0, "failed": 2, "earlier": 0}


def test_a_place_has_its_key_and_the_hash_of_its_manifest(events, tmp_path):
    made = events[2]
    assert (made["status"], made["exit_code"]) == ("made", 0)
    data = (tmp_path / made["folder"] / "manifest.json").read_bytes()
    assert made["release"]["manifest"] == sha256(data).hexdigest()
    assert made["release"]["key"] == {"notebook": "ab" * 8, "data": "cd" * 8}
    assert made["release"]["withheld_cells"] == {"trust": 2}


def test_a_failure_is_its_exit_code_and_the_class_of_its_error_and_never_its_text(events, tmp_path):
    refused, broken = events[3], events[5]
    assert (refused["exit_code"], refused["error"]) == (3, "DisclosureError")
    assert (broken["exit_code"], broken["error"], broken["cell"]) == (4, "KeyError", 2)
    assert "release" not in broken
    for name in ("audit.jsonl", "index.html", "manifest.json"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "Smith" not in text
        assert "came to Hale" not in text
