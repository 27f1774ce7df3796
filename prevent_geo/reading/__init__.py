"""Files to checked tables, and the report of problems."""

from prevent_geo.reading.problems import DataError, LedgerLine, Problem, Report
from prevent_geo.reading.read import Reading, read_dataset, read_places

__all__ = ["DataError", "LedgerLine", "Problem", "Reading", "Report", "read_dataset", "read_places"]
