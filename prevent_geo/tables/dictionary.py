"""The data dictionary, made from the tables and the code lists: `python -m prevent_geo.tables.dictionary`."""

from __future__ import annotations

from prevent_geo.tables import TABLES, Column, Table, default_code_lists

_HEAD = """# Data dictionary

Made by `python -m prevent_geo.tables.dictionary`; a test keeps it true. A file gives these columns under these names,
or `dataset.toml` maps its own names to them (see [your own data](your-own-data.md)).
"""


def data_dictionary() -> str:
    """The whole dictionary as Markdown."""
    parts = [_HEAD, *(_table(table) for table in TABLES.values()), "## Code lists\n", _code_lists()]
    return "\n".join(parts)


def _table(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.identity) + ("" if table.key else " together")
    optional = "This table is optional. " if table.optional else ""
    order = [f"`{second}` is {table.column(second).less} `{first}`" for first, second in table.in_order]
    rules = f" The checker warns where {' or '.join(order)}." if order else ""
    lines = [f"## {table.name}\n", f"{optional}A row is {table.row}. Key: {key}.{rules}\n"]
    lines += ["| column | kind | meaning | unit | valid values |", "| --- | --- | --- | --- | --- |"]
    for column in table.columns:
        lines.append(f"| {column.name} | {column.kind} | {column.meaning} | {column.unit} | {_valid(column)} |")
    return "\n".join(lines) + "\n"


def _valid(column: Column) -> str:
    facts = ["column required" if column.required else "column optional"]
    facts += [] if column.nullable else ["a value in every row"]
    facts += ["unique"] if column.unique else []
    if column.minimum is not None:
        facts.append(
            f"{column.minimum:,g} or more" if column.maximum is None else f"{column.minimum:,g} to {column.maximum:,g}"
        )
    facts += [f"written as {column.written_as}"] if column.written_as else []
    facts += [f"code list {column.code_list}"] if column.code_list else []
    facts += [f"in {column.refers_to}"] if column.refers_to else []
    facts += [f"if not given: {column.fallback}"] if column.fallback else []
    facts += ["sentences: no person is named in them"] if column.free_text else []
    facts += ["counts persons: shown only after disclosure control"] if column.counts_persons else []
    return "; ".join(facts)


def _code_lists() -> str:
    lines = []
    for codes in default_code_lists().values():
        lines += [f"### {codes.name}\n", "| code | label |", "| --- | --- |"]
        lines += [f"| {code} | {label} |" for code, label in codes.labels.items()] + [""]
    return "\n".join(lines)


if __name__ == "__main__":
    print(data_dictionary(), end="")
