"""Run a notebook's cells in this process, with parameters checked as papermill's are: quick, and caches are shared."""

import ast
from pathlib import Path

import nbformat

from prevent_geo.runs.parameters import check_parameters

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def run_cells(name, **parameters):
    """The names a notebook leaves behind, and the value that each code cell shows."""
    path = NOTEBOOKS / f"{name}.ipynb"
    given = check_parameters(path, parameters)
    names, shown = {}, []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), names)
        shown.append(None if last is None else eval(compile(ast.Expression(last.value), name, "eval"), names))
        if "parameters" in cell.metadata.get("tags", []):
            names |= given
    return names, shown
