"""Releases: the files of a place, what describes them, the page that lists them; written whole or not at all."""

from prevent_geo.releases.write import write_release

__all__ = ["write_release"]
