"""What share of each file's rows could not be used."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.proportion import WILSON, wilson_limits
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="set_aside",
    group="unknowns",
    title="Rows set aside",
    question="What share of the rows of each file could not be used?",
    unit="share of the rows read (0 to 1)",
    formula="rows set aside ÷ rows read",
    method="Share with Wilson's 95 % limits",
    reference="Wilson (1927), JASA 22",
    assumptions="Rows fail independently of each other",
    caveat="It says how many rows are not used, not which places they are of; a whole batch often fails for one "
    "reason, and the limits are then too narrow",
)


def set_aside(ledger: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Share of the rows of each file that reading set aside, with limits.

    Parameters
    ----------
    ledger
        The ledger of the reading report (`Report.ledger_table`): table, file, not_selected, read, used, set_aside.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        Indexed by table and file, in the order of the ledger: value, lower, upper (share, 0 to 1), numerator (rows set
        aside), denominator and n (rows read), method, status. Further: used and not_selected (rows). A file of which no
        row was read is "missing".

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Examples
    --------
    >>> ledger = pd.DataFrame(
    ...     {"table": ["areas", "contacts"], "file": ["areas.csv", "contacts.csv"], "not_selected": [0, 5],
    ...      "read": [20, 100], "used": [20, 90], "set_aside": [0, 10]}
    ... )
    >>> set_aside(ledger)[["value", "lower", "upper", "numerator", "denominator"]].round(4)
                           value   lower   upper  numerator  denominator
    table    file
    areas    areas.csv       0.0  0.0000  0.1611        0.0         20.0
    contacts contacts.csv    0.1  0.0552  0.1744       10.0        100.0
    """
    read, aside = (ledger[name].to_numpy(dtype="float64") for name in ("read", "set_aside"))
    some = read > 0
    lower, upper = wilson_limits(aside, read, confidence=confidence)
    return result_table(
        pd.MultiIndex.from_frame(ledger[["table", "file"]]),
        value=aside / np.where(some, read, np.nan),
        lower=lower,
        upper=upper,
        numerator=aside,
        denominator=read,
        n=read.astype("int64"),
        method=np.where(some, WILSON, "none"),
        status=np.where(some, Status.VALUE, Status.MISSING),
        more={name: ledger[name].to_numpy(dtype="int64") for name in ("used", "not_selected")},
    )
