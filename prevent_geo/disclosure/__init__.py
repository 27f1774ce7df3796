"""Disclosure control: the policy, and `Released`, the only form in which a count of persons leaves the library."""

from prevent_geo.disclosure.policy import AUDIENCES, Policy, check_audience, find_policy
from prevent_geo.disclosure.released import Released, release

__all__ = ["AUDIENCES", "Policy", "Released", "check_audience", "find_policy", "release"]
