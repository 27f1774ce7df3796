"""Where features go: places, partners and themes chosen by the seed, each in a place of its own."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from prevent_geo.errors import InputError
from prevent_geo.place import find_place
from prevent_geo.synthesis.access import Access
from prevent_geo.synthesis.features import Feature, Wish, feature_kinds, months_of
from prevent_geo.synthesis.mix import codes
from prevent_geo.synthesis.streams import stream

_CLUSTER_SHARE, _CLUSTER_FEWEST, _CLUSTER_MOST = 1 / 60, 4, 30
_SCATTERED_SHARE = 0.03
# features that change a rate leave this share of the neighbourhoods as they are
_PLAIN_SHARE = 0.35


def plant_features(
    areas: gpd.GeoDataFrame,
    partners: gpd.GeoDataFrame,
    access: Access,
    calendar: pd.PeriodIndex,
    wishes: Sequence[Wish],
    *,
    seed: int,
) -> tuple[tuple[Feature, ...], tuple[str, ...]]:
    """Give each wish its place, subject, months and size; also returns the kinds that found no place.

    Raises
    ------
    InputError
        If a wish names a place, a partner, a month or a theme that is not there.
    """
    return _Planter(areas, partners, access, calendar, seed=seed).plant(wishes)


class _Planter:
    """Places features one after another, so that no two change the rate of the same neighbourhood."""

    def __init__(
        self,
        areas: gpd.GeoDataFrame,
        partners: gpd.GeoDataFrame,
        access: Access,
        calendar: pd.PeriodIndex,
        *,
        seed: int,
    ) -> None:
        self._areas, self._partners, self._access, self._calendar = areas, partners, access, calendar
        self._rng = stream(seed, "features")
        self._hoods, self._codes = pd.factorize(areas["neighbourhood_code"].fillna(""), sort=True)
        sizes = np.bincount(self._hoods)
        # a feature of a whole neighbourhood is to be one of many
        usual = (sizes >= 2) & (sizes <= 2 * np.median(sizes))
        self._free: list[int] = self._rng.permutation(np.flatnonzero(usual)).tolist()
        self._spare = round(len(self._free) * (1 - _PLAIN_SHARE))
        self._partners_taken: list[str] = []
        self._points = np.column_stack([areas.centroid.x, areas.centroid.y])

    def plant(self, wishes: Sequence[Wish]) -> tuple[tuple[Feature, ...], tuple[str, ...]]:
        features, left_out = [], []
        for wish in wishes:
            where = self._named(wish) if wish.place else self._chosen(wish.kind)
            if where is None:
                left_out.append(wish.kind)
                continue
            place, positions = where
            start, end = months_of(wish, self._calendar)
            kind = feature_kinds()[wish.kind]
            size = kind.size if wish.size is None else wish.size
            inside = tuple(sorted(self._areas["area_code"].iloc[positions].astype(str)))
            features.append(Feature(wish.kind, place, inside, self._subject(wish, positions), start, end, size))
        return tuple(features), tuple(left_out)

    def _named(self, wish: Wish) -> tuple[str, np.ndarray]:
        place = find_place(self._areas.set_index("area_code", drop=False), wish.place)
        return str(place), np.flatnonzero(self._areas["area_code"].isin(list(place.area_codes)))

    def _chosen(self, kind: str) -> tuple[str, np.ndarray] | None:
        """A place for a kind; None where the town has too few neighbourhoods to give it one."""
        level = feature_kinds()[kind].level
        if level == "force":
            return "all", np.arange(len(self._areas))
        if level == "district":
            districts = self._areas["district_code"].fillna("").to_numpy(dtype=object)
            code = str(self._rng.choice(np.unique(districts)))
            return (f"district:{code}" if code else "all"), np.flatnonzero(districts == code)
        if level == "scattered":
            free = np.flatnonzero(np.isin(self._hoods, self._free))
            count = round(len(self._areas) * _SCATTERED_SHARE)
            picked = np.sort(self._rng.permutation(free)[:count])
            return ("scattered", picked) if len(picked) else None
        if len(self._free) <= (self._spare if feature_kinds()[kind].changes_rate else 0):
            return None
        hood = self._free.pop(0)
        inside = np.flatnonzero(self._hoods == hood)
        if level == "neighbourhood":
            return f"neighbourhood:{self._codes[hood]}", inside
        if level == "area":
            residents = self._areas["population"].iloc[inside].to_numpy(dtype=np.float64)
            position = inside[int(residents.argmax())]
            return f"area:{self._areas['area_code'].iloc[position]}", np.array([position])
        return "cluster", self._cluster(int(inside[0]))

    def _cluster(self, middle: int) -> np.ndarray:
        """The areas nearest to one, of its neighbourhood or, where that is too small, of free ones around it."""
        size = int(np.clip(round(len(self._areas) * _CLUSTER_SHARE), _CLUSTER_FEWEST, _CLUSTER_MOST))
        home = self._hoods[middle]
        open_to_it = np.flatnonzero(self._hoods == home)
        if len(open_to_it) < size:
            open_to_it = np.flatnonzero(np.isin(self._hoods, [home, *self._free]))
        size = min(size, len(open_to_it))
        _, near = cKDTree(self._points[open_to_it]).query(self._points[middle], k=size)
        picked = np.sort(open_to_it[np.atleast_1d(near)])
        taken = set(self._hoods[picked])
        self._free = [code for code in self._free if code not in taken]
        return picked

    def _subject(self, wish: Wish, inside: np.ndarray) -> str:
        about = feature_kinds()[wish.kind].subject
        if about == "partner":
            return self._partner(wish, inside)
        if not about:
            return ""
        known = codes("events") if about == "kind" else codes("themes")
        if wish.subject and wish.subject not in known:
            raise InputError(f"{wish.kind}: '{wish.subject}' is not one of {', '.join(known)}")
        return wish.subject or str(self._rng.choice(feature_kinds()[wish.kind].usual))

    def _partner(self, wish: Wish, inside: np.ndarray) -> str:
        """The partner asked for, or a strong one: of those near these places, one of the busiest."""
        names = self._partners["partner_id"].astype(str).to_numpy()
        if wish.subject:
            if wish.subject not in names:
                raise InputError(f"{wish.kind}: there is no partner '{wish.subject}'")
            return wish.subject
        residents = self._areas["population"].fillna(0).to_numpy(dtype=np.float64)
        work = self._access.work(residents, inside, len(names))
        schools = self._partners["sector"].to_numpy(dtype=object) == "school"
        work = np.where(schools & (~schools).any(), 0, work)
        work[np.isin(names, self._partners_taken)] = -1
        busiest = np.argsort(-work, kind="stable")[: 1 if wish.kind == "single_partner" else 5]
        chosen = str(names[int(self._rng.choice(busiest))])
        self._partners_taken.append(chosen)
        return chosen
