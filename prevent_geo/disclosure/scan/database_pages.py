"""The pages of an SQLite file: which are free, what they still hold, and the space that is in no row."""

from __future__ import annotations

import struct

Record = list[object]
LEAF = 0x0D
TREES = {0x02: 12, 0x05: 12, 0x0A: 8, 0x0D: 8}
WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8}


class Pages:
    """Pages by number, read as the file format says (https://www.sqlite.org/fileformat2.html)."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        size = int.from_bytes(data[16:18])
        self._size = 65_536 if size == 1 else max(size, 512)

    def free(self) -> dict[int, bytes]:
        """The pages of the free list, trunks and leaves, by number."""
        free: dict[int, bytes] = {}
        trunk = int.from_bytes(self._data[32:36])
        while trunk and trunk not in free:
            page = self._page(trunk)
            free[trunk] = page
            count = min(int.from_bytes(page[4:8]), self._size // 4 - 2)
            for number in struct.unpack_from(f">{count}I", page.ljust(self._size, b"\0"), 8):
                free.setdefault(number, self._page(number))
            trunk = int.from_bytes(page[:4])
        return {number: page for number, page in sorted(free.items()) if page}

    def unused(self) -> bytes:
        """The bytes between the rows of pages in use, where deleted rows stay until something is written over them."""
        free = self.free()
        numbers = range(1, len(self._data) // self._size + 1)
        return b"".join(_unused(self._page(number), number) for number in numbers if number not in free)

    def records(self, page: bytes) -> list[Record]:
        """The rows that a leaf page holds; empty for a page of another kind."""
        if page[:1] != bytes([LEAF]):
            return []
        count = min(int.from_bytes(page[3:5]), len(page) // 2 - 4)
        records = []
        for place in struct.unpack_from(f">{count}H", page, 8):
            record = _record(page, place)
            if record:
                records.append(record)
        return records

    def _page(self, number: int) -> bytes:
        """The page of that number, empty beyond the end of the file."""
        return self._data[(number - 1) * self._size : number * self._size] if number else b""


def _unused(page: bytes, number: int) -> bytes:
    """The bytes of a page of a tree that belong to no cell."""
    start = 100 if number == 1 else 0
    header = TREES.get(page[start]) if len(page) > start else None
    if header is None:
        return b""
    first, count, content = struct.unpack_from(">HHH", page, start + 1)
    spans = [page[start + header + 2 * count : content or 65_536]]
    last = 0
    # free blocks are chained in the order of the page
    while last < first <= len(page) - 4:
        last, (first, size) = first, struct.unpack_from(">HH", page, first)
        spans.append(page[last + 4 : last + size])
    return b"".join(spans)


def _record(page: bytes, place: int) -> Record:
    """The values of a row; those that lie on another page are left out."""
    try:
        _, place = _varint(page, place)
        _, place = _varint(page, place)
        size, at = _varint(page, place)
        values_at = place + size
        kinds: list[int] = []
        while at < place + size and len(kinds) < 2_000:
            kind, at = _varint(page, at)
            kinds.append(kind)
        record: Record = []
        for kind in kinds:
            width = WIDTHS.get(kind, (kind - 12) // 2 if kind >= 12 else 0)
            record.append(_value(kind, page[values_at : values_at + width]))
            values_at += width
    except (IndexError, struct.error):
        return []
    return record


def _value(kind: int, data: bytes) -> object:
    """A value of that serial type; blobs are left to the bytes."""
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    if kind in WIDTHS:
        return int.from_bytes(data, signed=True)
    if kind in (8, 9):
        return kind - 8
    return data.decode("utf-8", "replace") if kind >= 13 and kind % 2 else None


def _varint(page: bytes, place: int) -> tuple[int, int]:
    """A number of one to nine bytes, and the place after it."""
    number = 0
    for step in range(8):
        byte = page[place + step]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place + step + 1
    return number << 8 | page[place + 8], place + 9
