import pickle

import pandas as pd
import pytest

from prevent_geo.disclosure.policy import AUDIENCES, Policy, check_audience, find_policy, list_policies
from prevent_geo.errors import DisclosureError, InputError
from prevent_geo.place import LEVELS

OWN = """
[ours]
withhold_from = 1
withhold_to = 6
marker = "[low]"
source = "Our own rules, 2026"

["ours-rounded"]
withhold_from = 0
withhold_to = 9
marker = "[c]"
source = "Our own rules, 2026"
method = "rounding"
round_to = 10
finest = { public = "force", partner = "district", internal = "area" }
persons = ["pathway", "answers", "attendance"]
"""
ONE = """
[ours]
withhold_from = 1
withhold_to = 4
marker = "[c]"
source = "s"
"""


@pytest.mark.parametrize(
    ("count", "withheld"),
    [(0, False), (1, True), (2, True), (4, True), (5, False), (None, False), (0.5, True), (4.5, True)],
)
def test_the_default_policy_at_its_bounds(count, withheld):
    assert find_policy("default").protects(pd.Series([count], dtype="float64")).tolist() == [withheld]


def test_a_policy_may_withhold_zero_and_more_than_the_default():
    counts = pd.Series([0, 7, 8, 10])
    assert Policy("p", 0, 9, "*", "s").protects(counts).tolist() == [True, True, True, False]
    assert Policy("p", 1, 7, "*", "s").protects(counts).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "default",
            "counts of 1 to 4 persons are withheld and shown as [c], and so is every figure that would give one away, "
            "even to a partner that knows its own part",
        ),
        (
            "hes",
            "counts of 1 to 7 persons are withheld and shown as *, and so is every figure that would give one away, "
            "even to a partner that knows its own part; other counts are rounded to the nearest 5; "
            "counts are given to the public by neighbourhood or larger",
        ),
        (
            "strict",
            "counts of 0 to 9 persons are withheld and shown as [c], and so is every figure that would give one away, "
            "even to a partner that knows its own part; counts that come almost wholly from one or two partners are "
            "protected in the same way; counts are given to the public by district and to partners by neighbourhood "
            "or larger",
        ),
        ("rounded", "every count of persons is rounded to a multiple of 5, and rounded counts add up"),
    ],
)
def test_in_words(name, words):
    assert str(find_policy(name)) == words


def test_in_words_a_policy_that_does_not_think_of_partners():
    policy = Policy("p", 1, 4, "[c]", "s", contributors=False)
    assert str(policy).endswith("and so is every figure that would give one away")


def test_the_shipped_policies_say_where_they_come_from():
    policies = list_policies()
    assert list(policies) == ["default", "hes", "strict", "rounded"]
    named = {
        "default": "GSS/GSR",
        "hes": "digital.nhs.uk",
        "strict": "Hundepool et al. (2012)",
        "rounded": "Cox (1987)",
    }
    assert all(named[name] in policy.source for name, policy in policies.items())
    assert all(
        policy.contributors and policy.persons == ("attendance", "answers", "pathway") for policy in policies.values()
    )
    assert {word for policy in policies.values() for word in policy.derived.values()} == {"withheld"}


@pytest.mark.parametrize(
    ("name", "count", "shown"),
    [
        # the examples of the HES method, then its bounds
        ("hes", 3, "*"),
        ("hes", 24, "25"),
        ("hes", 0, "0"),
        ("hes", 1, "*"),
        ("hes", 7, "*"),
        ("hes", 8, "10"),
        ("hes", 12, "10"),
        ("hes", 13, "15"),
        ("hes", 1232, "1,230"),
        ("default", 0, "0"),
        ("default", 4, "[c]"),
        ("default", 5, "5"),
        ("default", 24, "24"),
        ("strict", 0, "[c]"),
        ("strict", 9, "[c]"),
        ("strict", 10, "10"),
        ("rounded", 2, "0"),
        ("rounded", 3, "5"),
        ("rounded", 15, "15"),
        ("hes", float("nan"), ""),
    ],
)
def test_one_count_as_it_is_shown(name, count, shown):
    assert find_policy(name).shown_as(count) == shown


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float64"])
def test_rounding_is_half_up_and_keeps_zero_missing_and_type(dtype):
    ten = Policy("p", 1, 4, "[c]", "s", round_to=10)
    counts = pd.Series([0, 4, 5, 14, 15, 25], index=list("abcdef"), dtype=dtype)
    before = counts.copy()
    pd.testing.assert_series_equal(ten.rounded(counts), pd.Series([0, 0, 10, 10, 20, 30], counts.index, dtype))
    pd.testing.assert_series_equal(find_policy().rounded(counts), before)
    pd.testing.assert_series_equal(counts, before)


