"""Dataset: the checked tables of one place and time, together with what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.period import Period
from prevent_geo.place import Place, PlaceFinder, list_places
from prevent_geo.reading import DataError, Report, read_dataset
from prevent_geo.reading.stamp import Stamp, file_stamp
from prevent_geo.resources import shipped
from prevent_geo.tables import TABLES, CodeList, Standard, default_code_lists

FrameT = TypeVar("FrameT", bound=pd.DataFrame)
# datasets that stay open in this process, each with what its files were then
_OPEN: dict[tuple[Path, str | None], tuple[Stamp, Dataset]] = {}


@dataclass(frozen=True)
class About:
    """What a dataset is: the facts that every output carries."""

    title: str
    marking: str
    licence: str
    source: str
    vintage: str


@dataclass(frozen=True, eq=False)
class Dataset:
    """Checked tables, each indexed by its key: areas by area_code, partners by partner_id, contacts by contact_id.

    The codes of contacts are categories, which count far faster than text; areas and partners are in a metric CRS.
    `period` is what the contacts cover; `earlier` holds the contacts of as long a time before it, or None where
    part of that time is not known; `need` names the profile of need by which contacts are expected; `standards` are the
    partnership's own, if it has any.
    Perspectives, practice, actions and pathway are optional: empty, with all their columns, where the dataset has none.
    Pathway has no key column: each row is one district, quarter and stage. `files` are what it was read from, `folder`
    is where its dataset.toml is. `partial` tells that there are contacts of other times, which were not read.
    """

    about: About
    period: Period
    areas: gpd.GeoDataFrame
    partners: gpd.GeoDataFrame
    contacts: pd.DataFrame
    perspectives: pd.DataFrame
    practice: pd.DataFrame
    actions: pd.DataFrame
    pathway: pd.DataFrame
    code_lists: Mapping[str, CodeList]
    report: Report
    files: tuple[Path, ...]
    earlier: pd.DataFrame | None = None
    need: str = "flat"
    standards: Mapping[str, Standard] | None = None
    folder: Path | None = None
    partial: bool = False

    def during(self, period: Period) -> Dataset:
        """The same dataset with only the contacts and perspectives of a period, and the contacts of the one before.

        Practice, actions and pathway stay whole: what runs, what is due and a quarter do not lie on one day.
        """
        if period == self.period:
            return self
        before = period.before()
        known = self.period.start <= before.start and period.end <= self.period.end
        return replace(
            self,
            period=period,
            contacts=_within(self.contacts, period),
            perspectives=_within(self.perspectives, period),
            earlier=_within(self.contacts, before) if known else None,
        )

    def before(self) -> Dataset:
        """The same dataset in the period before, of as long a time, without perspectives; an error if not known."""
        if self.earlier is None:
            raise InputError(
                f"part of the time before {self.period} is not in the data; choose a later or shorter period"
            )
        none = self.perspectives[:0]
        return replace(self, period=self.period.before(), contacts=self.earlier, perspectives=none, earlier=None)

    def at(self, place: Place) -> Dataset:
        """The same dataset with only what belongs to a place.

        Areas, contacts and perspectives in it, partners with a site in it; practice, actions and pathway of the
        districts that lie wholly in it, and practice and actions that are for all districts.
        """
        codes, districts = list(place.area_codes), self.areas["district_code"]
        inside = districts.index.isin(codes)
        whole = set(districts[inside].dropna()) - set(districts[~inside].dropna())
        general = self.pathway["district_code"].isna() & bool(inside.all())
        return replace(
            self,
            areas=self.areas.loc[codes],
            partners=_in_areas(self.partners, codes),
            contacts=_in_areas(self.contacts, codes),
            perspectives=_in_areas(self.perspectives, codes),
            practice=self.practice[_of_districts(self.practice, whole) | self.practice["district_code"].isna()],
            actions=self.actions[_of_districts(self.actions, whole) | self.actions["district_code"].isna()],
            pathway=self.pathway[_of_districts(self.pathway, whole) | general],
            earlier=None if self.earlier is None else _in_areas(self.earlier, codes),
        )

    @property
    def is_sample(self) -> bool:
        """Whether it is the sample that comes with the library: nobody's data."""
        return self.folder is not None and self.folder.resolve() == shipped("data/sample").resolve()

    @cached_property
    def place(self) -> PlaceFinder:
        """Resolves 'district:CODE', a name, or 'all': `place("Ash")`, or `place["`, where Tab offers them."""
        return PlaceFinder(self.areas, self.about.title)

    def places(self, level: str) -> list[Place]:
        """Every place of a level, by name."""
        found = self._places.get(level) or self._places.setdefault(level, list_places(self.areas, level))
        return list(found)

    @cached_property
    def _places(self) -> dict[str, list[Place]]:
        return {}

    def label(self, code_list: str, code: str) -> str:
        """Label of a code, for people."""
        return self.code_lists[code_list].label(code)

    def marked(self, marking: str) -> Dataset:
        """The same dataset under a protective marking that is the same or higher.

        Raises
        ------
        InputError
            If there is no such marking, or it is lower than the dataset's own.
        """
        order = list(default_code_lists()["markings"].labels)
        if marking not in order:
            raise InputError(f"marking '{marking}' is not one of {', '.join(order)}{did_you_mean(marking, order)}")
        if order.index(marking) < order.index(self.about.marking):
            raise InputError(f"marking '{marking}' is lower than the dataset's own, {self.about.marking}")
        return replace(self, about=replace(self.about, marking=marking))

    def __repr__(self) -> str:
        """Say what it holds in a line."""
        counts = {name: len(getattr(self, name)) for name in TABLES}
        held = [f"{count:,} {name}" for name, count in counts.items() if count or not TABLES[name].optional]
        return f"<Dataset '{self.about.title}': {', '.join(held)}, {self.period}>"

    def _repr_html_(self) -> str:
        from prevent_geo.cards.dataset import dataset_card

        return dataset_card(self, {name: table.row for name, table in TABLES.items()})


