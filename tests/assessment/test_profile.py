import pandas as pd
import pytest

from prevent_geo.assessment import profile
from prevent_geo.assessment.gather import OF_ONE_PLACE, RESULTS, available
from prevent_geo.disclosure import Released
from prevent_geo.errors import InputError
from prevent_geo.layers.layer import STATUS_ENTRIES
from prevent_geo.measures import Status


def test_it_gathers_every_measure_that_there_are_tables_for(district, sample, trafford):
    assert list(district) == list(RESULTS)
    assert len(district) == len(RESULTS)
    lacking = {"practice", "actions", "pathway", "practice_evidence", "pathway_throughput"}
    assert not lacking & set(available(trafford))
    # the whole period has none before it
    assert "rate_change" not in profile(sample)


@pytest.mark.parametrize("name", RESULTS)
def test_what_it_holds_was_released_and_is_of_the_place(district, name):
    released = district[name]
    assert isinstance(released, Released)
    assert released.card.id == name
    codes = {district.place.code, *district.place.area_codes}
    codes |= set(district.data.areas.loc[list(district.place.area_codes), "neighbourhood_code"])
    index = released.table.index
    for level in {"area_code", "district_code"} & set(index.names):
        assert set(index.get_level_values(level)) <= codes
    if "partner_id" in index.names:
        sites = district.data.partners["area_code"]
        assert sites.loc[index.get_level_values("partner_id").drop("all", errors="ignore")].isin(codes).all()
    assert len(index)


def test_a_place_s_rows_are_those_of_the_whole(district, sample):
    whole = profile(sample, period="last 12 months")["reach_gap"].table
    pd.testing.assert_frame_equal(district["reach_gap"].table, whole.loc[list(district.place.area_codes)])


def test_it_says_its_figures_to_people(district):
    table = district.table()
    assert table.columns.tolist() == ["Figure", "Value", "95 % limits", "Unit", "Records"]
    assert table.map(lambda cell: isinstance(cell, str)).all(axis=None)
    assert table.loc["community_initiated", "Value"].endswith(" %")
    assert "nan" not in table.to_string()


def test_a_reason_stands_where_there_is_no_figure(trafford):
    table = profile(trafford).table()
    assert table.loc["pathway_support", ["Value", "95 % limits"]].tolist() == ["Missing", ""]


def test_the_scorecard_is_of_its_figures(district):
    card = district.scorecard().droplevel("focus")
    values = {name: pytest.approx(district.figures.loc[name, "value"], nan_ok=True) for name in card.index}
    assert card["value"].to_dict() == values
    assert set(card["outcome"]) <= {"met", "not met", "cannot tell", "not enough data"}
    assert card.loc["agreements_in_date", "change"] == ""


def test_an_unknown_measure_is_named_with_the_nearest(district):
    with pytest.raises(
        InputError, match=r"^measure 'reach_gab': there is no such measure here \(did you mean 'reach_gap'"
    ):
        district["reach_gab"]


def test_a_silent_place_says_so(sample):
    silent = profile(sample, place="neighbourhood:X05000008")
    assert silent.figures.loc["contact_rate", "status"] == Status.NOT_REPORTED
    assert set(silent["contact_rate"].table["status"]) == {Status.NOT_REPORTED}


def test_it_names_itself(district):
    assert repr(district).startswith("<Profile of Clarrowbridge (district), 1 October 2025 to 30 September 2026: ")


def test_need_is_flat_unless_the_reader_says_otherwise(sample, district):
    assert set(district["reach_gap"].table["weight"].dropna()) == {1}
    weighted = profile(sample, place="Clarrowbridge", period="last 12 months", need="deprivation")
    assert weighted["reach_gap"].table["weight"].max() == 2
    with pytest.raises(InputError, match=r"^there is no need profile 'deprivaton' \(did you mean 'deprivation'\?\)"):
        profile(sample, need="deprivaton")


def test_the_reasons_read_as_in_the_legends(sample):
    legend = {str(entry.key): entry.label for entry in STATUS_ENTRIES}
    found = profile(sample, place="area:X01000127", period="last 12 months")
    table, reasons = found.table(), found.figures["status"]
    assert reasons["trust"] == Status.TOO_FEW
    for name in ("trust", "partners_reporting"):
        assert table.loc[name, "Value"] == legend[reasons[name]]


def test_rows_of_no_place_are_made_from_what_belongs_to_the_place(district, sample):
    figures = district.figures
    actions = district["actions_on_time"].table.loc["all"]
    assert actions["denominator"] == figures.loc["actions_on_time", "denominator"]
    themed = district["completeness"].table.loc["theme"]
    assert themed["denominator"] == figures.loc["themes_recorded", "denominator"]
    assert district["readiness"].table.loc["agreement", "n"].sum() == figures.loc["agreements_in_date", "n"]


@pytest.mark.parametrize("name", sorted(OF_ONE_PLACE))
def test_a_place_to_which_nothing_belongs_has_a_result_all_the_same(sample, name):
    assert isinstance(profile(sample, place="area:X01000127")[name], Released)


def test_a_partnership_may_bring_its_own_standards(district, tmp_path):
    own = tmp_path / "ours.toml"
    standard = {
        "id": "answered_in_time",
        "focus": "engagement",
        "title": "Answers",
        "question": "Soon?",
        "unit": "share",
    }
    standard |= {"direction": "higher", "source": "Agreed by our board"}
    lines = [f"{key} = {text!r}" for key, text in standard.items()]
    own.write_text("\n".join(["[[standard]]", *lines, "green = 0.3", "amber = 0.2", "minimum_n = 5"]), encoding="utf-8")
    card = district.scorecard(own).droplevel("focus")
    assert card.index.tolist() == ["answered_in_time"]
    # the shipped standard asks for 80 %
    assert (card.loc["answered_in_time", "outcome"], card.loc["answered_in_time", "green"]) == ("met", 0.3)
    assert district.scorecard().droplevel("focus").loc["answered_in_time", "outcome"] == "not met"
