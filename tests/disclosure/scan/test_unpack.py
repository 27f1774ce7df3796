"""Whatever an artefact is packed in, what it says is found; what cannot be read is refused."""

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import tarfile
import urllib.parse
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.disclosure.scan import packed, piece, unpack
from prevent_geo.disclosure.scan.unpack import folder_parts, parts
from prevent_geo.errors import DisclosureError

CANARY = "kanari-7"
LONG = f"{CANARY} sings beside the withheld figure of the area, and nobody should hear it; {CANARY}"


def zipped(data, name="inner.bin"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def tarred(data):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        member = tarfile.TarInfo("inner.bin")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def deflated(data):
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return machine.compress(data) + machine.flush()


def in_text(coded):
    return b"a log says: " + coded + b" and goes on\n"


PACKINGS = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zlib": zlib.compress,
    "deflate": deflated,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": zipped,
    "tar": tarred,
    "base64": lambda data: in_text(base64.b64encode(data)),
    "base64 of web addresses": lambda data: in_text(base64.urlsafe_b64encode(data)),
    "base64 in lines": lambda data: in_text(base64.encodebytes(data)),
    "hexadecimal": lambda data: in_text(data.hex().encode()),
    "percent signs": lambda data: in_text(urllib.parse.quote(base64.b64encode(data), safe="").encode()),
    "attribute": lambda data: b'<p title="' + base64.b64encode(data) + b'">words</p>',
    "data URI": lambda data: b"<img src='data:x/y;base64," + base64.b64encode(data) + b"'>",
    "data URI in a style": lambda data: (
        b"<style>p{background:url(data:;base64," + base64.b64encode(data) + b")}</style>"
    ),
    "srcdoc": lambda data: f'<iframe srcdoc="{html.escape(f"<b>{data.hex()}</b>")}"></iframe>'.encode(),
    "comment": lambda data: b"<!DOCTYPE html><!-- " + base64.b64encode(data) + b" -->",
    "JSON": lambda data: json.dumps({"a": [{"b": base64.b64encode(data).decode()}]}).encode(),
    "script": lambda data: b"<script>const x = '" + base64.b64encode(data) + b"';</script>",
}


def heard(found, canary=CANARY):
    """Whether any part's text, table or bytes hold the canary."""
    return any(
        canary in part.text or canary.encode() in part.data or (part.table is not None and canary in str(part.table))
        for part in found
    )


@pytest.mark.parametrize("packing", PACKINGS)
def test_every_packing_is_undone(packing):
    data = PACKINGS[packing](LONG.encode())
    assert CANARY.encode() not in data or packing == "tar"
    assert heard(parts("artefact", data))


@settings(max_examples=150)
@given(st.lists(st.sampled_from(list(PACKINGS)), min_size=1, max_size=3))
def test_nested_packings_are_undone(layers):
    data = LONG.encode()
    for layer in layers:
        data = PACKINGS[layer](data)
    assert heard(parts("artefact.bin", data))


