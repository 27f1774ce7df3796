"""Compressed bytes and archives: gzip, zlib, deflate, bzip2, xz, zip, tar."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zipfile
import zlib

from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import LARGEST, Found, Piece

GZIP = b"\x1f\x8b"
SHORTEST_DEFLATE = 16


def read_gzip(piece: Piece) -> Found:
    """Each member of a gzip file, and what follows the last one."""
    rest, count = piece.data, 0
    while rest.startswith(GZIP):
        count += 1
        inner, rest, ended = _inflate(piece, rest, 31)
        if not ended:
            raise piece.unreadable("the gzip data end too early or are damaged")
        yield piece.unpacked("gzip" if count == 1 else f"gzip member {count}", inner, piece.name.removesuffix(".gz"))
    if rest.strip(b"\0"):
        yield piece.unpacked("after the gzip data", rest)


def read_deflated(piece: Piece) -> Found:
    """What bytes of no known kind hold, if they are a zlib or deflate stream."""
    windows = [15, -15] if piece.data[:1] == b"\x78" else [-15]
    for window in windows if len(piece.data) >= SHORTEST_DEFLATE else []:
        inner, rest, ended = _inflate(piece, piece.data, window)
        # without a checksum, only a stream that ends where the bytes end is one
        if ended and inner and (window > 0 or not rest):
            yield piece.unpacked("deflate", inner)
            if rest.strip(b"\0"):
                yield piece.unpacked("after the deflate data", rest)
            return


def read_bzip2(piece: Piece) -> Found:
    """The content of a bzip2 file."""
    machine = bz2.BZ2Decompressor()
    try:
        inner = machine.decompress(piece.data, LARGEST + 1)
    except (OSError, ValueError) as error:
        raise piece.unreadable(error) from error
    yield from _whole(piece, inner, machine.eof, machine.unused_data)


def read_xz(piece: Piece) -> Found:
    """The content of an xz file."""
    machine = lzma.LZMADecompressor()
    try:
        inner = machine.decompress(piece.data, LARGEST + 1)
    except lzma.LZMAError as error:
        raise piece.unreadable(error) from error
    yield from _whole(piece, inner, machine.eof, machine.unused_data)


def read_zip(piece: Piece) -> Found:
    """Every member of a zip archive, whatever its name, and the comments."""
    try:
        with zipfile.ZipFile(io.BytesIO(piece.data)) as archive:
            members = archive.infolist()
            comments = [archive.comment, *(member.comment for member in members)]
            said = [member.filename for member in members]
            said += [comment.decode("utf-8", "replace") for comment in comments if comment]
            yield Part(piece.at("names and comments"), text="\n".join(said))
            start = min((member.header_offset for member in members), default=0)
            if start:
                yield piece.unpacked("before the archive", piece.data[:start])
            for member in members:
                with archive.open(member) as stream:
                    inner = stream.read(LARGEST + 1)
                if len(inner) > LARGEST:
                    raise piece.too_large(member.filename)
                if inner:
                    yield piece.unpacked(member.filename, inner, member.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        # RuntimeError is how zipfile says that a member is encrypted
        raise piece.unreadable(error) from error


def read_tar(piece: Piece) -> Found:
    """Every member of a tar archive."""
    try:
        with tarfile.open(fileobj=io.BytesIO(piece.data), mode="r:") as archive:
            for member in archive:
                yield Part(piece.at(member.name), text=f"{member.name}\n{member.linkname}\n{member.pax_headers}")
                stream = archive.extractfile(member) if member.isfile() else None
                inner = stream.read(LARGEST + 1) if stream else b""
                if len(inner) > LARGEST:
                    raise piece.too_large(member.name)
                if inner:
                    yield piece.unpacked(member.name, inner, member.name)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise piece.unreadable(error) from error


def _inflate(piece: Piece, data: bytes, window: int) -> tuple[bytes, bytes, bool]:
    """What the bytes inflate to, what follows, and whether the stream came to its end undamaged."""
    machine = zlib.decompressobj(window)
    try:
        inner = machine.decompress(data, LARGEST + 1)
    except zlib.error:
        return b"", b"", False
    if len(inner) > LARGEST:
        raise piece.too_large("its content")
    return inner, machine.unused_data, machine.eof


def _whole(piece: Piece, inner: bytes, ended: bool, rest: bytes) -> Found:
    """A decompressed file and what follows it."""
    if len(inner) > LARGEST:
        raise piece.too_large("its content")
    if not ended:
        raise piece.unreadable("the compressed data end too early")
    yield piece.unpacked("content", inner, piece.name.rpartition(".")[0])
    if rest:
        yield piece.unpacked("after the compressed data", rest)
