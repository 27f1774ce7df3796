"""The command line as `python -m prevent_geo.cli`."""

from prevent_geo.cli import main

main()
