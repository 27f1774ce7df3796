"""What the measures say of a place: every measure on a dataset, the figures of a place, its profile and comparison."""

from prevent_geo.assessment.compare import Comparison, compare
from prevent_geo.assessment.profile import Profile, profile

__all__ = ["Comparison", "Profile", "compare", "profile"]
