import copy
import dataclasses
import pickle
from datetime import date

import numpy as np
import pandas as pd
import pytest

from prevent_geo.disclosure import Policy, Protection, Released, Unit, find_policy, protect, release
from prevent_geo.errors import DisclosureError
from prevent_geo.layers import Layer, Style
from prevent_geo.measures import CARDS, RESULT_COLUMNS, attendance_rate, contact_rate, pathway, pathway_throughput
from prevent_geo.period import Period

PERSONS, EVENTS, SHARE = CARDS["attendance_rate"], CARDS["contact_rate"], CARDS["pathway"]
FIGURES = ["value", "lower", "upper", "numerator", "n"]
# of the small ones together, nothing more is known than that they are small
CODES = ["none", "one", "two", "three", "four", "five", "large", "unknown"]
AREAS = pd.DataFrame({"population": 1000, "neighbourhood_code": "N1", "district_code": "D1"}, index=CODES)
CONTACTS = pd.DataFrame(
    {
        "area_code": ["one", "two", "three", "four", "four", "five", "large", "unknown"],
        "attendance": pd.array([1, 2, 3, 1, 3, 5, 1234, None], "Int64"),
        "date": pd.Timestamp("2025-02-01"),
    }
)
QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))
RESULT = attendance_rate(CONTACTS, AREAS)
SMALL, OTHERS = ["one", "two", "three", "four"], ["none", "five", "large", "unknown"]
ONLY_RELEASE = r"^only prevent_geo\.disclosure\.release\(\) makes a Released; hand it the measure's result$"
ONLY_PROTECT = r"^only prevent_geo\.disclosure\.protect\(\) makes a Protection; hand it the dataset$"


@pytest.fixture(scope="module")
def town(made):
    return made(areas=AREAS, contacts=CONTACTS, period=QUARTER)


@pytest.fixture(scope="module")
def protection(town):
    return protect(town, find_policy())


@pytest.fixture
def released(protection):
    return release(RESULT, PERSONS, protection)


def test_small_counts_are_withheld_and_the_rest_is_untouched(released):
    table = released.table
    assert table.index[table["status"] == "suppressed"].tolist() == SMALL
    assert table.loc[SMALL, FIGURES].isna().all(axis=None)
    assert set(table.loc[SMALL, "method"]) == {"withheld"}
    assert table["denominator"].tolist() == [1000] * len(AREAS)
    limits = ["lower", "upper"]
    pd.testing.assert_frame_equal(
        table.loc[OTHERS].drop(columns=limits), RESULT.loc[OTHERS].drop(columns=limits), check_dtype=False
    )
    assert (released.withheld, len(released)) == (4, 8)


def test_limits_say_no_more_than_three_digits(released):
    exact, shown = RESULT.loc["large"], released.table.loc["large"]
    assert exact[["lower", "upper"]].round(3).tolist() == [31.242, 12516.816]
    assert shown[["lower", "upper"]].tolist() == [31.2, 12500]
    assert shown["value"] == exact["value"] == 1234


def test_the_result_handed_in_is_not_changed(protection):
    before = RESULT.copy()
    release(RESULT, PERSONS, protection)
    pd.testing.assert_frame_equal(RESULT, before)


def test_what_does_not_count_persons_is_untouched(protection):
    events = contact_rate(CONTACTS, AREAS)
    result = release(events, EVENTS, protection)
    pd.testing.assert_frame_equal(result.table, events)
    assert result.withheld == 0


def test_no_rows_are_no_rows(protection):
    assert len(release(RESULT[:0], PERSONS, protection)) == 0


def test_a_column_that_the_policy_does_not_know_stays_behind(protection):
    wider = RESULT.assign(attendance=RESULT["numerator"])
    assert release(wider, PERSONS, protection).table.columns.tolist() == RESULT_COLUMNS


def test_a_rate_without_its_count_is_refused(protection):
    blind = RESULT.assign(numerator=float("nan"))
    with pytest.raises(DisclosureError, match="a value without its count of persons cannot be checked"):
        release(blind, PERSONS, protection)


