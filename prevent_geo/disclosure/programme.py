"""One linear programme asked many times: the greatest value of some forms, over the counts that somebody allows for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from prevent_geo.errors import DisclosureError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Programme:
    """Points x at least `least` with lower ≤ matrix @ x ≤ upper, at which chosen targets are as great as can be.

    No target counts for more than its cap. HiGHS keeps the basis of the last answer, so that each further question
    costs a fraction of the first.
    """

    def __init__(
        self,
        matrix: csr_array,
        lower: Floats,
        upper: Floats,
        least: Floats,
        targets: csr_array,
        cap: Floats,
        *,
        whole: bool = False,
        time_limit_s: float,
    ) -> None:
        import highspy
        from scipy.sparse import bmat, identity

        self._size, self._number = len(least), len(cap)
        # what each target counts for: no more than itself, and no more than its cap
        rows = bmat([[matrix, None], [-targets, identity(self._number)]], format="csr")
        model: Any = highspy.HighsLp()
        model.num_col_, model.num_row_ = rows.shape[1], rows.shape[0]
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.zeros(rows.shape[1])
        model.col_lower_ = np.append(least, np.full(self._number, -np.inf))
        model.col_upper_ = np.append(np.full(self._size, np.inf), cap)
        model.row_lower_ = np.append(lower, np.full(self._number, -np.inf))
        model.row_upper_ = np.append(upper, np.zeros(self._number))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = rows.indptr.astype("int32")
        model.a_matrix_.index_ = rows.indices.astype("int32")
        model.a_matrix_.value_ = rows.data
        if whole:
            kinds = highspy.HighsVarType
            model.integrality_ = [kinds.kInteger] * self._size + [kinds.kContinuous] * self._number
        self._highs, self._time_limit_s = _solver(), time_limit_s
        self._statuses = highspy.HighsModelStatus
        self._highs.setOptionValue("threads", 1)
        self._highs.passModel(model)
        self._columns = np.arange(self._size, rows.shape[1], dtype="int32")

    def corner(self, picked: Integers) -> Floats:
        """A point at which the picked targets together are greatest.

        Raises
        ------
        DisclosureError
            If there is no such point, or none is found in time.
        """
        price = np.zeros(self._number)
        price[picked] = 1.0
        self._highs.changeColsCost(self._number, self._columns, price)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self._time_limit_s)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status in (self._statuses.kInfeasible, self._statuses.kUnboundedOrInfeasible):
            raise contradiction()
        if status != self._statuses.kOptimal:
            why = self._highs.modelStatusToString(status)
            raise DisclosureError(
                f"the audit did not end ({why}), so nothing is released; release a shorter period, or fewer "
                "districts as a dataset of their own"
            )
        return np.array(self._highs.getSolution().col_value[: self._size])


def _solver() -> Any:
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802
            # called first of all, before HiGHS says its name on standard output
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet()  # type: ignore[no-untyped-call]


def contradiction() -> DisclosureError:
    """The error for figures that no counts agree with."""
    return DisclosureError(
        "no counts agree with all that is published and was published before, so it cannot be audited and is not "
        "released; check that the ledger is of these data"
    )
