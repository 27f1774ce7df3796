"""Whether the files of a dataset are still what they were when they were read."""

from __future__ import annotations

from pathlib import Path

from prevent_geo.errors import InputError
from prevent_geo.reading.config import read_config

Stamp = tuple[tuple[str, int, int], ...]


def file_stamp(folder: Path | None) -> Stamp:
    """Name, size and time of change of each file that dataset.toml names now; nothing if one is gone.

    A folder of files may have got one more.
    """
    if folder is None:
        return ()
    try:
        paths = [folder / name for name in read_config(folder).file_names()]
        files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
        return tuple((str(file), stat.st_size, stat.st_mtime_ns) for file in files for stat in [file.stat()])
    except (OSError, InputError):
        return ()
