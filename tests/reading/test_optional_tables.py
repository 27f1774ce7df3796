"""Perspectives, practice, actions and pathway: there or not there, and what is checked in them and between columns."""

import pytest

from prevent_geo.dataset import open_dataset
from prevent_geo.errors import InputError
from prevent_geo.period import Period
from prevent_geo.reading.red_lines import is_personal_name, is_protected_code, is_protected_name
from prevent_geo.tables import TABLES, default_code_lists

OPTIONAL = {
    "perspectives": """\
perspective_id,area_code,role,kind,statement,date
S1,X00000001,youth_forum,concern,The centre closes before the last bus leaves,2026-01-10
S2,X00000002,traders_group,strength,People stop and talk here,2026-03-02
""",
    "practice": """\
practice_id,partner_id,district_code,strand,title,start,end,evidence_level,outcome,effect,effect_lower,effect_upper
R1,P2,XD01,individuals,Where to get help,2026-01-01,2026-02-01,3,Share who could name a service,0.1,-0.1,0.3
R2,,,communities,Open doors,2026-01-01,,1,,,,
""",
    "actions": """\
action_id,focus,strand,district_code,owner,agreed_on,due,done_on,note
A1,engagement,communities,XD01,council_team,2026-01-05,2026-02-05,2026-02-01,Hold two open meetings
A2,delivery,,,,2026-01-05,,,
""",
    "pathway": """\
district_code,quarter,stage,count
XD01,2026-Q1,screened,3
XD01,2026-Q1,referred,5
XD01,2025-Q4,referred,0
""",
}


@pytest.fixture
def full(folder):
    """The four squares with all four tables."""
    for name, text in OPTIONAL.items():
        folder.write(f"{name}.csv", text)
    lines = "".join(f'\n[{name}]\nfile = "{name}.csv"\n' for name in OPTIONAL)
    return folder.write("dataset.toml", (folder.path / "dataset.toml").read_text(encoding="utf-8") + lines)


def test_given(full):
    assert full.warnings() == []
    data = full.open()
    assert list(data.perspectives.index) == ["S1", "S2"]
    assert data.practice.loc["R1", "effect_lower"] == -0.1
    assert data.actions["done_on"].isna().tolist() == [False, True]
    assert data.pathway.to_numpy().tolist() == [
        ["XD01", "2025-Q4", "referred", 0],
        ["XD01", "2026-Q1", "referred", 5],
        ["XD01", "2026-Q1", "screened", 3],
    ]
    assert {f"{name}.csv" for name in OPTIONAL} < {path.name for path in data.files}
    assert "6 contacts, 2 perspectives, 2 practice, 2 actions, 3 pathway, 1 January" in repr(data)


def test_not_given(folder, full):
    given = open_dataset(full.path)
    for name in OPTIONAL:
        text = (folder.path / "dataset.toml").read_text(encoding="utf-8")
        folder.write("dataset.toml", text.replace(f'[{name}]\nfile = "{name}.csv"\n', ""))
        table = getattr(folder.open(), name)
        expected = getattr(given, name).iloc[:0]
        assert len(table) == 0
        assert table.dtypes.to_dict() == expected.dtypes.to_dict()
        assert (table.index.name, table.columns.tolist()) == (expected.index.name, expected.columns.tolist())
    data = folder.open()
    assert "6 contacts, 1 January" in repr(data)
    assert not {path.stem for path in data.files} & set(OPTIONAL)
    assert len(data.during(data.period).perspectives) == 0


def test_perspectives_are_those_of_the_period_and_the_others_stay(full):
    data = full.open()
    march = data.during(Period.parse("2026-03", data.period))
    assert list(march.perspectives.index) == ["S2"]
    assert (len(march.practice), len(march.actions), len(march.pathway)) == (2, 2, 3)


