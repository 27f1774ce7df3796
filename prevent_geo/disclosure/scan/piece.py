"""Piece: bytes that are still to be unpacked, and the limits that unpacking keeps to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prevent_geo.disclosure.scan.part import Part
from prevent_geo.errors import DisclosureError

DEEPEST = 8
LARGEST = 200_000_000
LARGEST_TOTAL = 1_000_000_000


@dataclass(frozen=True, eq=False)
class Piece:
    """Bytes found at `where`; `name` is the file's, where it is a file; `depth` counts how often it was unpacked."""

    where: str
    data: bytes
    name: str = ""
    depth: int = 0

    def inside(self, label: str, content: bytes | str) -> Piece:
        """A piece that lies in this one as it is."""
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        return Piece(self.at(label), data, depth=self.depth)

    def unpacked(self, label: str, content: bytes | str, name: str = "") -> Piece:
        """A piece that was decoded or decompressed out of this one.

        Raises
        ------
        DisclosureError
            If it lies too deep, or is too large.
        """
        inner = self.inside(label, content)
        if self.depth >= DEEPEST:
            raise DisclosureError(
                f"{inner.where} is packed more than {DEEPEST} deep, so it cannot be audited; publish it unpacked"
            )
        if len(inner.data) > LARGEST:
            raise self.too_large(label)
        return Piece(inner.where, inner.data, name, self.depth + 1)

    def at(self, label: str) -> str:
        """Where something in this piece is; a label of unknown origin is kept short and printable."""
        label = label if len(label) <= 160 else label[:157] + "..."
        if not label.isprintable():
            label = "".join(letter if letter.isprintable() else " " for letter in label)
        return f"{self.where} > {label}"

    def too_large(self, label: str) -> DisclosureError:
        """The refusal of something that grows beyond the limit when it is unpacked."""
        return DisclosureError(
            f"{self.at(label)} unpacks to more than {LARGEST // 1_000_000} MB, so it cannot be audited"
        )

    def unreadable(self, why: object) -> DisclosureError:
        """The refusal of something that is of a known kind and cannot be read.

        >>> print(Piece("map.png", b"").unreadable("it ends in a chunk"))
        cannot read map.png (it ends in a chunk), so it cannot be audited
        """
        return DisclosureError(f"cannot read {self.where} ({str(why)[:200]}), so it cannot be audited")


Found = Iterator[Part | Piece]
"""What a reader finds: parts, which are done, and pieces, which are unpacked again."""