def test_a_missing_count_stays_missing():
    for dtype in ("Int64", "float64"):
        counts = pd.Series([None, 8], dtype=dtype)
        assert find_policy("hes").rounded(counts).isna().tolist() == [True, False]


def test_where_all_counts_are_rounded_none_is_withheld():
    assert find_policy("rounded").protects(pd.Series([0, 1, 4, 5, None])).tolist() == [False] * 5


@pytest.mark.parametrize(
    ("name", "count", "interval"),
    [
        ("default", 1, (1, 4)),
        ("default", 4, (1, 4)),
        ("default", 0, (0, 0)),
        ("default", 5, (5, 5)),
        ("hes", 7, (1, 7)),
        ("strict", 0, (0, 9)),
        ("strict", 9, (0, 9)),
        ("strict", 10, (10, 10)),
        ("rounded", 4, (1, 4)),
    ],
)
def test_the_protection_interval(name, count, interval):
    assert find_policy(name).interval(count) == interval


@pytest.mark.parametrize(
    ("name", "audience", "finest"),
    [
        ("default", "public", "area"),
        ("default", "internal", "area"),
        ("hes", "public", "neighbourhood"),
        ("hes", "partner", "area"),
        ("strict", "public", "district"),
        ("strict", "partner", "neighbourhood"),
        ("strict", "internal", "area"),
        ("rounded", "public", "area"),
    ],
)
def test_who_is_given_counts_for_which_places(name, audience, finest):
    given = [level for level in LEVELS if find_policy(name).gives(level, audience)]
    assert given == list(LEVELS[LEVELS.index(finest) :])


def test_a_drawn_place_counts_as_an_area_unless_told_otherwise():
    strict = find_policy("strict")
    assert not strict.gives("drawn", "public")
    assert strict.gives("drawn", "internal")
    assert strict.gives("drawn", "public", drawn_as="district")
    with pytest.raises(InputError, match=r"^level 'distict' is not one of .* \(did you mean 'district'\?\)$"):
        strict.gives("drawn", "public", drawn_as="distict")
    with pytest.raises(InputError, match="audience 'everyone'"):
        strict.gives("area", "everyone")


def test_a_policy_can_be_a_key_and_keeps_its_own_tables():
    table = dict.fromkeys(AUDIENCES, "area")
    policy = Policy("p", 1, 4, "[c]", "s", finest=table)
    table["public"] = "force"
    assert policy.gives("area", "public")
    assert {policy: 1}[Policy("p", 1, 4, "[c]", "s")] == 1
    assert pickle.loads(pickle.dumps(policy)) == policy


@pytest.mark.parametrize(("low", "high"), [(5, 4), (-1, 4), (2, 9), (1, 3), (0, 0), (10**9, 10**9)])
def test_a_policy_weaker_than_the_default_is_refused(low, high):
    with pytest.raises(InputError, match=r"^policy 'p': counts of 1 to 4 persons must be withheld; withhold_from is 1"):
        Policy("p", low, high, "*", "s")


def test_a_policy_without_a_marker_is_refused():
    with pytest.raises(InputError, match=r"^policy 'p': marker is empty; write one such as '\[c\]'$"):
        Policy("p", 1, 4, " ", "s")


@pytest.mark.parametrize(("name", "near"), [("defualt", " (did you mean 'default'?)"), ("none", "")])
def test_an_unknown_policy_is_refused(name, near):
    with pytest.raises(InputError) as caught:
        find_policy(name)
    assert str(caught.value) == f"policy '{name}': there is no such policy{near}"


@pytest.mark.parametrize(("name", "near"), [("Partners", " (did you mean 'partner'?)"), ("", ""), ("everyone", "")])
def test_an_unknown_audience_is_refused(name, near):
    with pytest.raises(InputError) as caught:
        check_audience(name, "OFFICIAL")
    assert str(caught.value) == f"audience '{name}' is not one of public, partner, internal{near}"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_audience_that_exists_is_itself(audience):
    assert check_audience(audience, "OFFICIAL") == audience