def test_several_files_and_files_with_shapes(full):
    shapes = '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", '
    shapes += '"coordinates": [0, 0]}, "properties": {"district_code": "XD01", "quarter": "2026-Q2", '
    full.write("more.geojson", shapes + '"stage": "panel", "count": 1}}]}')
    full.edit("dataset.toml", "[pathway]\n", '[[pathway]]\nfile = "more.geojson"\n[[pathway]]\n')
    assert full.open().pathway["stage"].tolist() == ["referred", "referred", "screened", "panel"]


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("perspectives", "X00000002,traders", "X00000009,traders", "area_code: not in the table of areas: 'X00000009'"),
        ("perspectives", "youth_forum", "youth_forun", "role: not in the code list 'roles': 'youth_forun' (row 2)"),
        ("perspectives", "strength", "mood", "kind: not in the code list 'perspective_kinds': 'mood' (row 3)"),
        ("practice", "R1,P2", "R1,P9", "partner_id: not in the table of partners: 'P9' (row 2)"),
        ("practice", "XD01", "XD02", "district_code: not a district_code in the table of areas: 'XD02' (row 2). Did"),
        ("practice", ",3,", ",6,", "evidence_level: above 5: '6' (row 2). Correct it"),
        ("actions", "engagement", "outreach", "focus: not in the code list 'focus': 'outreach' (row 2)"),
        ("actions", "A2", "A1", "action_id: the same action_id is given to more than one row: 'A1' (rows 2, 3)"),
        ("pathway", "screened,3", "screened,-3", "count: below 0: '-3' (row 2)"),
        ("pathway", "screened", "waiting", "stage: not in the code list 'stages': 'waiting' (row 2)"),
        ("pathway", "2025-Q4", "2025 Q4", "quarter: not written as 2025-Q1: '2025 Q4' (row 4). Write each quarter as"),
        ("pathway", "2025-Q4", "2025-Q5", "quarter: not written as 2025-Q1: '2025-Q5' (row 4)"),
        ("pathway", "2025-Q4", "2025-Q41", "quarter: not written as 2025-Q1: '2025-Q41' (row 4)"),
        (
            "pathway",
            "screened",
            "referred",
            "stage: the same district_code, quarter, stage are given to more than one row: "
            "'XD01 / 2026-Q1 / referred' (rows 2, 3). Each may be there once",
        ),
    ],
)
def test_errors_of_values(full, table, old, new, told):
    (error,) = full.edit(f"{table}.csv", old, new).errors()
    assert error.startswith(f"{table} · {table}.csv · {told}")


def test_a_key_of_several_columns_is_told_where_a_row_is_set_aside(full):
    full.edit("pathway.csv", "XD01,2026-Q1,screened,3\n", "XD01,2026-Q1,screened,3\n" * 2)
    report = full.report()
    assert [problem.rule for problem in report.problems] == ["rows"]
    assert report.set_aside["key"].tolist() == ["XD01 / 2026-Q1 / screened"]


def test_districts_are_optional_but_not_invented(full):
    full.edit("pathway.csv", "XD01,2025-Q4", ",2025-Q4")
    assert full.errors() == []
    full.areas(lambda features: [feature["properties"].pop("district_code") for feature in features])
    assert [error.split(":")[0] for error in full.errors()] == [
        f"{name} · {name}.csv · district_code" for name in ("practice", "actions", "pathway")
    ]


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "what"),
    [
        ("perspectives", "People stop", "Write to jo@example.org", "statement", "an e-mail address"),
        ("perspectives", "People stop", "We told Mrs Example who", "statement", "a person's name"),
        ("actions", "Hold two", "Cllr Example to hold", "note", "a person's name"),
        ("actions", "Hold two", "Ring 0161 496 0000 for", "note", "a telephone number"),
    ],
)
def test_persons_in_free_text_are_refused_and_not_repeated(full, table, old, new, column, what):
    full.edit(f"{table}.csv", old, new)
    errors = [error for error in full.report().errors if error.rule == "personal"]
    assert [(error.column, error.what) for error in errors] == [(column, f"what stands there looks like {what}")]
    assert not any(word in str(full.report().as_dict()) for word in ("example.org", "Example", "496"))


def test_personal_columns_are_refused(full):
    full.edit("perspectives.csv", "role,kind", "Surname,kind").source("perspectives", 'columns = { role = "Surname" }')
    assert "their column 'Surname' looks personal" in full.errors()[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[pathway]", "[pathways]", "'pathways' is not understood (did you mean 'pathway'?)"),
        ("[actions]", "[action]", "'action' is not understood (did you mean 'actions'?)"),
        ("[perspectives]\n", '[perspectives]\ncoordinates = { x = "x", y = "y" }\n', "has no place of its own; take"),
        ("[practice]\n", '[practice]\ncolumns = { begin = "x" }\n', "'begin' is not a column of practice"),
    ],
)
def test_config(full, old, new, told):
    with pytest.raises(InputError, match=r"dataset\.toml") as raised:
        full.edit("dataset.toml", old, new).open()
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "what", "example"),
    [
        ("practice", "2026-02-01", "2025-12-31", "end", "end is before start", "2025-12-31 before 2026-01-01"),
        ("practice", "0.1,-0.1", "0.1,0.2", "effect", "effect is below effect_lower", "0.1 below 0.2"),
        ("practice", "-0.1,0.3", "-0.1,0", "effect_upper", "effect_upper is below effect", "0.0 below 0.1"),
        ("practice", "0.1,-0.1,0.3", ",1,0.3", "effect_upper", "effect_upper is below effect_lower", "0.3 below 1.0"),
        ("actions", "2026-02-05", "2026-01-04", "due", "due is before agreed_on", "2026-01-04 before 2026-01-05"),
        ("actions", "2026-02-01", "2026-01-01", "done_on", "done_on is before agreed_on", "2026-01-01 before"),
    ],
)
def test_order(full, table, old, new, column, what, example):
    (problem,) = full.edit(f"{table}.csv", old, new).report().problems
    assert (problem.severity, problem.rule, problem.column, problem.what) == ("warning", "order", column, what)
    assert problem.rows == (2,)
    assert problem.examples[0].startswith(example)


