import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from prevent_geo.cli import app
from prevent_geo.errors import InputError
from prevent_geo.measures import CARDS
from prevent_geo.measures.common.methods_page import GROUP_TITLES


@pytest.fixture(params=[80, 200])
def shown(monkeypatch, request):
    """What the command prints at a width."""
    monkeypatch.setenv("COLUMNS", str(request.param))

    def run(*words):
        result = CliRunner().invoke(app, ["methods", *words], catch_exceptions=False)
        assert result.exit_code == 0
        assert max(map(len, result.output.splitlines())) <= request.param
        return result.output

    return run


def folded(text):
    return " ".join(text.split())


def rows_of(output):
    """First lines of rows: what is folded stands under them, with nothing in the first column."""
    return [line for line in output.splitlines() if re.match(r" \S", line)]


def test_it_lists_every_measure_under_its_group(shown):
    output = shown()
    assert [line.split()[0] for line in rows_of(output) if line.split()[0] in CARDS] == [
        card.id for group in GROUP_TITLES for card in CARDS.values() if card.group == group
    ]
    for group, title in GROUP_TITLES.items():
        assert (title in output) == any(card.group == group for card in CARDS.values())
    assert "…" not in output


def test_it_says_which_count_persons(shown):
    rows = {line.split()[0]: line.split()[-1] for line in rows_of(shown())}
    assert {name: rows[name] for name in CARDS} == {
        name: "yes" if card.counts_persons else "no" for name, card in CARDS.items()
    }


def test_one_group(shown):
    output = shown("--group", "reach")
    assert "contact_rate" in output
    assert "nearest_partner" not in output


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_one_card_is_shown_whole(shown, card):
    output = folded(shown(card.id))
    for fact in (card.id, card.title, card.question, card.unit, card.formula, card.method, card.reference):
        assert folded(fact) in output
    for fact in (card.assumptions, card.caveat, "Counts persons " + ("yes" if card.counts_persons else "no")):
        assert folded(fact) in output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["contact_rat"], "measure 'contact_rat': there is no such measure (did you mean 'contact_rate'?)"),
        (
            ["--group", "reech"],
            "--group 'reech' is not one of place, reach, voice, partners, .*(did you mean 'reach'?)",
        ),
        (["contact_rate", "--group", "reach"], "give an ID or --group, not both"),
    ],
    ids=str,
)
def test_what_there_is_not_is_refused(words, said):
    with pytest.raises(InputError) as refused:
        CliRunner().invoke(app, ["methods", *words], catch_exceptions=False)
    beginning, _, end = said.partition(".*")
    assert str(refused.value).startswith(beginning)
    assert str(refused.value).endswith(end)


def test_an_unknown_measure_exits_with_2():
    program = "import sys; sys.argv = ['prevent-geo', 'methods', 'trusst']; from prevent_geo.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("prevent-geo: measure 'trusst': there is no such measure")
    assert len(done.stderr.splitlines()) == 1


def test_its_help_answers_without_pandas():
    program = (
        "import sys; sys.argv = ['prevent-geo', 'methods', '--help']\n"
        "from prevent_geo.cli import main\n"
        "try: main()\n"
        "finally: print(sorted({'pandas', 'numpy', 'geopandas'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "Usage: prevent-geo methods [OPTIONS] [ID]" in done.stdout


def test_help_names_every_group(shown):
    assert f"Only the measures of {', '.join([*GROUP_TITLES][:-1])} or {[*GROUP_TITLES][-1]}." in folded(
        shown("--help")
    )