def test_a_count_that_is_not_the_plan_s_is_refused(protection):
    for count in (6.0, 4.0, 5.5):
        other = RESULT.assign(numerator=RESULT["numerator"].mask(RESULT.index == "five", count))
        with pytest.raises(DisclosureError, match=r"area:five.* is not what the release plan was made for"):
            release(other, PERSONS, protection)


def test_a_small_count_of_other_data_shows_nothing(protection):
    """Where the plan withholds, no count is shown, whatever is handed in."""
    other = RESULT.assign(numerator=RESULT["numerator"].mask(RESULT.index == "one", 900))
    assert release(other, PERSONS, protection).table.loc["one", "status"] == "suppressed"


def test_a_figure_in_no_plan_is_refused(protection, town):
    strange = RESULT.rename(index={"five": "elsewhere"})
    with pytest.raises(DisclosureError, match=r"attendance of area:elsewhere, .* is not in the release plan"):
        release(strange, PERSONS, protection)
    with pytest.raises(DisclosureError, match=r"district:five, .* is not in the release plan"):
        release(RESULT[5:], PERSONS, protection, Unit(level="district"))
    before = dataclasses.replace(town, period=Period(date(2024, 10, 1), QUARTER.end))
    with pytest.raises(DisclosureError, match="the period before is not in the release plan"):
        protect(before, find_policy()).earlier()


def test_a_count_of_no_whole_quarter_is_refused(stages_town, shares):
    part = protect(stages_town, find_policy(), period=Period(date(2025, 1, 1), date(2025, 2, 28)))
    with pytest.raises(DisclosureError, match="a count of persons has no place in the release plan"):
        release(shares, SHARE, part, SCREENING)


@pytest.mark.parametrize("key", [None, object(), "key"])
def test_only_release_makes_one(key):
    with pytest.raises(DisclosureError, match=ONLY_RELEASE):
        Released(PERSONS, find_policy(), RESULT, key)


@pytest.mark.parametrize("key", [None, object(), "key"])
def test_only_protect_makes_a_protection(protection, key):
    own = {field.name: getattr(protection, field.name) for field in dataclasses.fields(protection)}
    with pytest.raises(DisclosureError, match=ONLY_PROTECT):
        Protection(**own | {"withheld": dict.fromkeys(protection.withheld, False), "key": key})


def test_it_cannot_be_changed(released):
    other = Policy("other", 0, 9, "*", "s")
    with pytest.raises(ValueError, match="must be specified with replace"):
        dataclasses.replace(released, _table=RESULT)
    with pytest.raises(DisclosureError, match=ONLY_RELEASE):
        dataclasses.replace(released, policy=other, key=None)
    for name in ("policy", "_table", "withheld", "table"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(released, name, RESULT)


class Lookalike(Released):
    def __post_init__(self, key):
        """Ask nobody."""


def forged(released):
    """The result as it was before, in what looks like a Released."""
    one = object.__new__(Released)
    for name, value in {"card": PERSONS, "policy": released.policy, "_table": RESULT}.items():
        object.__setattr__(one, name, value)
    return one


@pytest.mark.parametrize(
    "forge",
    [
        forged,
        lambda released: Lookalike(PERSONS, released.policy, RESULT, None),
        lambda released: pickle.loads(pickle.dumps(released)),
        lambda released: copy.copy(forged(released)),
        lambda released: copy.deepcopy(forged(released)),
    ],
    ids=["made without its door", "subclass", "pickle", "copy", "deep copy"],
)
def test_what_only_looks_like_one_is_drawn_nowhere(released, forge):
    with pytest.raises(TypeError, match=r"handed a Released that prevent_geo\.disclosure\.release\(\) did not make$"):
        layer_of(forge(released))


def layer_of(values, facts=None):
    words = ("attendance_rate", "Reach", "t", "q", "u", "m", "c")
    style = Style.from_breaks((), ("All values",))
    names = pd.Series(AREAS.index, index=AREAS.index)
    return Layer(*words, values=values, style=style, names=names, facts=AREAS[[]] if facts is None else facts)


def test_facts_beside_a_withheld_figure_say_nothing_of_it(released):
    told = RESULT["numerator"].fillna(-1).astype("int").astype("str")
    with pytest.raises(DisclosureError, match=r"the column 'Attendances' says something where the figure is withheld"):
        layer_of(released, pd.DataFrame({"Attendances": told}))
    one = told.mask(told.index != "one", "")
    with pytest.raises(DisclosureError, match="says something where the figure is withheld"):
        layer_of(released, pd.DataFrame({"Attendances": one}))
    hidden = told.mask(told.index.isin(SMALL), "[c]").mask(told.index == "one", "")
    public = AREAS["population"].astype("str")
    layer = layer_of(released, pd.DataFrame({"Attendances": hidden, "Residents": public, "Figure of": public}))
    assert layer.table().loc["four", "Attendances"] == "[c]"


def test_its_table_is_a_copy(released):
    mine = released.table
    mine.loc["one", "value"] = 1.0
    assert released.table.loc[["one"], "value"].isna().all()


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda value: value.within(value.table.index)])
def test_a_copy_holds_no_more_and_can_be_drawn(released, twin):
    pd.testing.assert_frame_equal(twin(released).table, released.table)
    assert layer_of(twin(released)).values.withheld == 4


