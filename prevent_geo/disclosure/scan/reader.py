"""Reader: what is known of the release that a file is of, before the file is read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256

from prevent_geo.disclosure.policy import Policy
from prevent_geo.disclosure.scan.gazetteer import Codes, Gazetteer


@dataclass(frozen=True, eq=False)
class Reader:
    """What is known of the release that a file is of: what is withheld, its places, its own place and its period."""

    policy: Policy
    markers: frozenset[str]
    gazetteer: Gazetteer
    place: str = ""
    period: str = ""

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that is known."""
        known = self.gazetteer
        about = [
            asdict(self.policy),
            sorted(self.markers),
            dict(known.areas),
            dict(known.names),
            self.place,
            self.period,
        ]
        return sha256(json.dumps(about, default=list).encode()).hexdigest()

    def codes(self, place: str, quantity: str, *, cut: bool = False) -> Codes:
        """Codes that a figure of a place is the sum of; a zone may be cut to the place of the release."""
        within = self.gazetteer.areas.get(self.place, ()) if cut else ()
        return self.gazetteer.members(place, quantity, within)
