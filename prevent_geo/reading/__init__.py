"""Files to checked tables, and the report of problems."""

from prevent_geo.reading.places import Boundaries, read_boundaries, read_places
from prevent_geo.reading.problems import DataError, LedgerLine, Problem, Report
from prevent_geo.reading.read import Reading, read_dataset

__all__ = [
    "Boundaries",
    "DataError",
    "LedgerLine",
    "Problem",
    "Reading",
    "Report",
    "read_boundaries",
    "read_dataset",
    "read_places",
]
