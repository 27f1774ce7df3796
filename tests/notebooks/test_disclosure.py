import pytest

from prevent_geo.errors import InputError
from tests.notebooks.cells import run_cells


def test_the_simple_rule_gives_counts_away_and_what_is_published_does_not(town, capsys):
    names, shown = run_cells("disclosure", dataset=str(town))
    assert shown[5]["simple rule"].tolist() == ["2 to 2", "4 to 4", "1 to 1"]
    assert shown[5]["published"].tolist() == ["1 to 13", "1 to 10", "1 to 18"]
    assert names["narrowed"].sum() > 0
    assert "small counts must stay unknown" in capsys.readouterr().out
    assert not names["verdicts"]["simple rule"].ok
    assert names["verdicts"]["published"].ok


def test_a_dataset_without_a_pathway_and_a_policy_that_rounds(trafford_folder):
    names, _ = run_cells("disclosure", dataset=str(trafford_folder))
    assert names["verdicts"]["published"].ok
    with pytest.raises(InputError, match="rounds all counts"):
        run_cells("disclosure", dataset=str(trafford_folder), policy="rounded")
