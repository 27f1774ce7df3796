"""Write the sample dataset again: python -m prevent_geo.synthesis OUT [--seed N]."""

from __future__ import annotations

import argparse
from pathlib import Path

from prevent_geo.synthesis.town import draw_town
from prevent_geo.synthesis.write import write_sample


def main() -> None:
    """Read the command line and write the sample."""
    parser = argparse.ArgumentParser(prog="python -m prevent_geo.synthesis", description="Write the sample dataset.")
    parser.add_argument("out", type=Path, help="folder to write to; files of the same names are replaced")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same bytes (default: 1)")
    asked = parser.parse_args()
    command = f"python -m prevent_geo.synthesis data/sample --seed {asked.seed}"
    written = write_sample(asked.out, draw_town(seed=asked.seed), command=command)
    print(f"{written.contacts:,} contacts; see {asked.out / 'README.md'}")


if __name__ == "__main__":
    main()
