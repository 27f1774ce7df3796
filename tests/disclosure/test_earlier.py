"""Releases after one another: what one fixed must not give a count away beside the next."""

from datetime import date

import pytest

from prevent_geo.disclosure import earlier_releases, find_policy, protect, record_release
from prevent_geo.disclosure.earlier import Record
from prevent_geo.disclosure.plan import Key
from prevent_geo.errors import DisclosureError
from prevent_geo.period import Period
from tests.disclosure.small import YEAR, small

POLICY = find_policy()
BEGINNING = Period(date(2025, 1, 1), date(2025, 11, 30))
STEADY = {"A": [10] * 12, "B": [8] * 12, "C": [9] * 12}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.jsonl"


def publish(dataset, path, period=YEAR):
    """Release all figures of a period, beside all that were released before."""
    ledger = earlier_releases(dataset, path, first_release=not path.exists())
    made = protect(dataset, POLICY, period=period, ledger=ledger)
    record_release(made, ledger)
    return made


def withheld(made, place, period=YEAR):
    return made.withheld[Key("attendance", place, period.iso())]


def test_a_period_that_grows_by_a_month_does_not_give_that_month_away(sample, path):
    data = small(sample, {**STEADY, "A": [10] * 11 + [3]})
    # by itself, the year can be shown
    assert not withheld(protect(data, POLICY), "area:A")
    assert not withheld(publish(data, path, BEGINNING), "area:A", BEGINNING)
    later = publish(data, path)
    assert withheld(later, "area:A")
    assert not withheld(later, "all")


def test_a_month_with_enough_people_may_be_worked_out(sample, path):
    data = small(sample, {**STEADY, "A": [10] * 11 + [6]})
    publish(data, path, BEGINNING)
    assert not any(publish(data, path).withheld.values())


def test_a_table_that_grows_by_an_area_does_not_give_that_area_away(sample, path):
    assert not any(publish(small(sample, STEADY), path).withheld.values())
    grown = small(sample, {**STEADY, "D": [0] * 11 + [3]})
    later = publish(grown, path)
    assert withheld(later, "area:D")
    # the total less that of before
    assert withheld(later, "neighbourhood:N")
    assert withheld(later, "all")


def test_a_revised_count_does_not_give_away_how_many_came_late(sample, path):
    publish(small(sample, STEADY), path)
    revised = small(sample, {**STEADY, "A": [10] * 11 + [12]})
    assert not withheld(protect(revised, POLICY), "area:A")
    assert withheld(publish(revised, path), "area:A")


def test_a_revision_by_many_may_be_seen(sample, path):
    publish(small(sample, STEADY), path)
    assert not any(publish(small(sample, {**STEADY, "A": [10] * 11 + [30]}), path).withheld.values())


def test_a_place_redrawn_does_not_give_away_what_was_taken_out_of_it(sample, path):
    counts = {**STEADY, "D": [0] * 11 + [3], "E": [20] * 12}
    before = publish(small(sample, counts, neighbourhoods={"E": "M"}), path)
    assert withheld(before, "area:D")
    assert not withheld(before, "neighbourhood:N")
    redrawn = small(sample, counts, neighbourhoods={"E": "M", "D": "M"})
    # what N has lost is what D has
    assert withheld(publish(redrawn, path), "neighbourhood:N")


def test_an_area_that_is_no_more_stays_in_what_was_said_of_it(sample, path):
    publish(small(sample, {**STEADY, "D": [0] * 11 + [3]}), path)
    later = publish(small(sample, STEADY), path)
    assert withheld(later, "neighbourhood:N")


def test_what_was_published_already_cannot_be_taken_back(sample, path):
    data = small(sample, {**STEADY, "D": [0] * 11 + [3]})
    ledger = earlier_releases(data, path, first_release=True)
    careless = protect(data, POLICY, ledger=ledger)
    # as if it had been shown: a release by another tool, say
    shown = dict(careless.record["release"])
    shown["figures"] = [
        [*row[:4], 3.0, 3.0] if row[:2] == ["attendance", "area:D"] else row
        for row in careless.record["release"]["figures"]
    ]
    from prevent_geo.disclosure.ledger import append

    append(ledger, {**careless.record, "id": "other", "release": shown}, made_on="2026-01-01")
    with pytest.raises(DisclosureError, match=r"area:D") as caught:
        publish(data, path, BEGINNING)
        publish(data, path)
    assert caught.value.exit_code == 3
    assert " 3" not in str(caught.value).replace("31", "").replace("30", "")


def test_the_same_release_again_is_the_same_decision_and_no_new_entry(sample, path):
    data = small(sample, {**STEADY, "D": [0] * 11 + [3]})
    first = publish(data, path)
    lines = path.read_bytes()
    assert publish(data, path).withheld == first.withheld
    assert path.read_bytes() == lines


def test_a_record_survives_the_ledger(sample, path):
    made = publish(small(sample, STEADY), path)
    [record] = earlier_releases(small(sample, STEADY), path).records
    kept = Record.from_json(record["release"])
    assert kept.to_json() == Record.from_json(made.record["release"]).to_json()
    assert kept.counts[Key("attendance", "area:A", YEAR.iso())] == 120
