"""Strings that would run, load or break out somewhere, and a dataset that has them in every field of every table."""

from dataclasses import replace

import pandas as pd

from prevent_geo.tables import TABLES

PWN = "window.pwned=1"
STRINGS = (
    f"<script>{PWN}</script>",
    f"</script><script>{PWN}</script>",
    f"<img src=x onerror={PWN}>",
    f'"><svg onload={PWN}>',
    f"' onmouseover='{PWN}' x='",
    f'" autofocus onfocus="{PWN}" x="',
    f"javascript:{PWN}//",
    f"<a href='javascript:{PWN}'>press</a>",
    f"<iframe srcdoc='<script>parent.{PWN}</script>'></iframe>",
    f"<body onload={PWN}>",
    f"<details open ontoggle={PWN}>",
    "<style>@import 'http://127.0.0.1:9/';</style><link rel=stylesheet href=http://127.0.0.1:9/>",
    f"<!--><script>{PWN}</script>-->",
    f"]]><script>{PWN}</script>",
    f"{{{{ constructor.constructor('{PWN}')() }}}}",
    f"${{{PWN}}} `${{{PWN}}}`",
    f"\\u003cscript\\u003e{PWN}\\u003c/script\\u003e",
    f"&lt;script&gt;{PWN}&lt;/script&gt;",
    f"\u2028{PWN}\u2029",
    f"<math><mtext><table><mglyph><style><img src=x onerror={PWN}>",
    "<base href='http://127.0.0.1:9/'><meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    '=HYPERLINK("http://127.0.0.1:9/","press")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '#panic("typst") #image("/etc/passwd") $x$ *b* _i_ <label> @ref',
    "../../../../etc/passwd",
    "C:\\Windows\\win.ini",
    "__proto__",
    "\u202egnp.exe\u202c",
    "very " * 60 + "long",
)


CODES = ("area_code", "neighbourhood_code", "district_code", "force_code", "partner_id", "action_id", "practice_id")


def hostile(sample):
    """The sample with a hostile string in all texts and codes of all tables, in all labels and in its own title."""
    tables = {name: _filled(getattr(sample, name), TABLES[name]) for name in TABLES}
    lists = {
        name: replace(codes, labels={code: _string(i) for i, code in enumerate(codes.labels)})
        for name, codes in sample.code_lists.items()
        if name != "markings"
    }
    about = replace(sample.about, title=_string(1), licence=_string(2), source=_string(0), vintage=_string(5))
    earlier = None if sample.earlier is None else _filled(sample.earlier, TABLES["contacts"])
    return replace(sample, **tables, earlier=earlier, about=about, code_lists={**sample.code_lists, **lists})


def _filled(table, of):
    texts = [column.name for column in of.columns if column.kind == "text" and column.name in table]
    given = {name: _strings(table, start) for start, name in enumerate(texts)}
    given |= {name: _coded(table[name]) for name in CODES if name in table}
    named = table.assign(**given)
    return named.rename(index=_code) if named.index.name in CODES else named


def _strings(table, start):
    return pd.Series([_string(start + i) for i in range(len(table))], index=table.index, dtype="str")


def _string(number):
    return STRINGS[number % len(STRINGS)]


def _coded(codes):
    return codes.cat.rename_categories(_code) if codes.dtype == "category" else codes.map(_code)


def _code(code):
    """Another string for each code, the same one wherever it stands."""
    return code if pd.isna(code) else f"{_string(sum(map(ord, code)))} {code}"
