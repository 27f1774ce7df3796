"""The counts of the support pathway as one chain of stages for each district and quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.errors import InputError, counted, did_you_mean, quoted_list
from prevent_geo.measures.common.counting import Floats, Integers, positions
from prevent_geo.tables import default_code_lists

WHOLE_PLACE = "all"


@dataclass(frozen=True, eq=False)
class Chains:
    """Persons by district, quarter and stage, an axis for each; NaN where no count is given."""

    districts: pd.Index
    quarters: pd.Index
    stages: pd.Index
    persons: Floats


def read_chains(counts: pd.DataFrame, stages: Sequence[str] | None = None) -> Chains:
    """Persons at each stage, for every district with every quarter.

    Parameters
    ----------
    counts
        Checked pathway counts: district_code, quarter, stage, count (persons).
    stages
        Order of the stages; that of the code list if none is given.

    Returns
    -------
    Chains
        Districts and quarters sorted. Where no row has a district, the one district is "all".

    Raises
    ------
    InputError
        If a stage is not known, a row repeats, or rows without a district stand beside rows with one; all at once.

    Examples
    --------
    >>> rows = pd.DataFrame({"district_code": ["D"], "quarter": ["2025-Q1"], "stage": ["panel"], "count": [6]})
    >>> read_chains(rows, ["referred", "panel"]).persons
    array([[[nan,  6.]]])
    """
    order = pd.Index(list(default_code_lists()["stages"].labels if stages is None else stages))
    placed = counts["district_code"].notna().to_numpy()
    of_districts = bool(placed.any()) or counts.empty
    districts = _codes(counts["district_code"]) if of_districts else pd.Index([WHOLE_PLACE])
    quarters = _codes(counts["quarter"])
    at = positions(counts["district_code"], districts) if of_districts else np.zeros(len(counts), dtype="int64")
    when, stage = positions(counts["quarter"], quarters), positions(counts["stage"], order)
    shape = len(districts), len(quarters), len(order)
    known = (at >= 0) & (when >= 0) & (stage >= 0)
    cell = ((at * shape[1] + when) * shape[2] + stage)[known]
    _refuse_faults(counts, placed, stage, order, repeats=int(pd.Index(cell).duplicated().sum()))
    persons = np.full(shape[0] * shape[1] * shape[2], np.nan)
    persons[cell] = counts["count"].to_numpy(dtype="float64", na_value=np.nan)[known]
    return Chains(districts, quarters, order, persons.reshape(shape))


def _codes(codes: pd.Series) -> pd.Index:
    """The codes that occur, sorted."""
    return pd.Index(sorted(map(str, codes.dropna().unique())), dtype="str")


def _refuse_faults(
    counts: pd.DataFrame, placed: npt.NDArray[np.bool_], stage: Integers, order: pd.Index, *, repeats: int
) -> None:
    problems = []
    if unknown := list(dict.fromkeys(counts["stage"].astype("object")[stage < 0].map(str))):
        near = did_you_mean(unknown[0], order)
        problems.append(f"stage {quoted_list(unknown)} is not one of {', '.join(order)}{near}")
    if placed.any() and not placed.all():
        problems.append(
            f"{counted(int((~placed).sum()), 'row')} without district_code beside rows with one (a total, say) would "
            "count persons twice; give every row its district, or take those rows out"
        )
    if repeats:
        problems.append(f"district, quarter and stage repeat in {counted(repeats, 'row')}; give each one count")
    if problems:
        raise InputError(f"pathway: {counted(len(problems), 'problem')}: {'; '.join(problems)}")
