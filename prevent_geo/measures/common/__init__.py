"""What measures are made of: their cards and results, counting, limits, tests, neighbours and zones."""

from prevent_geo.measures.common.card import Group, MethodCard
from prevent_geo.measures.common.result import RESULT_COLUMNS, result_table
from prevent_geo.measures.common.status import MEANING, Status

__all__ = ["MEANING", "RESULT_COLUMNS", "Group", "MethodCard", "Status", "result_table"]