def _within(table: pd.DataFrame, period: Period) -> pd.DataFrame:
    return table[table["date"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]


def _in_areas(table: FrameT, codes: list[str]) -> FrameT:
    return table[table["area_code"].isin(codes)]


def _of_districts(table: pd.DataFrame, codes: set[str]) -> pd.Series[bool]:
    return table["district_code"].isin(codes)


def _as_categories(contacts: pd.DataFrame) -> pd.DataFrame:
    """Contacts with their codes as categories, in the order of the codes; the key stays text."""
    codes = [column.name for column in TABLES["contacts"].columns if column.kind == "code" and not column.unique]
    text = [name for name in codes if name in contacts and not isinstance(contacts[name].dtype, pd.CategoricalDtype)]
    return contacts.astype(dict.fromkeys(text, "category")) if text else contacts


def dataset_folder(folder: str | Path) -> Path:
    """The folder meant: "sample" is the shipped sample, unless there is a folder of that name here."""
    path = Path(folder)
    return shipped("data/sample") if str(folder) == "sample" and not path.exists() else path


def open_dataset(folder: str | Path, *, period: str | None = None) -> Dataset:
    """Read and check a dataset folder.

    Parameters
    ----------
    folder
        A folder with a dataset.toml in it; "sample" is the synthetic sample that comes with the library.
    period
        What will be asked for, as `Period.parse` takes it. Of contacts that are read in batches (a folder of Parquet
        files, or a large one) only those of it and of as long a time before are then read, and the dataset covers no
        more than that; other datasets are read whole. None: all.

    Raises
    ------
    InputError
        If dataset.toml cannot be used.
    DataError
        If the tables have errors; its `report` lists all of them.

    Examples
    --------
    >>> data = open_dataset("sample")
    >>> len(data.areas), len(data.partners), str(data.period)
    (360, 120, '1 October 2024 to 30 September 2026')
    """
    folder = dataset_folder(folder)
    for key in ((folder.resolve(), period), (folder.resolve(), None)):
        stamp, kept = _OPEN.get(key, ((), None))
        if kept is not None and stamp == file_stamp(kept.folder):
            _OPEN[key] = stamp, kept if kept.folder == folder else replace(kept, folder=folder)
            return _OPEN[key][1]
    reading = read_dataset(folder, period=period)
    if reading.report.errors:
        raise DataError(reading.report)
    assert reading.areas is not None and reading.partners is not None and reading.contacts is not None
    config, optional = reading.config, dict[str, Any](reading.optional)
    whole = Dataset(
        about=About(config.title, config.marking, config.licence, config.source, config.vintage),
        period=config.dates(),
        areas=reading.areas,
        partners=reading.partners,
        contacts=_as_categories(reading.contacts),
        **optional,
        code_lists=reading.code_lists,
        standards=reading.standards,
        report=reading.report,
        files=tuple(folder / name for name in reading.files),
        folder=folder,
    )
    if reading.window is None:
        return whole
    return replace(whole.during(reading.window), earlier=None, partial=True)


def keep_open(folder: str | Path, *, period: str | None = None) -> None:
    """Open a dataset and keep it: while its files are the same, `open_dataset` gives it again, in children too."""
    where = dataset_folder(folder).resolve()
    dataset = open_dataset(where, period=period)
    _OPEN[where, period] = (file_stamp(dataset.folder), dataset)
