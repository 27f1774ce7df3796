"""dataset.toml: what the dataset is, and how its files become our tables."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from prevent_geo.crs import BRITISH_NATIONAL_GRID
from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.period import Period
from prevent_geo.tables import TABLES, CodeList, default_code_lists, read_code_list

Scalar = str | int | float | bool | date


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Coordinates(_Strict):
    """Names of the coordinate columns, and their CRS."""

    x: str
    y: str
    crs: str | None = None


class Source(_Strict):
    """One file of a table, and how its columns and values become ours."""

    file: str
    layer: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str = "utf-8-sig"
    skip_rows: int = Field(default=0, ge=0)
    crs: str | None = None
    dates: str | None = None
    columns: dict[str, str] = {}
    constants: dict[str, Scalar] = {}
    templates: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    where: dict[str, Scalar] = {}
    coordinates: Coordinates | None = None


class _Span(_Strict):
    start: date = Field(alias="from")
    end: date = Field(alias="to")


class DatasetConfig(_Strict):
    """The whole of dataset.toml."""

    title: str = Field(min_length=1)
    period: _Span
    marking: str = "OFFICIAL"
    licence: str = ""
    source: str = ""
    vintage: str = ""
    crs: str = BRITISH_NATIONAL_GRID
    codes: dict[str, str] = {}
    areas: Annotated[list[Source], BeforeValidator(_as_list), Field(min_length=1)]
    partners: Annotated[list[Source], BeforeValidator(_as_list), Field(min_length=1)]
    contacts: Annotated[list[Source], BeforeValidator(_as_list), Field(min_length=1)]

    def sources(self, table: str) -> list[Source]:
        """The files of one table."""
        return list(getattr(self, table))

    def dates(self) -> Period:
        """The period that the dataset covers."""
        return Period(self.period.start, self.period.end)


def read_config(folder: Path) -> DatasetConfig:
    """Read dataset.toml in a folder.

    Raises
    ------
    InputError
        If the folder or the file is not there, is not TOML, or says something that is not understood; all such at once.
    """
    path = folder / "dataset.toml"
    if not folder.is_dir():
        raise InputError(f"dataset '{folder}': there is no such folder")
    if not path.is_file():
        raise InputError(
            f"dataset '{folder}': there is no dataset.toml in it; see docs/your-own-data.md for how to write one"
        )
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"dataset.toml is not valid TOML: {error}") from None
    try:
        config = DatasetConfig.model_validate(raw)
    except ValidationError as error:
        listed = "".join(f"\n  {_explain(detail)}" for detail in error.errors())
        raise InputError(f"dataset.toml: {error.error_count()} problem(s){listed}") from None
    _check_names(config)
    return config


def read_code_lists(config: DatasetConfig, folder: Path) -> dict[str, CodeList]:
    """The library's code lists, with those that the dataset replaces."""
    lists = dict(default_code_lists())
    for name, file in config.codes.items():
        if name not in lists or name == "markings":
            known = [known for known in lists if known != "markings"]
            raise InputError(f"dataset.toml: codes: '{name}' is not a code list{did_you_mean(name, known)}")
        lists[name] = read_code_list(name, folder / file)
    return lists


def _check_names(config: DatasetConfig) -> None:
    problems = []
    if config.marking not in default_code_lists()["markings"].labels:
        known = default_code_lists()["markings"].labels
        problems.append(
            f"marking: '{config.marking}' is not one of {', '.join(known)}{did_you_mean(config.marking, known)}"
        )
    for name, table in TABLES.items():
        for source in config.sources(name):
            for part in ("columns", "constants", "templates", "values"):
                for column in getattr(source, part):
                    if column not in table.names or column == "geometry":
                        near = did_you_mean(column, table.names)
                        problems.append(f"{name}: {source.file}: {part}: '{column}' is not a column of {name}{near}")
    if problems:
        listed = "".join(f"\n  {problem}" for problem in problems)
        raise InputError(f"dataset.toml: {len(problems)} problem(s){listed}")


def _explain(detail: Any) -> str:
    places = [str(part) for part in detail["loc"] if not isinstance(part, int)]
    where = ".".join(places)
    if detail["type"] == "extra_forbidden":
        return f"'{where}' is not understood{did_you_mean(places[-1], _known(places[:-1]))}"
    if detail["type"] == "missing":
        return f"'{where}' is missing"
    return f"'{where}': {detail['msg']}"


def _known(parents: list[str]) -> list[str]:
    model: type[BaseModel] = DatasetConfig
    for parent in parents:
        field = model.model_fields.get(parent)
        inner = [field.annotation, *get_args(field.annotation)] if field else []
        model = next((kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return [field.alias or name for name, field in model.model_fields.items()]
