"""Profile: all that the measures say of a place in a period, after disclosure control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from prevent_geo.assessment.figures import figures
from prevent_geo.assessment.gather import OF_ONE_PLACE, RESULTS, available, own_part, unit_of
from prevent_geo.assessment.words import figures_table
from prevent_geo.dataset import About, Dataset
from prevent_geo.disclosure import Ledger, Policy, Protection, Released, find_policy, protect, release
from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.measures import CARDS, need_profile, scorecard
from prevent_geo.period import Period
from prevent_geo.place import Place
from prevent_geo.tables import read_standards


@dataclass(frozen=True, eq=False, repr=False)
class Profile(Mapping[str, Released]):
    """The measures of a place: `profile["reach_gap"]` is what was released of one, for the units of the place.

    `figures` are those of the whole place, `table()` shows them to people, `scorecard()` holds them against standards.
    Results are worked out when they are asked for, on all areas of the dataset, and then cut to the place; those whose
    rows are of no place (sectors, focuses, stages) are worked out on what belongs to the place.
    """

    data: Dataset
    place: Place
    protection: Protection

    @property
    def policy(self) -> Policy:
        """The disclosure policy."""
        return self.protection.policy

    @property
    def about(self) -> About:
        """Title, marking, licence, source and vintage of the data."""
        return self.data.about

    @property
    def period(self) -> Period:
        """The period."""
        return self.data.period

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Figures of the whole place, indexed by figure; see `figures`."""
        return figures(self.data, self.place, self.protection)

    @cached_property
    def earlier_figures(self) -> pd.DataFrame | None:
        """The same for the period before; None where that is not known."""
        if self.data.earlier is None:
            return None
        return figures(self.data.before(), self.place, self.protection.earlier(), past=True)

    def scorecard(self, standards_file: Path | None = None) -> pd.DataFrame:
        """The figures that have a standard, held against it, with the change since the period before.

        The standards are those of `standards_file`, of the form of the shipped standards.toml (see `read_standards`);
        without it those that the dataset names, else the shipped ones.
        """
        standards = self.data.standards
        if standards_file is not None or standards is None:
            standards = read_standards(standards_file, focus=self.data.code_lists["focus"])
        now, before = self.figures, self.earlier_figures
        names = [name for name in standards if name in now.index]
        return scorecard(now.loc[names], standards, None if before is None else before.loc[names])

    def table(self) -> pd.DataFrame:
        """The figures as people read them: all text."""
        return figures_table(self.figures, marker=self.policy.marker)

    def __getitem__(self, name: str) -> Released:
        """What was released of a measure, for the units of the place."""
        if name not in self._names:
            near = did_you_mean(name, self._names)
            raise InputError(
                f"measure '{name}': there is no such measure here{near}; there are {', '.join(self._names)}"
            )
        if name not in self._known:
            data = own_part(self.data, self.place) if name in OF_ONE_PLACE else self.data
            result = RESULTS[name](data)
            self._known[name] = release(result, CARDS[name], self.protection, unit_of(name, self.place)).among(
                self._units
            )
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is such a measure here."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        """Ids of the measures."""
        return iter(self._names)

    def __len__(self) -> int:
        """Number of measures."""
        return len(self._names)

    def __repr__(self) -> str:
        """Say what it is in a line."""
        what = f"{self.place.full_name}, {self.period}: {len(self)} measures, {self.about.marking}"
        return f"<Profile of {what}>"

    @cached_property
    def _names(self) -> list[str]:
        return available(self.data)

    @cached_property
    def _known(self) -> dict[str, Released]:
        return {}

    @cached_property
    def _units(self) -> Mapping[str, set[str]]:
        """The units of the place, for each name that a level of a result's index may have."""
        areas = self.data.areas.loc[list(self.place.area_codes)]
        levels = [areas[f"{level}_code"].dropna() for level in ("neighbourhood", "district", "force")]
        partners = self.data.partners
        sites = set(partners.index[partners["area_code"].isin(areas.index)])
        zones = set(areas.index).union(*levels)
        return {"area_code": zones, "district_code": set(levels[1]), "zone": zones, "partner_id": sites}


def profile(
    dataset: Dataset,
    *,
    place: str = "all",
    period: str = "all",
    policy: str | Policy = "default",
    need: str = "flat",
    ledger: Ledger | None = None,
) -> Profile:
    """Gather what the measures say of a place.

    Parameters
    ----------
    dataset
        An opened dataset.
    place
        'all', 'district:CODE' and the like, or a name that only one place has.
    period
        'all', '2026', '2026-Q1', '2026-03', '2026-01-01/2026-03-31' or 'last 12 months'.
    policy
        The disclosure policy, or the name of a shipped one.
    need
        The profile of need by which contacts are expected: 'flat' or 'deprivation'.
    ledger
        What was released before; nothing if None.

    Raises
    ------
    InputError
        If a place, period, policy or profile of need is not understood.
    DisclosureError
        If a count of persons cannot be protected beside what was released before.

    Examples
    --------
    >>> from prevent_geo.dataset import open_dataset
    >>> found = profile(open_dataset("sample"), place="Clarrowbridge", period="last 12 months")
    >>> found.table().loc[["contact_rate", "trust"], ["Figure", "Value", "95 % limits"]]
                        Figure Value   95 % limits
    figure
    contact_rate  Contact rate  10.2   9.8 to 10.7
    trust                Trust  3.30  3.26 to 3.33
    >>> found["partner_dependency"].table["dependency"].unique().tolist()
    ['several partners']
    """
    rules = policy if isinstance(policy, Policy) else find_policy(policy)
    need_profile(need)
    when = Period.parse(period, dataset.period)
    during = replace(dataset.during(when), need=need)
    return Profile(during, dataset.place(place), protect(dataset, rules, period=when, ledger=ledger))