def test_within_keeps_some_rows_in_order(released):
    part = released.within(["five", "one"])
    assert part.table.index.tolist() == ["five", "one"]
    assert (part.withheld, part.policy, part.card) == (1, released.policy, PERSONS)
    assert len(released.within([])) == 0


def test_the_words_for_it_give_no_values(released, protection):
    assert repr(released) == "<Released attendance_rate: 8 rows, 4 withheld, policy default>"
    assert repr(protection).startswith("<Protection of 1 January 2025 to 31 March 2025: 4 of ")
    assert "1234" not in repr(protection)


# shares: persons at one stage of those at the stage before, by district

REFERRED = {"both large": 10, "three left": 12, "three in all": 3, "ten left": 50, "all of them": 7}
SCREENED = {"both large": 5, "three left": 9, "three in all": 0, "ten left": 40, "all of them": 7}
STAGES = pd.DataFrame(
    [
        (district, "2025-Q1", stage, count)
        for stage, counts in {"referred": REFERRED, "screened": SCREENED}.items()
        for district, count in counts.items()
    ],
    columns=["district_code", "quarter", "stage", "count"],
).astype({"count": "Int64"})
HOMES = pd.DataFrame({"population": 1000, "district_code": list(REFERRED)}, index=[f"in {name}" for name in REFERRED])
SCREENING = Unit(level="district", stage="screened")
HIDDEN = ["three left", "three in all"]


@pytest.fixture(scope="module")
def stages_town(made):
    return made(areas=HOMES, pathway=STAGES, period=QUARTER)


@pytest.fixture(scope="module")
def persons_of_stages(stages_town):
    return protect(stages_town, find_policy())


@pytest.fixture(scope="module")
def shares():
    table = pathway(STAGES).xs(("2025-Q1", "screened"), level=["quarter", "stage"])
    return table.loc[list(REFERRED)].assign(verdict="rose", mean=3.5, other=1)


WORDED = dataclasses.replace(SHARE, further=("verdict", "mean"))


def test_every_count_of_a_share_is_protected_and_so_is_what_is_left_of_it(shares, persons_of_stages):
    table = release(shares, WORDED, persons_of_stages, SCREENING).table
    assert table.index[table["status"] == "suppressed"].tolist() == HIDDEN
    hidden = table.loc[HIDDEN]
    assert hidden[[*FIGURES, "denominator", "mean"]].isna().all(axis=None)
    assert set(hidden["verdict"]) == {""}


def test_of_persons_only_the_columns_that_the_card_names_leave(shares, persons_of_stages):
    columns = release(shares, WORDED, persons_of_stages, SCREENING).table.columns.tolist()
    assert columns == [*RESULT_COLUMNS, "verdict", "mean"]
    plain = dataclasses.replace(EVENTS, persons=())
    assert "other" in release(shares, plain, persons_of_stages).table


