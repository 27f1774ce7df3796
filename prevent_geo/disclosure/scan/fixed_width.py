"""Tables in fixed-width text, as pandas prints a frame or a series."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import dropwhile

import numpy as np
from numpy.typing import NDArray

GAP = re.compile(r"\S {2,}\S")
FOOTER = re.compile(r"\[\d+ rows x \d+ columns\]\s*$")
SERIES = re.compile(r"(?:Name: (?P<name>.*?), )?(?:Length: \d+, )?dtype: \S+\s*$")
LARGEST_BLOCK = 20_000_000

Table = tuple[str, list[str], list[list[str]]]
Spans = list[tuple[int, int]]


def fixed_width_tables(text: str) -> Iterator[Table]:
    r"""Title, header and rows of each block of lines that share columns.

    Notes
    -----
    A frame that is too wide for the line is printed in several blocks; each is a table of its own, with its index.
    Names of columns that stand one blank apart cannot always be told from one name of two words.

    Examples
    --------
    >>> list(fixed_width_tables("     name  n\n0  Moor 1  3\n1    Dale  4"))
    [('text table 1', ['', 'name', 'n'], [['0', 'Moor 1', '3'], ['1', 'Dale', '4']])]
    """
    count = 0
    if "  " not in text and "\t" not in text:
        return
    # a frame inside a repr begins behind "frame="
    for block in re.split(r"\n\s*\n|(?<=\w=)(?= {2,}\S)", text.expandtabs(8)):
        # without a gap no line is a table's
        if "  " not in block:
            continue
        lines = [line.rstrip() for line in block.splitlines() if line.strip() and not FOOTER.match(line)]
        series = SERIES.match(lines[-1]) if lines else None
        lines = lines[:-1] if series else [line.removesuffix("\\").rstrip() for line in lines]
        # a title may stand above; a gap in most other lines tells a table from prose
        if not series:
            lines = list(dropwhile(_is_prose, lines))
        if len(lines) < (1 if series else 2) or 5 * sum(bool(GAP.search(line)) for line in lines) < 3 * len(lines):
            continue
        rows = _cut(["", *lines] if series else lines)
        if len(rows[0]) < 2 or not any(any(map(str.isdigit, cell)) for row in rows for cell in row):
            continue
        count += 1
        if series:
            yield f"text table {count}", ["index", series["name"] or "value"], rows[1:]
        else:
            yield f"text table {count}", *_headed(rows)


def _is_prose(line: str) -> bool:
    return not line.startswith("  ") and not GAP.search(line)


def _cut(lines: list[str]) -> list[list[str]]:
    """Cells of every line, cut where that gives the most columns with a name."""
    width = max(map(len, lines))
    if width * len(lines) > LARGEST_BLOCK:
        return [re.split(r" {2,}", line.strip()) for line in lines]
    usual = Counter(map(len, lines)).most_common(1)[0][0]
    # all lines of a frame are as long; a repr goes on behind the last one
    if lines[-1][usual : usual + 1] in (",", ")", "]"):
        lines = [*lines[:-1], lines[-1][:usual]]
    by_gap = _cells(lines, _between_gaps(_letters(lines), 2))
    by_edge = _cells(lines, _right_edges(_letters(lines), usual))
    return by_gap if len(by_gap[0]) >= len(by_edge[0]) else by_edge


def _letters(lines: list[str]) -> NDArray[np.bool_]:
    """Where each line has a letter."""
    width = max(map(len, lines)) + 1
    padded = np.array([line.ljust(width) for line in lines], dtype=f"<U{width}")
    letters: NDArray[np.bool_] = padded.view("<U1").reshape(len(lines), width) != " "
    return letters


def _between_gaps(letters: NDArray[np.bool_], least: int) -> Spans:
    """The columns between blanks that are at least so wide in every line."""
    blank = ~letters.any(axis=0)
    edges = np.flatnonzero(np.diff(np.r_[True, blank, True].astype(np.int8)))
    spans: Spans = []
    for start, stop in zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True):
        # one blank may belong to a cell such as "Moor 001"
        if spans and start - spans[-1][1] < least:
            start = spans.pop()[0]
        spans.append((start, stop))
    return spans


def _right_edges(letters: NDArray[np.bool_], usual: int) -> Spans:
    """The columns whose header and most of whose cells end in the same place, with the index before the first."""
    ends = letters[0, :-1] & ~letters[:, 1:].any(axis=0) & (letters[1:, :-1].mean(axis=0) >= 0.5)
    edges = [*(np.flatnonzero(ends[: max(usual - 1, 0)]) + 1).tolist(), letters.shape[1]]
    named = int(np.argmax(letters[0]))
    # an index is set to the left, and ends before the name of the first column begins
    for least in (2, 1):
        after = [start for start, _ in _between_gaps(letters[:, : edges[0]], least)[1:] if start <= named]
        if after:
            break
    starts = [after[-1] if after else 0, *edges[:-1]]
    return [*([(0, starts[0])] if starts[0] else []), *zip(starts, edges, strict=True)]


def _cells(lines: list[str], spans: Spans) -> list[list[str]]:
    """The text in each span of each line."""
    return [[line[start:stop].strip() for start, stop in spans] for line in lines]


def _headed(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The header, with the line of an index name merged into it, and the rows beneath."""
    header, body = rows[0], rows[1:]
    if len(body) > 1 and not header[0] and body[0][0] and not any(body[0][1:]):
        header, body = [body[0][0], *header[1:]], body[1:]
    return header, body
