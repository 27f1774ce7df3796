import nbformat
import pytest

from prevent_geo.errors import InputError
from prevent_geo.runs.parameters import check_parameters, find_notebook, notebook_parameters


@pytest.fixture
def notebook(tmp_path):
    cell = nbformat.v4.new_code_cell('k: int = 5  # smallest count\nplace: str = "all"')
    cell.metadata["tags"] = ["parameters"]
    path = tmp_path / "small.ipynb"
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel}), path)
    return path


def test_parameters_come_from_the_notebooks_own_cell(notebook):
    found = [(p.name, p.type, p.default, p.meaning) for p in notebook_parameters(notebook)]
    assert found == [("k", "int", "5", "smallest count"), ("place", "str", '"all"', "")]


def test_values_are_turned_into_the_declared_type(notebook):
    assert check_parameters(notebook, {"k": "7", "place": "all"}) == {"k": 7, "place": "all"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"plaec": "all"},
            "parameters: 'plaec' is not a parameter of small (did you mean 'place'?); its parameters are k, place",
        ),
        ({"k": "five"}, "parameters: 'k' is 'five', but must be of type int: smallest count"),
        ({"k=1\nimport os": "1"}, "is not a parameter of small"),
        ({"x": 1, "k": "y"}, "; 'k' is 'y'"),
    ],
)
def test_unknown_names_and_wrong_types_are_refused_together(notebook, given, message):
    with pytest.raises(InputError) as caught:
        check_parameters(notebook, given)
    assert message in str(caught.value)


def test_unknown_notebook_names_the_nearest():
    with pytest.raises(InputError, match=r"there is no such notebook \(did you mean 'area_briefing'\?\)"):
        find_notebook("area_breifing")