def test_a_further_count_of_persons_hides_its_row_too(made):
    now, before = [12, 20, 30, 40], [2, 3, 30, 40]
    days = {"2025-02-01": now, "2024-12-01": before}
    contacts = pd.concat(
        pd.DataFrame(
            {"area_code": list("ABCD"), "date": pd.Timestamp(day), "trust_mean": 3.0, "trust_responses": counts}
        )
        for day, counts in days.items()
    ).reset_index(drop=True)
    areas = pd.DataFrame({"population": 1000}, index=list("ABCD"))
    town = made(areas=areas, contacts=contacts, period=Period(date(2024, 10, 1), QUARTER.end))
    card = dataclasses.replace(CARDS["trust_change"], further=("responses_before", "mean", "p_value", "verdict"))
    result = pd.DataFrame(
        {"value": 0.5, "lower": 0.0, "upper": 1.0, "numerator": np.nan, "denominator": [float(n) for n in now], "n": 1}
        | {"method": "t", "status": "value", "responses_before": [float(n) for n in before]}
        | dict.fromkeys(("mean", "p_value"), 0.5)
        | {"verdict": "rose"},
        index=pd.Index(list("ABCD"), name="area_code"),
    )
    table = release(result, card, protect(town, find_policy(), period=QUARTER)).table
    assert table.index[table["status"] == "suppressed"].tolist() == ["A", "B"]
    assert table.loc[["A", "B"], ["denominator", "responses_before", "mean", "p_value"]].isna().all(axis=None)


def test_rows_among_some_units_and_spread_over_others(shares, persons_of_stages):
    released = release(shares, WORDED, persons_of_stages, SCREENING)
    assert released.among({"district_code": {"ten left"}}).table.index.tolist() == ["ten left"]
    assert len(released.among({"partner_id": {"p"}})) == len(shares)
    spread = released.spread(pd.Series(["ten left", "three left", None, "ten left"], index=list("ABCD"))).table
    assert spread["status"].tolist() == ["value", "suppressed", "missing", "value"]
    assert spread["value"].tolist()[::3] == [0.8, 0.8]


# one audience, one policy, several places


def test_an_audience_gets_figures_of_no_smaller_places_than_its_own(town):
    strict = protect(town, find_policy("strict"))
    internal = release(RESULT, PERSONS, strict.for_audience("internal")).table
    assert internal.loc["large", "value"] == 1234
    for audience in ("public", "partner"):
        hidden = release(RESULT, PERSONS, strict.for_audience(audience)).table
        assert hidden[FIGURES].isna().all(axis=None)
        assert set(hidden["status"]) == {"suppressed"}
    whole = RESULT.loc[["large"]].assign(numerator=float(CONTACTS["attendance"].sum()))
    for audience, given in {"public": ["district"], "partner": ["district", "neighbourhood"]}.items():
        for level, place in {
            "area": "area:large",
            "neighbourhood": "neighbourhood:N1",
            "district": "district:D1",
        }.items():
            seen = strict.for_audience(audience).gives(Unit(places=(place,)))
            assert seen == (level in given), (audience, level)
    shown = release(whole, PERSONS, strict.for_audience("public"), Unit(places=("district:D1",)))
    assert shown.table.loc["large", "numerator"] == 1249
    both = Unit(places=("district:D1", "area:large"))
    assert not strict.for_audience("public").gives(both)


def test_what_is_not_of_persons_is_for_every_audience(town):
    strict = protect(town, find_policy("strict")).for_audience("public")
    assert release(contact_rate(CONTACTS, AREAS), EVENTS, strict).withheld == 0


def test_a_rate_and_its_limits_are_those_of_the_rounded_count(town):
    table = release(RESULT, PERSONS, protect(town, find_policy("hes"))).table
    assert table.loc["large", ["numerator", "value"]].tolist() == pytest.approx([1235, 1235])
    exact = RESULT.loc["large"]
    expected = [exact["lower"] * 1235 / 1234, exact["upper"] * 1235 / 1234]
    assert table.loc["large", ["lower", "upper"]].tolist() == pytest.approx(expected, rel=0.005)
    assert table.loc["none", ["numerator", "value"]].tolist() == [0, 0]
    assert table.loc["five", "status"] == "suppressed"


