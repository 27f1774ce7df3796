"""Files to checked tables, and the report of problems."""

from prevent_geo.reading.config import read_config
from prevent_geo.reading.contact_totals import contact_totals
from prevent_geo.reading.places import Boundaries, read_boundaries, read_places
from prevent_geo.reading.problems import DataError, LedgerLine, Problem, Report
from prevent_geo.reading.read import Reading, check_dataset, read_dataset

__all__ = [
    "Boundaries",
    "DataError",
    "LedgerLine",
    "Problem",
    "Reading",
    "Report",
    "check_dataset",
    "contact_totals",
    "read_boundaries",
    "read_config",
    "read_dataset",
    "read_places",
]
