"""What is withheld is decided once for all jobs."""

import pytest

from prevent_geo.disclosure import LEDGER, earlier_releases, find_policy
from prevent_geo.errors import DisclosureError
from prevent_geo.runs.decision import decided_once


def test_a_run_decides_once_and_the_sample_keeps_no_record(sample):
    with decided_once(sample, find_policy(), sample.period) as (protection, path):
        assert path.endswith(LEDGER)
        [record] = earlier_releases(sample, path).records
        assert record["id"] == protection.record["id"]
    with pytest.raises(DisclosureError):
        earlier_releases(sample, path)


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
