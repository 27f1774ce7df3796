"""Where features go: places, partners and themes chosen by the seed, each in a place of its own."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.place import find_place
from prevent_geo.synthesis.access import Access
from prevent_geo.synthesis.features import Feature, Wish, feature_kinds, months_of
from prevent_geo.synthesis.ground import number_level, residents_of
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
    """Places features one after another, each in a neighbourhood that no other has taken."""

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
        self._hoods, self._codes = number_level(areas, "neighbourhood")
        self._residents = residents_of(areas)
        sizes = np.bincount(self._hoods)
        # a feature of a whole neighbourhood is to be one of many
        usual = (sizes >= 2) & (sizes <= 2 * np.median(sizes)) & (np.array(self._codes) != "")
        self._free: list[int] = self._rng.permutation(np.flatnonzero(usual)).tolist()
        self._spare = round(len(self._free) * (1 - _PLAIN_SHARE))
        self._partners_taken: list[str] = []
        self._points = np.column_stack([areas.centroid.x, areas.centroid.y])

    def plant(self, wishes: Sequence[Wish]) -> tuple[tuple[Feature, ...], tuple[str, ...]]:
        # what is named takes its places first, what is scattered lies between all others
        order = sorted(range(len(wishes)), key=lambda n: (not wishes[n].place, wishes[n].kind == "hardly_reached"))
        found = {number: self._place(wishes[number]) for number in order}
        features = tuple(feature for number in range(len(wishes)) if (feature := found[number]) is not None)
        return features, tuple(wish.kind for number, wish in enumerate(wishes) if found[number] is None)

    def _place(self, wish: Wish) -> Feature | None:
        start, end = months_of(wish, self._calendar)
        where = self._named(wish.place) if wish.place else self._chosen(wish.kind)
        if where is None:
            return None
        place, positions = where
        subject = self._subject(wish, positions)
        if subject is None:
            return None
        size = feature_kinds()[wish.kind].size if wish.size is None else wish.size
        inside = tuple(sorted(self._areas["area_code"].iloc[positions]))
        return Feature(wish.kind, place, inside, subject, start, end, size)

    def _named(self, text: str) -> tuple[str, np.ndarray]:
        place = find_place(self._areas.set_index("area_code", drop=False), text)
        positions = np.flatnonzero(self._areas["area_code"].isin(list(place.area_codes)))
        self._take(positions)
        return str(place), positions

    def _take(self, positions: np.ndarray) -> None:
        taken = set(self._hoods[positions].tolist())
        self._free = [hood for hood in self._free if hood not in taken]

    def _chosen(self, kind: str) -> tuple[str, np.ndarray] | None:
        """A place for a kind; None where the town has too few neighbourhoods to give it one."""
        level = feature_kinds()[kind].level
        if level == "force":
            return "all", np.arange(len(self._areas))
        if level == "district":
            return self._district()
        if level == "scattered":
            free = np.flatnonzero(np.isin(self._hoods, self._free))
            picked = np.sort(self._rng.permutation(free)[: round(len(self._areas) * _SCATTERED_SHARE)])
            return ("scattered", picked) if len(picked) else None
        if len(self._free) <= (self._spare if feature_kinds()[kind].changes_rate else 0):
            return None
        hood = self._free[0]
        inside = np.flatnonzero(self._hoods == hood)
        place = f"neighbourhood:{self._codes[hood]}"
        if level == "area":
            inside = inside[[int(self._residents[inside].argmax())]]
            place = f"area:{self._areas['area_code'].iloc[inside[0]]}"
        elif level == "cluster":
            inside, place = self._cluster(int(inside[0])), "cluster"
        self._take(inside)
        return place, inside

    def _district(self) -> tuple[str, np.ndarray]:
        numbers, codes = number_level(self._areas, "district")
        known = [number for number, code in enumerate(codes) if code]
        if not known:
            return "all", np.arange(len(self._areas))
        number = int(self._rng.choice(known))
        return f"district:{codes[number]}", np.flatnonzero(numbers == number)

    def _cluster(self, middle: int) -> np.ndarray:
        """The areas nearest to one, of its neighbourhood or, where that is too small, of free ones around it."""
        size = int(np.clip(round(len(self._areas) * _CLUSTER_SHARE), _CLUSTER_FEWEST, _CLUSTER_MOST))
        open_to_it = np.flatnonzero(self._hoods == self._hoods[middle])
        if len(open_to_it) < size:
            open_to_it = np.flatnonzero(np.isin(self._hoods, self._free))
        _, near = cKDTree(self._points[open_to_it]).query(self._points[middle], k=min(size, len(open_to_it)))
        return np.sort(open_to_it[np.atleast_1d(near)])

    def _subject(self, wish: Wish, inside: np.ndarray) -> str | None:
        kind = feature_kinds()[wish.kind]
        if kind.subject == "partner":
            return self._partner(wish, inside)
        if not kind.subject:
            return ""
        known = codes("events") if kind.subject == "kind" else codes("themes")
        if wish.subject and wish.subject not in known:
            near = did_you_mean(wish.subject, known)
            raise InputError(f"{wish.kind}: '{wish.subject}' is not one of {', '.join(known)}{near}")
        return wish.subject or str(self._rng.choice(kind.usual))

    def _partner(self, wish: Wish, inside: np.ndarray) -> str | None:
        """The partner asked for, or one of the busiest near these places that no other feature is about."""
        names = self._partners["partner_id"].astype(str).to_numpy()
        schools = self._partners["sector"].to_numpy(dtype=object) == "school"
        if wish.subject:
            if wish.subject not in names:
                raise InputError(
                    f"{wish.kind}: there is no partner '{wish.subject}'{did_you_mean(wish.subject, names)}"
                )
            if wish.kind == "single_partner" and schools[names == wish.subject].any():
                raise InputError(f"{wish.kind}: '{wish.subject}' is a school, which holds nothing in the holidays")
            self._partners_taken.append(wish.subject)
            return wish.subject
        work = self._access.work(self._residents, inside, len(names))
        work = np.where(schools | np.isin(names, self._partners_taken), 0, work)
        busiest = np.argsort(-work, kind="stable")[: 1 if wish.kind == "single_partner" else 5]
        busiest = busiest[work[busiest] > 0]
        if not len(busiest):
            return None
        chosen = str(names[int(self._rng.choice(busiest))])
        self._partners_taken.append(chosen)
        return chosen
