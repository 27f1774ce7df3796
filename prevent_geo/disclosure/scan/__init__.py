"""The scanner: re-reads the final bytes of what is to be published, and attacks what they say of counts of persons."""

from prevent_geo.disclosure.scan.audit_folders import audit_folders
from prevent_geo.disclosure.scan.readings import Readings
from prevent_geo.disclosure.scan.report import Audit, Finding, Severity

__all__ = ["Audit", "Finding", "Readings", "Severity", "audit_folders"]
