"""Which ledger a release belongs to, and that nothing is published without one."""

from dataclasses import replace

import pytest

from prevent_geo.disclosure import LEDGER, LedgerError, check_releasable, earlier_releases, find_policy, protect
from prevent_geo.disclosure.releases import record_release
from prevent_geo.errors import DisclosureError
from prevent_geo.period import Period


def test_a_missing_ledger_is_an_error_unless_it_is_the_first_release(trafford, tmp_path):
    data = replace(trafford, folder=tmp_path)
    with pytest.raises(LedgerError, match="first") as caught:
        earlier_releases(data)
    assert caught.value.exit_code == 3
    assert earlier_releases(data, first_release=True).path == tmp_path / LEDGER
    assert not (tmp_path / LEDGER).exists()


def test_a_ledger_may_be_kept_where_the_scheduler_wants_it(trafford, tmp_path):
    assert earlier_releases(trafford, tmp_path / "ours.jsonl", first_release=True).path == tmp_path / "ours.jsonl"


def test_the_sample_is_nobody_s_data_and_needs_none(sample, tmp_path):
    assert earlier_releases(sample) is None
    check_releasable(sample, None)
    assert earlier_releases(sample, tmp_path / "x.jsonl", first_release=True) is not None


def test_nothing_else_is_released_without_one(trafford):
    with pytest.raises(DisclosureError, match=r"nothing is released without a record of earlier releases"):
        check_releasable(trafford, None)


def test_a_ledger_that_moved_on_is_noticed(sample, tmp_path):
    policy, path = find_policy(), tmp_path / "ledger.jsonl"
    opened = earlier_releases(sample, path, first_release=True)
    first = protect(sample, policy, ledger=opened)
    record_release(first, opened)
    second = protect(sample, policy, period=Period.parse("2026-Q2", sample.period), ledger=opened)
    with pytest.raises(LedgerError, match="since"):
        record_release(second, opened)
    # the same once more is no other release
    assert record_release(first, opened).entries == earlier_releases(sample, path).entries
