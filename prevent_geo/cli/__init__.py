"""The command line: parses, calls, prints, exits. Heavy imports stay inside the commands, so that --help is quick."""

from __future__ import annotations

import contextlib
import sys

import typer

from prevent_geo.cli.audit import audit
from prevent_geo.cli.briefings import brief, demo
from prevent_geo.cli.course import course
from prevent_geo.cli.data import check, synth
from prevent_geo.cli.installation import doctor, notebooks, warm
from prevent_geo.cli.methods import methods
from prevent_geo.cli.new import new
from prevent_geo.cli.pictures import write_map, write_poster
from prevent_geo.cli.schedule import SETTINGS, schedule
from prevent_geo.errors import CannotWriteError, PreventGeoError

_EXITS = (
    "Exit codes: 0 done; 2 bad input; 3 refused by disclosure control; 4 some jobs failed; "
    "5 timed out; 6 locked by another run; 7 no space or cannot write; 130 stopped."
)
app = typer.Typer(
    help="Community maps and area briefings from three tables: areas, partners, engagement contacts.",
    epilog=_EXITS,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
# in the order of the help
app.command()(demo)
app.command()(new)
app.command()(check)
app.command()(synth)
app.command()(course)
app.command("map")(write_map)
app.command("poster")(write_poster)
app.command()(brief)
app.command()(audit)
app.command(context_settings=SETTINGS)(schedule)
app.command(context_settings=SETTINGS)(warm)
app.command()(methods)
app.command()(notebooks)
app.command()(doctor)


def main() -> None:
    """Run the command line; an expected error is one line on stderr and its own exit code."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except PreventGeoError as error:
        typer.echo(f"prevent-geo: {error}", err=True)
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        typer.echo(
            f"prevent-geo: cannot read or write {error.filename or 'a file'}: {error.strerror or error}", err=True
        )
        raise SystemExit(CannotWriteError.exit_code) from None