def test_the_public_does_not_see_what_is_sensitive():
    with pytest.raises(DisclosureError, match=r"^what is marked OFFICIAL-SENSITIVE is not for the public") as caught:
        check_audience("public", "OFFICIAL-SENSITIVE")
    assert caught.value.exit_code == 3
    assert check_audience("partner", "OFFICIAL-SENSITIVE") == "partner"
    assert check_audience("public", "OFFICIAL") == "public"


@pytest.fixture
def write(tmp_path):
    def written(text):
        file = tmp_path / "own.toml"
        file.write_text(text, encoding="utf-8", newline="\n")
        return file

    return written


def test_a_policy_of_the_users_own(write):
    file = write(OWN)
    assert list(list_policies(file)) == ["default", "hes", "strict", "rounded", "ours", "ours-rounded"]
    assert find_policy("ours", file) == Policy("ours", 1, 6, "[low]", "Our own rules, 2026")
    rounded = find_policy("ours-rounded", file)
    assert (rounded.method, rounded.round_to) == ("rounding", 10)
    assert rounded.gives("force", "public")
    assert not rounded.gives("district", "public")
    assert find_policy("hes", file) == find_policy("hes")


def test_a_file_written_by_windows_notepad_is_read(tmp_path):
    (tmp_path / "own.toml").write_bytes(b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode())
    assert find_policy("ours", tmp_path / "own.toml").withhold_to == 6


def test_an_unknown_policy_with_a_file_names_the_file(write):
    file = write(OWN)
    with pytest.raises(InputError) as caught:
        find_policy("ourz", file)
    said = f"policy 'ourz': there is no such policy, shipped or in {file} (did you mean 'ours'?)"
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("withold_to = 4", "'withold_to' is not known (did you mean 'withhold_to'?); take it out"),
        ('name = "x"', "'name' is not known; take it out"),
        ('method = "supression"', "method is 'supression' (did you mean 'suppression'?); write one of suppression,"),
        ("round_to = 0", "round_to is 0; write a whole number: 1 where counts are not rounded, or 5 say"),
        ("round_to = true", "round_to is True; write a whole number"),
        ("round_to = 11", "round_to is 11, so a count of 5 would look like none; write 10 or less"),
        ('method = "rounding"', "round_to is 1; rounding leaves counts of 1 to 4 uncertain only from 5 on; write"),
        ('method = "rounding"\nround_to = 4', "round_to is 4; rounding leaves counts of 1 to 4 uncertain only from"),
        ("dominance_largest = 2", "dominance_largest and dominance_percent go together, in whole numbers; write"),
        ("dominance_largest = 2\ndominance_percent = 100", "dominance_largest and dominance_percent go together"),
        ("dominance_largest = 0\ndominance_percent = 85", "dominance_largest and dominance_percent go together"),
        ("p_percent = 0", "p_percent is 0; write a number from 0.01 to 100, such as 10, or leave it out"),
        ("p_percent = nan", "p_percent is nan; write a number"),
        ("p_percent = true", "p_percent is True; write a number"),
        ("contributors = 1", "contributors is 1; write true or false"),
        ('persons = "pathway"', "persons is 'pathway'; write a list: ['attendance', 'answers', 'pathway']"),
        (
            'persons = ["attendance", "answers"]',
            "persons leaves out 'pathway': persons are counted there too; add what is missing",
        ),
        (
            'persons = ["attendances", "attendance", "answers", "pathway"]',
            "persons: 'attendances' is not a quantity (did you mean 'attendance'?); take it out",
        ),
        (
            'derived = { rate = "shown", limits = "withheld", mean = "withheld", share = "withheld" }',
            "derived.rate is 'shown'; write 'withheld': what is made from a withheld count gives the count back",
        ),
        ('derived = "withheld"', "derived is 'withheld'; write a table that says something for rate, limits, mean,"),
        (
            'derived = { rate = "withheld", limits = "withheld", mean = "withheld" }',
            "derived: nothing is said for 'share'; say it",
        ),
        (
            'finest = { public = "distict", partner = "area", internal = "area" }',
            "finest.public is 'distict' (did you mean 'district'?); write one of area, neighbourhood, district,",
        ),
        (
            'finest = { public = "area", partner = "area", internal = "area", partners = "area" }',
            "finest: 'partners' is not known (did you mean 'partner'?); take it out",
        ),
    ],
)
def test_a_line_that_is_not_understood(write, line, problem):
    file = write(f"{ONE}{line}\n")
    with pytest.raises(InputError) as caught:
        list_policies(file)
    assert str(caught.value).startswith(f"{file}: policy 'ours': {problem}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            ONE.replace("withhold_to = 4", "withhold_to = 3"),
            "policy 'ours': counts of 1 to 4 persons must be withheld;",
        ),
        (ONE.replace("withhold_to = 4", "withhold_to = 4.0"), "policy 'ours': counts of 1 to 4 persons must be"),
        (ONE.replace("withhold_from = 1", "withhold_from = true"), "policy 'ours': counts of 1 to 4 persons must be"),
        (ONE.replace('source = "s"', ""), "policy 'ours': source is missing; add it"),
        (ONE.replace('source = "s"', "source = 3"), "policy 'ours': source is 3; say on one line where the rule comes"),
        (ONE.replace("[c]", "5"), "policy 'ours': marker is '5'; write at most 10 characters and no digit"),
        (ONE.replace("[c]", "[confidential]"), "policy 'ours': marker is '[confidential]'; write at most 10"),
        (ONE.replace('"[c]"', '"[c]\\n"'), r"policy 'ours': marker is '[c]\n'; write at most 10 characters"),
        (ONE.replace("[ours]", "[hes]"), "policy 'hes': a policy of that name is shipped, and stays as it is; choose"),
        (ONE.replace("[ours]", "[HES]"), "policy 'HES': a policy of that name is shipped"),
        (ONE.replace("[ours]", '["our own"]'), "policy 'our own': a policy's name has letters, digits, - and _ only;"),
        ("ours = 3", "policy 'ours': it is not a table; write its name in square brackets above its lines"),
    ],
)
def test_a_policy_that_cannot_be_used(write, text, problem):
    file = write(text)
    with pytest.raises(InputError) as caught:
        find_policy("default", file)
    assert str(caught.value).startswith(f"{file}: {problem}")


