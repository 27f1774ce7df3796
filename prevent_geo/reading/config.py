"""dataset.toml: what the dataset is, and how its files become our tables."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from prevent_geo.crs import BRITISH_NATIONAL_GRID
from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.period import Period
from prevent_geo.tables import TABLES, CodeList, default_code_lists, read_code_list

Scalar = str | int | float | bool | date
FIELD = re.compile(r"\{([^{}:]+)(?::(\d{2}))?\}")


def _as_list(value: Any) -> Any:
    if not isinstance(value, dict | list) or not value:
        raise ValueError('write it as a table that names a file: file = "..."')
    return [value] if isinstance(value, dict) else value


def _as_delimiter(text: str) -> str:
    if len(text) != 1 or text in '"\r\n\0':
        raise ValueError("write one character, such as ';' or '\\t'")
    return text


def _as_date_format(text: str) -> str:
    day = datetime(2026, 3, 31)
    try:
        understood = datetime.strptime(day.strftime(text), text) == day
    except ValueError:
        understood = False
    if not understood:
        raise ValueError(f"'{text}' is not a way to write a date; write one such as '%d/%m/%Y' (31/03/2026)")
    return text


def _as_template(text: str) -> str:
    if re.search(r"[{}]", FIELD.sub("", text)):
        raise ValueError(f"'{text}' is not understood; name a column of the file in braces, or {{row:03}}")
    return text


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
    delimiter: Annotated[str, AfterValidator(_as_delimiter)] | None = None
    encoding: str = "utf-8-sig"
    skip_rows: int = Field(default=0, ge=0, le=1_000)
    crs: str | None = None
    dates: Annotated[str, AfterValidator(_as_date_format)] | None = None
    columns: dict[str, str] = {}
    ignore: list[str] = []
    constants: dict[str, Scalar] = {}
    templates: dict[str, Annotated[str, AfterValidator(_as_template)]] = {}
    values: dict[str, dict[str, str]] = {}
    where: dict[str, Scalar] = {}
    coordinates: Coordinates | None = None

    @property
    def name(self) -> str:
        """The file, with the sheet or layer of it if one is said."""
        part = self.sheet or self.layer
        return f"{self.file} [{part}]" if part else self.file

    @property
    def extra_columns(self) -> list[str]:
        """Their columns that are read but do not become ours: for selecting, templates and coordinates."""
        fields = [field for text in self.templates.values() for field, _ in FIELD.findall(text) if field != "row"]
        pair = [self.coordinates.x, self.coordinates.y] if self.coordinates else []
        return list(dict.fromkeys([*self.where, *fields, *pair]))


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
    standards: str = ""
    areas: Annotated[list[Source], BeforeValidator(_as_list)]
    partners: Annotated[list[Source], BeforeValidator(_as_list)]
    contacts: Annotated[list[Source], BeforeValidator(_as_list)]
    perspectives: Annotated[list[Source], BeforeValidator(_as_list)] = []
    practice: Annotated[list[Source], BeforeValidator(_as_list)] = []
    actions: Annotated[list[Source], BeforeValidator(_as_list)] = []
    pathway: Annotated[list[Source], BeforeValidator(_as_list)] = []

    def sources(self, table: str) -> list[Source]:
        """The files of one table; none if it is optional and not there."""
        return list(getattr(self, table))

    def file_names(self) -> list[str]:
        """Every file that the dataset is read from, dataset.toml first, each once."""
        sources = [source.file for table in TABLES for source in self.sources(table)]
        names = dict.fromkeys(["dataset.toml", *self.codes.values(), self.standards, *sources])
        return [name for name in names if name]

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
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"dataset.toml is not valid TOML: {error}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"dataset.toml cannot be read: {error}") from None
    try:
        config = DatasetConfig.model_validate(raw)
    except ValidationError as error:
        raise _refusal([_explain(detail) for detail in error.errors()]) from None
    if problems := _problems(config):
        raise _refusal(problems)
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


def _refusal(problems: list[str]) -> InputError:
    listed = "".join(f"\n  {problem}" for problem in problems)
    return InputError(f"dataset.toml: {len(problems)} problem{'' if len(problems) == 1 else 's'}{listed}")


def _problems(config: DatasetConfig) -> list[str]:
    """What is well-formed and yet cannot be meant."""
    problems = []
    if config.period.start > config.period.end:
        problems.append(f"period: from {config.period.start} is after to {config.period.end}; exchange them")
    known = list(default_code_lists()["markings"].labels)
    if config.marking not in known:
        near = did_you_mean(config.marking, known)
        problems.append(f"marking: '{config.marking}' is not one of {', '.join(known)}{near}")
    for name, table in TABLES.items():
        for source in config.sources(name):
            where = f"{name}: {source.name}"
            for part in ("columns", "constants", "templates", "values"):
                for column in getattr(source, part):
                    if column not in table.names or column == "geometry":
                        near = did_you_mean(column, table.names)
                        problems.append(f"{where}: {part}: '{column}' is not a column of {name}{near}")
            if source.coordinates and not table.geometry:
                problems.append(f"{where}: a row of {name} has no place of its own; take 'coordinates' out")
            parts = [*source.columns, *source.constants, *source.templates]
            for column in sorted({column for column in parts if parts.count(column) > 1}):
                problems.append(f"{where}: '{column}' is given by more than one of columns, constants and templates")
            for theirs in sorted({*source.ignore} & {*source.columns.values(), *source.extra_columns}):
                problems.append(f"{where}: their column '{theirs}' is ignored and used; take it out of one")
    return problems


def _explain(detail: Any) -> str:
    names = [str(part) for part in detail["loc"] if isinstance(part, str) and not part.startswith("function-")]
    where = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in detail["loc"])[1:]
    if detail["type"] == "extra_forbidden":
        return f"'{where}' is not understood{did_you_mean(names[-1], _known(names[:-1]))}"
    if detail["type"] == "missing":
        return f"'{where}' is missing"
    return f"'{where}': {str(detail['msg']).removeprefix('Value error, ')}"


def _known(parents: list[str]) -> list[str]:
    model: type[BaseModel] = DatasetConfig
    for parent in parents:
        field = model.model_fields.get(parent)
        inner = [field.annotation, *get_args(field.annotation)] if field else []
        model = next((kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return [field.alias or name for name, field in model.model_fields.items()]