@pytest.fixture(scope="module")
def hes(made):
    """A district with 58 persons referred and 41 screened, one with 27 and 27, one with 13 and 0."""
    counts = {"A": (58, 41), "B": (27, 27), "C": (13, 0)}
    rows = [
        (district, "2025-Q1", stage, count)
        for district, both in counts.items()
        for stage, count in zip(("referred", "screened"), both, strict=True)
    ]
    table = pd.DataFrame(rows, columns=STAGES.columns).astype({"count": "Int64"})
    areas = pd.DataFrame({"population": 1000, "district_code": list(counts)}, index=[f"in {name}" for name in counts])
    return table, protect(made(areas=areas, pathway=table, period=QUARTER), find_policy("hes"))


def test_a_share_is_worked_out_anew_from_rounded_counts(hes):
    table, protection = hes
    result = pathway(table).xs(("2025-Q1", "screened"), level=["quarter", "stage"])
    for unit in (1, 100):
        scaled = result.assign(**{name: unit * result[name] for name in ("value", "lower", "upper")})
        shown = release(scaled, SHARE, protection, SCREENING).table
        assert shown[["numerator", "denominator"]].loc["A"].tolist() == [40, 60]
        assert shown.loc["A", "value"] == pytest.approx(unit * 40 / 60)
        # Wilson's 95 % limits of 40 of 60
        assert shown.loc["A", ["lower", "upper"]].tolist() == pytest.approx([unit * 0.541, unit * 0.773])
        assert shown["value"].tolist()[1:] == [unit, 0]


def test_a_count_is_rounded_itself(hes):
    table, protection = hes
    shown = release(pathway_throughput(table), CARDS["pathway_throughput"], protection, Unit(places=("all",))).table
    assert shown.loc["referred", ["value", "numerator"]].values.tolist() == [[100, 100]]
    assert shown.loc["screened", ["value", "numerator"]].values.tolist() == [[70, 70]]


def sum_of(*codes):
    """One row of the sum of some areas."""
    total = RESULT.loc[list(codes), "numerator"].sum()
    row = RESULT.loc[["large"]].assign(numerator=total, value=total)
    return row.set_axis(["together"]), Unit(places=tuple(f"area:{code}" for code in codes))


def test_a_figure_of_several_places_is_shown_where_all_of_theirs_are(protection):
    row, unit = sum_of("five", "large")
    assert release(row, PERSONS, protection, unit).table.loc["together", "numerator"] == 1239
    row, unit = sum_of("large", "one")
    assert release(row, PERSONS, protection, unit).table.loc["together", "status"] == "suppressed"
    # what is left without the other is made of both too
    rest = row.assign(numerator=1233.0)
    assert release(rest, PERSONS, protection, unit).table.loc["together", "status"] == "suppressed"


def test_a_figure_of_several_places_of_which_one_is_in_no_plan_is_withheld(protection):
    row, unit = sum_of("five", "large")
    strange = dataclasses.replace(unit, places=(*unit.places, "drawn:mine"))
    assert release(row, PERSONS, protection, strange).table.loc["together", "status"] == "suppressed"


def test_a_figure_of_several_places_is_not_rounded_by_itself(town):
    # beside the rounded figures that it is made of it would narrow them
    row, unit = sum_of("none", "large")
    shown = release(row, PERSONS, protect(town, find_policy("hes")), unit).table
    assert shown.loc["together", "status"] == "suppressed"
    assert shown.loc[["together"], ["numerator", "value"]].isna().all(axis=None)


def test_a_protection_cannot_be_changed_or_forged(town):
    protection = protect(town, find_policy())
    with pytest.raises((DisclosureError, ValueError)):
        dataclasses.replace(protection, withheld=dict.fromkeys(protection.withheld, False))
    forged = object.__new__(type(protection))
    for name, value in vars(protection).items():
        object.__setattr__(forged, name, value)
    row, unit = sum_of("none", "large")
    with pytest.raises(TypeError, match=r"^release\(\) takes a Protection that"):
        release(row, PERSONS, forged, unit)
