"""What is missing from records, and what becomes of effort that follows them: the arithmetic of lesson 7."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.course.lessons.common import once
from prevent_geo.course.reach import reach_by_zone
from prevent_geo.course.town import KnownTown

ROUNDS, KEPT_BACK = 10, 0.1
FEWEST = 20
_RECORDED_IN_A_ROUND = 1_000


def before_and_after(contacts: pd.DataFrame) -> pd.DataFrame:
    """Contacts of each partner in the first and in the second half of the months.

    Returns
    -------
    DataFrame
        Indexed by partner_id, from the lowest ratio up: first, second (contacts) and ratio (second ÷ first), of
        partners with 20 contacts or more in the first half.

    Examples
    --------
    >>> dates = pd.to_datetime(["2026-01-05"] * 20 + ["2026-02-05"] * 10)
    >>> before_and_after(pd.DataFrame({"partner_id": "p", "date": dates})).to_dict("index")
    {'p': {'first': 20, 'second': 10, 'ratio': 0.5}}
    """
    month = _months(contacts)
    begins = month.min() + (month.max() - month.min() + 1) // 2
    partner = contacts["partner_id"].astype("str")
    first = partner[month < begins].value_counts()
    second = partner[month >= begins].value_counts().reindex(first.index, fill_value=0)
    table: pd.DataFrame = pd.DataFrame({"first": first, "second": second})[first >= FEWEST].rename_axis("partner_id")
    table["ratio"] = table["second"] / table["first"]
    return table.sort_index().sort_values("ratio", kind="stable")


def _months(contacts: pd.DataFrame) -> pd.Series:
    """Months of contacts, counted from year 0."""
    dates = pd.DatetimeIndex(contacts["date"])
    return pd.Series(dates.year * 12 + dates.month, index=contacts.index)


def rounds_of_effort(
    contacts: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    rounds: int = ROUNDS,
    kept_back: float = 0.0,
    per_session: bool = False,
    seed: int = 0,
) -> pd.DataFrame:
    """Send sessions where records are, let them make records, and send again; all residents are alike here.

    Parameters
    ----------
    contacts
        Contacts with area_code: the first sessions follow them.
    areas
        Areas with population and neighbourhood_code.
    rounds
        How often sessions are sent.
    kept_back
        Share of the sessions that goes to all residents alike, whatever was recorded.
    per_session
        Follow the records of each session times the residents, instead of all records.
    seed
        The same seed makes the same records.

    Returns
    -------
    DataFrame
        Indexed by neighbourhood_code, a column for each round (1, 2, ...): share of its sessions (0 to 1). A session
        makes about as many records wherever it is held.
    """
    table = reach_by_zone(contacts, areas, "neighbourhood_code")
    even = _shares(table["residents"].astype("float64"))
    rng, sent = np.random.default_rng(seed), {}
    records, share = table["contacts"].astype("float64"), pd.Series(0.0, index=table.index)
    for number in range(1, rounds + 1):
        # nobody knows what sessions find where none is held: that counts as nothing, as in practice
        follow = even * (records / share.where(share > 0)).fillna(0) if per_session and number > 1 else records
        share = kept_back * even + (1 - kept_back) * _shares(follow)
        sent[number] = share
        records = pd.Series(rng.poisson(_RECORDED_IN_A_ROUND * share.to_numpy()), index=share.index, dtype="float64")
    return pd.DataFrame(sent)


def misplaced(shares: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    """Of each round, the sessions (in per cent) that would have to be held elsewhere to reach all residents alike.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N", "S"], "population": [300, 100]})
    >>> misplaced(pd.DataFrame({1: [0.75, 0.25], 2: [1.0, 0.0]}, index=["N", "S"]), areas).tolist()
    [0.0, 25.0]
    """
    even = _shares(areas.groupby(areas["neighbourhood_code"].astype("str"))["population"].sum().astype("float64"))
    return 50 * shares.sub(even, axis="index").abs().sum()


def _shares(amounts: pd.Series) -> pd.Series:
    return amounts / amounts.sum()


def wrong_share(town: KnownTown, number: int = ROUNDS, *, kept_back: float = 0.0, per_session: bool = False) -> float:
    """Misplaced sessions of a round, in a town."""
    name = f"effort, {kept_back} kept back, per session {per_session}"

    def simulate(known: KnownTown) -> pd.Series:
        shares = rounds_of_effort(known.contacts, known.areas, kept_back=kept_back, per_session=per_session)
        return misplaced(shares, known.areas)

    return float(once(town, name, simulate)[number])


def partner_halves(town: KnownTown) -> pd.DataFrame:
    """See `before_and_after`."""
    return once(town, "halves", lambda known: before_and_after(known.contacts))


def drop(town: KnownTown) -> tuple[str, pd.Period]:
    """The partner who stopped recording, and the month from which on."""
    feature = town.planted("unrecorded_partner")[0]
    return feature.subject, pd.Period(feature.start, "M")


def monthly(town: KnownTown) -> pd.Series:
    """Contacts of that partner in each month."""
    months = town.contacts.loc[town.contacts["partner_id"] == drop(town)[0], "date"].dt.to_period("M")
    counts: pd.Series = months.value_counts().reindex(town.town.intensity.calendar, fill_value=0)
    return counts


def gone_on(town: KnownTown) -> float:
    """Contacts that partner would have recorded from the drop on, had it gone on as before."""
    before, after = _parts(town)
    return float(before.mean() * len(after))


def missing_contacts(town: KnownTown) -> float:
    """The same, less those that it did record."""
    return gone_on(town) - float(_parts(town)[1].sum())


def _parts(town: KnownTown) -> tuple[pd.Series, pd.Series]:
    counts, start = monthly(town), drop(town)[1]
    return counts[counts.index < start], counts[counts.index >= start]


def not_recorded(town: KnownTown) -> int:
    """Contacts that were held and not recorded, by the truth of the town."""
    return sum(int(month.unrecorded.sum()) for month in town.counts)
