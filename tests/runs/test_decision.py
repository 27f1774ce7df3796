"""What is withheld is decided once for all jobs."""

from dataclasses import replace

import pytest

from prevent_geo.disclosure import LEDGER, earlier_releases, find_policy
from prevent_geo.disclosure.earlier import periods_outside
from prevent_geo.errors import DisclosureError
from prevent_geo.period import Period
from prevent_geo.runs.decision import decided_once


def test_a_run_decides_once_and_the_sample_keeps_no_record(sample):
    with decided_once(sample, find_policy(), sample.period) as (protection, path):
        assert path.endswith(LEDGER)
        [record] = earlier_releases(sample, path).records
        assert record["id"] == protection.record["id"]
    with pytest.raises(DisclosureError):
        earlier_releases(sample, path)


def test_contacts_that_were_not_read_are_not_taken_for_none(sample, tmp_path):
    """An earlier release of another time can only be held against all contacts."""
    ledger = tmp_path / "ledger.jsonl"
    quarter = Period.parse("2025-Q1", sample.period)
    with decided_once(sample, find_policy(), quarter, ledger=str(ledger), first_release=True):
        pass
    later = Period.parse("2026-Q1", sample.period)
    part = replace(sample.during(later), earlier=None, partial=True)
    with (
        pytest.raises(DisclosureError, match="2025-01-01/2025-03-31"),
        decided_once(part, find_policy(), later, ledger=str(ledger)),
    ):
        pass
    assert periods_outside(part, earlier_releases(sample, ledger))
    assert not periods_outside(sample, earlier_releases(sample, ledger))


def test_a_run_on_other_data_needs_its_ledger_and_a_dry_one_leaves_it_alone(trafford, tmp_path):
    ledger = tmp_path / "ours.jsonl"
    of = (trafford, find_policy(), trafford.period)
    with pytest.raises(DisclosureError, match="--first-release"), decided_once(*of, ledger=str(ledger)):
        pass
    with decided_once(*of, ledger=str(ledger), first_release=True, record=False):
        assert not ledger.exists()
    with decided_once(*of, ledger=str(ledger), first_release=True) as (_, path):
        assert path == str(ledger)
    assert ledger.exists()
