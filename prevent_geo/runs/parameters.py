"""Parameters of a notebook: names and types from its own parameters cell; values checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.resources import shipped

_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True)
class Parameter:
    """One parameter: name, type, default as it is written, and what it means."""

    name: str
    type: str
    default: str
    meaning: str


def list_notebooks() -> list[Path]:
    """The shipped notebooks that have parameters."""
    return sorted(shipped("notebooks").glob("*.ipynb"))


def find_notebook(name: str) -> Path:
    """A shipped notebook by name, or any notebook by path."""
    if name.endswith(".ipynb") and Path(name).is_file():
        return Path(name)
    known = {path.stem: path for path in list_notebooks()}
    if name not in known:
        raise InputError(f"notebook '{name}': there is no such notebook{did_you_mean(name, known)}")
    return known[name]


def notebook_parameters(notebook: Path) -> list[Parameter]:
    """The parameters that a notebook declares."""
    from papermill import inspect_notebook

    return [
        Parameter(name, found["inferred_type_name"], found["default"], found["help"])
        for name, found in inspect_notebook(str(notebook)).items()
    ]


def check_parameters(notebook: Path, given: Mapping[str, object]) -> dict[str, Any]:
    """Check names and types of values given for a notebook, all at once.

    Raises
    ------
    InputError
        If a name is not one of the notebook's parameters, or a value is not of its type.
    """
    from pydantic import TypeAdapter, ValidationError

    known = {parameter.name: parameter for parameter in notebook_parameters(notebook)}
    checked: dict[str, Any] = {}
    problems = []
    for name, value in given.items():
        if name not in known:
            near = did_you_mean(name, known)
            problems.append(
                f"'{name}' is not a parameter of {notebook.stem}{near}; its parameters are {', '.join(known)}"
            )
            continue
        kind = known[name].type
        try:
            checked[name] = TypeAdapter(_TYPES.get(kind, object)).validate_python(value)
        except ValidationError:
            problems.append(f"'{name}' is '{value}', but must be of type {kind}: {known[name].meaning}")
    if problems:
        raise InputError("parameters: " + "; ".join(problems))
    return checked
