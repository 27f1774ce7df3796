"""A town as an organisation would export it: its own headers and files, planted faults, and a list of every one.

Data flows one way: frames of a town, clean exports, faults planted in them, files. A fault is one small function; the
rows it touches keep their labels until the end, when they become row numbers as a spreadsheet shows them.
"""

from prevent_geo.synthesis.mess.export import Fault
from prevent_geo.synthesis.mess.kind import FaultKind
from prevent_geo.synthesis.mess.mess import write_mess
from prevent_geo.synthesis.mess.registry import FAULTS, LEVELS
from prevent_geo.synthesis.mess.score import find_missed, find_unexplained

__all__ = ["FAULTS", "LEVELS", "Fault", "FaultKind", "find_missed", "find_unexplained", "write_mess"]
