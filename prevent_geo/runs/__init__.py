"""From pictures to releases: parameters, jobs, batches, the manifest, the index page, the installation's state."""

from prevent_geo.runs.release import write_release

__all__ = ["write_release"]
