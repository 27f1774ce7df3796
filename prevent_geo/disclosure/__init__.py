"""Disclosure control: what may be shown of counts of persons, and `Released`, the only form in which they leave."""

from prevent_geo.disclosure.ledger import LEDGER, Ledger, LedgerError
from prevent_geo.disclosure.policy import AUDIENCES, Policy, check_audience, find_policy, list_policies
from prevent_geo.disclosure.protection import Protection, protect
from prevent_geo.disclosure.released import Released, check_released, release
from prevent_geo.disclosure.releases import check_releasable, earlier_releases, record_release
from prevent_geo.disclosure.unit import Unit

__all__ = [
    "AUDIENCES",
    "LEDGER",
    "Ledger",
    "LedgerError",
    "Policy",
    "Protection",
    "Released",
    "Unit",
    "check_audience",
    "check_releasable",
    "check_released",
    "earlier_releases",
    "find_policy",
    "list_policies",
    "protect",
    "record_release",
    "release",
]
