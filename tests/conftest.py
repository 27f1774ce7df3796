"""Datasets, what is withheld of them, and pictures that many tests read; none may change them."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from prevent_geo.dataset import open_dataset
from prevent_geo.disclosure import earlier_releases, find_policy, protect
from prevent_geo.period import Period
from prevent_geo.picture import rich_picture
from prevent_geo.runs.kernels.server import start_fork_server

# the same examples in every run: a failure is one that somebody can repeat
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

TRAFFORD = Path(__file__).parent / "data" / "trafford"
TABLES = ("areas", "partners", "contacts", "perspectives", "practice", "actions", "pathway")


@pytest.fixture(scope="session")
def trafford_folder():
    return TRAFFORD


@pytest.fixture(scope="session")
def sample():
    return open_dataset("sample")


@pytest.fixture(scope="session")
def trafford():
    return open_dataset(TRAFFORD)


@pytest.fixture(scope="session")
def made(sample):
    """A dataset of made-up tables: a column that one lacks is blank, a table that is not given has no rows."""

    def make(*, period=sample.period, **tables):
        likes = {name: getattr(sample, name)[:0] for name in TABLES}
        given = {name: _with_every_column(table, likes[name]) for name, table in tables.items()}
        return replace(sample, period=period, earlier=None, folder=None, files=(), **likes | given)

    return make


def _with_every_column(table, like):
    named = table.rename_axis(like.index.name)
    return named.join(like.drop(columns=named.columns, errors="ignore").reindex(named.index))


@pytest.fixture(scope="session")
def protections(sample, trafford):
    """What is withheld of a dataset that comes with the library or the tests: protections("sample", "2026")."""
    datasets = {"sample": sample, "trafford": trafford}

    @cache
    def decide(name, period="all", policy="default"):
        dataset = datasets[name]
        return protect(dataset, find_policy(policy), period=Period.parse(period, dataset.period))

    return decide


@pytest.fixture(scope="session")
def first_release(tmp_path_factory):
    """A new ledger, of a dataset of which nothing was ever released."""

    def open_it(dataset):
        return earlier_releases(dataset, tmp_path_factory.mktemp("ledger") / "ledger.jsonl", first_release=True)

    return open_it


@pytest.fixture(scope="session")
def ward(trafford, first_release):
    """A ward of Trafford with a withheld attendance figure."""
    shown = rich_picture(trafford).layers["attendance_rate"].values.table
    hidden = set(shown.index[shown["status"] == "suppressed"])
    place = next(place for place in trafford.places("neighbourhood") if hidden.intersection(place.area_codes))
    return rich_picture(trafford, place=str(place), ledger=first_release(trafford))


@pytest.fixture(scope="session")
def fork_server():
    """One for all tests of a process that start kernels or jobs."""
    server = start_fork_server()
    assert server.ready(120)
    return server