@pytest.mark.parametrize(
    "text",
    [
        "&#107;anari-7",
        "%6Banari%2D7",
        r"say('\u006banari\x2d7')",
        "<p>kan<b>ari</b>-7</p>",
        "<p>kanari&#45;7",
        "<svg><text>kanari-7</text></svg>",
        '{"n": "\\u006banari-7"}',
        "<p title='{&quot;n&quot;: &quot;\\u006banari-7&quot;}'>x</p>",
        "<a href='data:,%6Banari-7'>x</a>",
        '<a href="data:text/html,&lt;b&gt;kan&lt;i&gt;ari-7">x</a>',
        "<r><![CDATA[kanari-7]]></r>",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_marks_escapes_and_encodings_are_read(text, codec):
    found = list(parts("artefact", text.encode(codec)))
    assert any(CANARY in part.text or (part.table is not None and CANARY in str(part.table)) for part in found)


def test_every_artefact_gives_its_raw_bytes():
    for data in [b"", b"\x00\x01\xff", b"words", b"<p>x</p>", b"{}", gzip.compress(b"x")]:
        first, *_ = parts("artefact", data)
        assert first.data == data
        assert first.where == "artefact"


def test_a_folder_gives_every_file_in_order(tmp_path):
    for name in ["b/.hidden", "a.log", "b/manifest.json", "ledger.head", "x.gpkg-wal", ".dir/deep/c.csv"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'["{name}"]', encoding="utf-8")
    wheres = [part.where for part in folder_parts(tmp_path) if part.data]
    assert wheres == [".dir/deep/c.csv", "a.log", "b/.hidden", "b/manifest.json", "ledger.head", "x.gpkg-wal"]


def test_a_link_is_refused(tmp_path):
    (tmp_path / "there").write_text("x", encoding="utf-8")
    try:
        (tmp_path / "link").symlink_to(tmp_path / "there")
    except OSError:
        pytest.skip("links are not allowed here")
    with pytest.raises(DisclosureError, match="link is a link"):
        list(folder_parts(tmp_path))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("broken.gz", gzip.compress(LONG.encode())[:-9]),
        ("broken.zip", zipped(LONG.encode())[:-9]),
        ("broken.xz", lzma.compress(LONG.encode())[:-9]),
        ("broken.bz2", bz2.compress(LONG.encode())[:-9]),
        ("broken.png", b"\x89PNG\r\n\x1a\n\0\0\0\x09tEXt"),
        ("broken.pdf", b"%PDF-1.7\nand nothing more"),
        ("broken.parquet", b"PAR1 and nothing more"),
        ("broken.gpkg", b"SQLite format 3\0 and nothing more" * 40),
        ("broken.xlsx", zipped(b"<x/>", "xl/workbook.xml")),
        ("broken.json", b'{"n": 3'),
        ("broken.ipynb", b'{"cells": ['),
        ("deep.json", b"[" * 100_000),
        ("other.png", b"GIF89a"),
        ("other.csv", bytes(range(256))),
        ("packed.zst", b"\x28\xb5\x2f\xfd rest"),
    ],
    # the bytes hold the time of day, and two workers must agree on the names of the tests
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused(name, data):
    with pytest.raises(DisclosureError, match=rf"cannot read {name} \(.+\), so it cannot be audited"):
        list(parts(name, data))


@settings(max_examples=200)
@given(st.sampled_from(list(PACKINGS)), st.binary(max_size=6), st.integers(0, 400), st.integers(0, 9))
def test_damage_is_met_with_a_refusal_or_not_at_all(packing, noise, place, gone):
    data = PACKINGS[packing](LONG.encode())
    for name in ("artefact", "artefact.json", "artefact.html"):
        try:
            first, *_ = parts(name, data[:place] + noise + data[place + gone :])
        except DisclosureError as refusal:
            assert "so it cannot be audited" in str(refusal)
        else:
            assert first.where == name


@given(st.binary(max_size=300) | st.text(alphabet="<>&;%{}[]\\'\":,=/abtrdh -!\n\t\0é0", max_size=300).map(str.encode))
def test_any_bytes_are_read(data):
    first, *_ = parts("artefact", data)
    assert first.data == data


def test_a_damaged_file_inside_another_is_named():
    with pytest.raises(DisclosureError, match=r"cannot read all\.zip > map\.png"):
        list(parts("all.zip", zipped(b"\x89PNG\r\n\x1a\n", "map.png")))


def test_an_encrypted_archive_is_refused():
    data = bytearray(zipped(b"x"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DisclosureError, match="encrypted"):
        list(parts("all.zip", bytes(data)))


def test_packing_too_deep_is_refused():
    data = b"x"
    for _ in range(9):
        data = gzip.compress(data)
    with pytest.raises(DisclosureError, match="packed more than 8 deep"):
        list(parts("deep.gz", data))


@pytest.mark.parametrize("packing", ["gzip", "zlib", "bzip2", "xz", "zip", "tar"])
def test_a_bomb_is_refused(packing, monkeypatch):
    monkeypatch.setattr(piece, "LARGEST", 10_000)
    monkeypatch.setattr(packed, "LARGEST", 10_000)
    with pytest.raises(DisclosureError, match="unpacks to more than"):
        list(parts("bomb", PACKINGS[packing](b"x" * 10_001)))


def test_many_small_bombs_are_refused(monkeypatch):
    monkeypatch.setattr(unpack, "LARGEST_TOTAL", 50_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"{number}.txt", "x" * 10_000)
    with pytest.raises(DisclosureError, match="unpacks to more than"):
        list(parts("bombs.zip", stream.getvalue()))


@pytest.mark.parametrize("packing", ["gzip", "bzip2", "xz"])
def test_what_follows_the_packed_bytes_is_read(packing):
    assert heard(parts("artefact", PACKINGS[packing](b"x") + gzip.compress(LONG.encode())))


def test_a_hostile_name_stays_on_one_line():
    found = list(parts("all.zip", zipped(b"x", "a\x1b[31m\nb" + 300 * "c")))
    assert all(part.where.isprintable() and len(part.where) < 200 for part in found)