def test_rounding_does_not_hide_more_than_its_base(write):
    file = write(ONE.replace("withhold_to = 4", "withhold_to = 5") + 'method = "rounding"\nround_to = 5\n')
    with pytest.raises(
        InputError, match=r"withhold_to is 5, but rounding to 5 hides only less; write withhold_to = 4$"
    ):
        list_policies(file)


def test_all_problems_are_told_at_once(write):
    file = write("[a]\nwithhold_from = 1\nwithhold_to = 2\nmarker = ' '\nsurce = 's'\n[strict]\nmarker = '*'\n")
    with pytest.raises(InputError) as caught:
        list_policies(file)
    assert str(caught.value).splitlines() == [
        f"{file}: 8 problems",
        "  policy 'a': 'surce' is not known (did you mean 'source'?); take it out",
        "  policy 'a': source is missing; add it",
        "  policy 'a': counts of 1 to 4 persons must be withheld; "
        "withhold_from is 1 (or 0, to withhold zeros too) and withhold_to is 4 or more",
        "  policy 'a': marker is empty; write one such as '[c]'",
        "  policy 'strict': a policy of that name is shipped, and stays as it is; choose another name",
        "  policy 'strict': withhold_from is missing; add it",
        "  policy 'strict': withhold_to is missing; add it",
        "  policy 'strict': source is missing; add it",
    ]


def test_a_policy_made_in_code_is_told_all_its_problems_too():
    with pytest.raises(InputError) as caught:
        Policy("p", 1, 3, " ", "s", p_percent=0)
    first, *others = str(caught.value).splitlines()
    assert first == "policy 'p': 3 problems"
    assert [line.split()[0] for line in others] == ["counts", "marker", "p_percent"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "there is no such file"),
        (b"[ours", "is not valid TOML"),
        (b"source = '\xff'", "is not valid TOML"),
        (b"a = " + b"[" * 5_000, "is not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, content, problem):
    if content is not None:
        (tmp_path / "own.toml").write_bytes(content)
    with pytest.raises(InputError, match=problem) as caught:
        list_policies(tmp_path / "own.toml")
    assert str(tmp_path / "own.toml") in str(caught.value)


def test_a_folder_is_not_a_policy_file(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        list_policies(tmp_path)
