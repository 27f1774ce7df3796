"""Write a town as an organisation would export it, with faults planted in it and a list of every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from prevent_geo.crs import crs_name
from prevent_geo.period import Period
from prevent_geo.synthesis.mess.clean import (
    export_areas,
    export_companion,
    export_contacts,
    export_partners,
    number_partners,
)
from prevent_geo.synthesis.mess.config import describe_export
from prevent_geo.synthesis.mess.export import Export, Fault, Form, Planted
from prevent_geo.synthesis.mess.formats import write_export, write_lines
from prevent_geo.synthesis.mess.kind import Facts, FaultKind, Home
from prevent_geo.synthesis.mess.registry import FAULTS
from prevent_geo.synthesis.streams import stream

_LISTED = ("file", "row", "column", "fault", "original", "written")


def write_mess(
    folder: Path,
    areas: gpd.GeoDataFrame,
    partners: gpd.GeoDataFrame,
    contacts: pd.DataFrame,
    *,
    faults: Sequence[str],
    seed: int,
    companions: Mapping[str, pd.DataFrame] | None = None,
    period: Period | None = None,
    title: str = "Engagement register as exported (synthetic)",
    source: str = "Synthetic data: no place, organisation or event in it exists",
) -> list[Fault]:
    """Write an export with faults planted in it: its files, dataset.toml, and truth/faults.csv beside them.

    dataset.toml is what a careful analyst would have written for the export without its faults. Where several kinds
    are asked for, those that hide all else in their file stand in a late return of their own.

    Parameters
    ----------
    folder
        Made if it is not there; files of the same names are replaced.
    areas, partners, contacts
        As `draw_areas`, `draw_partners` and `draw_contacts` give them; they are left as they are.
    faults
        Kinds of fault, of `FAULTS`; none for a clean export.
    seed
        The same seed and tables write the same bytes.
    companions
        Tables that stand beside the contacts, by name; they are written as plain text.
    period
        The days that the register covers; the whole months of the contacts if not given.

    Returns
    -------
    list of Fault
        Every fault that was planted, in the order of files and rows. In a small town a kind may find no place.

    Raises
    ------
    ValueError
        If a kind is not known.

    Examples
    --------
    >>> write_mess(Path("out"), None, None, None, faults=["typos"], seed=1)
    Traceback (most recent call last):
    ValueError: 'typos' is not a kind of fault; there are lost_zeros, scientific_codes, ...
    """
    if unknown := [name for name in faults if name not in FAULTS]:
        raise ValueError(f"'{unknown[0]}' is not a kind of fault; there are {', '.join(FAULTS)}")
    kinds = [kind for name, kind in FAULTS.items() if name in faults]
    areas, partners = (
        frame.reset_index(drop=key in frame) for frame, key in ((areas, "area_code"), (partners, "partner_id"))
    )
    numbers = number_partners(partners, stream(seed, "mess numbers"))
    period = period or _whole_months(contacts)
    exports = _lay_out(areas, partners, contacts, companions or {}, numbers, kinds, seed)
    words = describe_export(exports, title=title, source=source, period=period, crs=crs_name(areas))
    facts = Facts(period, frozenset(areas["area_code"].astype("str")), _grid(partners, numbers))
    exports, planted = _plant(exports, kinds, facts, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_bytes(words.encode())
    for export in exports:
        write_export(folder, export)
    listed = _list(exports, planted)
    _write_list(folder / "truth" / "faults.csv", listed)
    return listed


def _lay_out(
    areas: gpd.GeoDataFrame,
    partners: gpd.GeoDataFrame,
    contacts: pd.DataFrame,
    companions: Mapping[str, pd.DataFrame],
    numbers: Mapping[str, str],
    kinds: Sequence[FaultKind],
    seed: int,
) -> list[Export]:
    """Clean exports, with a file for every kind that hides others."""
    rng = stream(seed, "mess layout")
    reserved: dict[str, FaultKind] = {}
    returns: list[tuple[FaultKind, Form]] = []
    zipped = bool(rng.integers(2))
    for kind in kinds:
        if not kind.hides:
            continue
        # where areas or partners cannot be read, what refers to them cannot be checked either
        homes = [home for home in kind.homes if len(kinds) == 1 or home.table == "contacts"]
        home = homes[int(stream(seed, f"mess home {kind.name}").integers(len(homes)))]
        if home.table == "contacts":
            returns.append((kind, home.form))
        else:
            reserved[home.table] = kind
    exports = [
        export_areas(areas, reserved=reserved.get("areas"), zipped=zipped),
        export_partners(partners, numbers, reserved=reserved.get("partners")),
        *export_contacts(contacts, areas, numbers, returns, stream(seed, "mess contacts")),
    ]
    return exports + [export_companion(name, frame, numbers) for name, frame in companions.items()]


def _plant(
    exports: Sequence[Export], kinds: Sequence[FaultKind], facts: Facts, seed: int
) -> tuple[list[Export], list[tuple[str, str, Planted]]]:
    """Plant each kind in the first file, in an order drawn, that has room for it; also tells file and kind of each."""
    done, planted = list(exports), []
    for kind in kinds:
        rng = stream(seed, f"mess {kind.name}")
        for at in rng.permutation(len(done)).tolist():
            export = done[at]
            if Home(export.table, export.form) not in kind.homes or export.reserved != (
                kind.name if kind.hides else ""
            ):
                continue
            changed, found = kind.plant(export, facts, rng)
            if found:
                done[at] = changed
                planted += [(export.file, kind.name, one) for one in found]
                break
    return done, planted


def _list(exports: Sequence[Export], planted: Sequence[tuple[str, str, Planted]]) -> list[Fault]:
    """Faults with the row numbers that their labels have come to stand at, in the order of files and rows."""
    tables = {export.file: (export.table, export.rows()) for export in exports}
    listed = []
    for file, kind, one in planted:
        table, rows = tables[file]
        row = None if one.label is None else rows[one.label]
        listed.append(Fault(file, row, one.header, kind, one.original, one.written, table, one.ours))
    order = {export.file: at for at, export in enumerate(exports)}
    return sorted(listed, key=lambda fault: (order[fault.file], fault.row or 0))


def _write_list(path: Path, faults: Sequence[Fault]) -> None:
    rows = [["" if getattr(fault, name) is None else str(getattr(fault, name)) for name in _LISTED] for fault in faults]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(write_lines([list(_LISTED), *rows]).encode())


def _whole_months(contacts: pd.DataFrame) -> Period:
    days = pd.to_datetime(contacts["date"])
    first, last = days.min().to_period("M"), days.max().to_period("M")
    return Period(first.start_time.date(), last.end_time.date())


def _grid(partners: gpd.GeoDataFrame, numbers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Easting and northing of each partner, in whole metres."""
    sites = partners.geometry
    codes = [numbers[str(code)] for code in partners["partner_id"]]
    return {code: (f"{x:.0f}", f"{y:.0f}") for code, x, y in zip(codes, sites.x, sites.y, strict=True)}