def test_order_of_contacts(folder):
    folder.edit("contacts.csv", "attendance", "attendance,answered_on,recorded_on")
    for row, days in enumerate(("2025-12-31,2026-01-01", ",2026-01-14", "2026-02-01,2026-02-01", ",", ",", ","), 1):
        text = (folder.path / "contacts.csv").read_text(encoding="utf-8").splitlines()
        text[row] += f",{days}"
        folder.write("contacts.csv", "\n".join(text))
    assert [(problem.column, problem.rows) for problem in folder.report().warnings] == [
        ("answered_on", (2,)),
        ("recorded_on", (3,)),
    ]


def test_a_contact_that_is_set_aside_is_not_warned_of_again(folder):
    folder.edit("contacts.csv", "attendance\n", "recorded_on\n").edit("contacts.csv", "outreach,12", "outreach,")
    for old, new in ((",0\n", ",\n"), (",7\n", ",\n"), (",30\n", ",\n"), (",5\n", ",2026-04-02\n")):
        folder.edit("contacts.csv", old, new)
    folder.edit("contacts.csv", "C6,2026-03-31", "C6,2062-03-31")
    assert [problem.rule for problem in folder.report().warnings] == ["set aside"]


def test_warnings_stand_beside_errors(folder):
    folder.edit("contacts.csv", "C6,2026-03-31", "C6,2027-03-31").edit("contacts.csv", "C4", "C3")
    assert [(problem.rule, problem.rows) for problem in folder.report().problems] == [
        ("field uniqueness", (4, 5)),
        ("set aside", (7,)),
    ]


def placed(*rows):
    """Give each square its ward code, ward name and district code."""

    def change(features):
        for feature, (code, name, district) in zip(features, rows, strict=True):
            feature["properties"] |= {
                "neighbourhood_code": code,
                "neighbourhood_name": name,
                "district_code": district,
                "district_name": district and f"Town {district}",
            }

    return change


USUAL = ("W1", "Ashby", "D1")


@pytest.mark.parametrize(
    ("first", "column", "what", "example"),
    [
        (("W9", "Ashby", "D1"), "neighbourhood_code", "one neighbourhood name, two codes", "W9, elsewhere W1"),
        (("W1", "Ashby North", "D1"), "neighbourhood_name", "one neighbourhood code, two names", "Ashby North, else"),
        (("W1", "Ashby", "D2"), "district_code", "one neighbourhood in two of the districts", "D2, elsewhere D1"),
    ],
)
def test_levels(folder, first, column, what, example):
    (problem,) = folder.areas(placed(first, USUAL, USUAL, USUAL)).report().problems
    assert (problem.severity, problem.rule, problem.column, problem.what) == ("warning", "levels", column, what)
    assert problem.rows == (1,)
    assert problem.examples[0].startswith(example)


def test_of_as_many_rows_the_later_are_named(folder):
    folder.areas(placed(("W1", "A", "D1"), ("W2", "A", "D1"), ("W3", "B", "D1"), ("W3", "B", "D1")))
    assert [problem.rows for problem in folder.report().problems] == [(2,)]


@pytest.mark.parametrize(
    "rows",
    [
        [("W1", "A", "D1"), ("W1", "A", "D1"), ("W2", "A", "D2"), ("W2", "A", "D2")],
        [("W1", "A", None), ("W1", "A", None), ("W2", "A", None), ("W2", "A", None)],
        [("W1", "A", "D1"), ("W1", None, "D1"), (None, "A", "D1"), ("W2", "B", "D1")],
    ],
    ids=["one name in two districts", "no districts", "missing"],
)
def test_levels_that_are_right(folder, rows):
    assert folder.areas(placed(*rows)).warnings() == []


def test_no_role_stage_or_column_is_about_a_person():
    for codes in default_code_lists().values():
        for words in codes.labels.items():
            assert not any(is_personal_name(word) or is_protected_code(word) for word in words)
    for table in TABLES.values():
        assert not any(is_personal_name(name) or is_protected_name(name) for name in table.names)


def test_coverage_is_checked_beside_errors_and_without_the_areas_that_have_them(folder, ring):
    def shift(features):
        features[0]["geometry"]["coordinates"] = [ring(400_000, 300_000, 1_005)]
        features[3]["geometry"] = None

    problems = folder.areas(shift).report().problems
    assert [(problem.rule, problem.rows) for problem in problems] == [("empty", (4,)), ("coverage", (1, 2, 3))]
    bow = [[400_000, 300_000], [401_000, 301_000], [401_000, 300_000], [400_000, 301_000], [400_000, 300_000]]
    folder.areas(lambda features: [feature["geometry"].update(coordinates=[bow]) for feature in features])
    assert {problem.rule for problem in folder.report().errors} == {"valid"}
