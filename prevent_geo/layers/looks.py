"""How classes in words look: colours and hatches, so that no two are told apart by colour alone."""

from __future__ import annotations

Look = tuple[str, str]

# the two sides of a middle: each as dark as the other, so the low one is hatched too
FAR_BELOW: Look = ("#801650", "back")
BELOW: Look = ("#dfa8c5", "back")
MIDDLE: Look = ("#e9edf0", "")
ABOVE: Look = ("#a9cbe8", "")
FAR_ABOVE: Look = ("#12436d", "")
# one that stands out from both sides
ASIDE: Look = ("#f6d7a7", "checks")
