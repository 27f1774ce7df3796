import subprocess
import sys

import pytest

COMMANDS = [
    *("demo", "new", "check", "synth", "course", "map", "poster", "brief", "audit", "schedule", "warm"),
    *("methods", "notebooks", "doctor"),
]


@pytest.mark.parametrize("words", [["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_answers_without_geopandas(words):
    program = (
        "import sys; sys.argv = ['prevent-geo', *sys.argv[1:]]\n"
        "from prevent_geo.cli import main\n"
        "try: main()\n"
        "finally:\n"
        "    heavy = {'geopandas', 'pandas', 'numpy', 'folium', 'matplotlib'}\n"
        "    print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "Usage: prevent-geo" in done.stdout


def test_help_names_every_command_and_the_exit_codes():
    done = subprocess.run(
        [sys.executable, "-m", "prevent_geo.cli", "--help"], capture_output=True, text=True, check=True
    )
    assert all(command in done.stdout for command in COMMANDS)
    assert "2 bad input" in done.stdout
