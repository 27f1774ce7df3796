"""The second half of the sections: what each says at every level, with and without its tables."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from prevent_geo.briefing.document import Bullets, DataTable, Paragraph
from prevent_geo.briefing.sections.actions import actions
from prevent_geo.briefing.sections.comparison import comparison
from prevent_geo.briefing.sections.districts import districts
from prevent_geo.briefing.sections.methods import methods
from prevent_geo.briefing.sections.options import options
from prevent_geo.briefing.sections.pathway import pathway
from prevent_geo.briefing.sections.practice import practice
from prevent_geo.briefing.sections.provenance import provenance
from prevent_geo.briefing.sections.questions import FEWEST, GENERAL, MOST, questions
from prevent_geo.briefing.sections.unknowns import unknowns
from prevent_geo.picture import rich_picture

SECTIONS = (actions, pathway, practice, unknowns, options, questions, methods, provenance, comparison, districts)
PLACES = ("area:X01000127", "neighbourhood:X05000012", "district:X08000002", "all")
OF_DISTRICTS = (actions, pathway, practice)


@pytest.fixture(scope="module")
def pictures(sample):
    return {name: rich_picture(sample, place=name, period="last 12 months") for name in PLACES}


@pytest.fixture(scope="module")
def district(pictures):
    return pictures["district:X08000002"]


@pytest.fixture(scope="module")
def for_public(sample):
    return rich_picture(sample, place="district:X08000002", period="last 12 months", audience="public")


def words(section):
    """All that stands in paragraphs and lists."""
    texts = [(block.text,) for block in section.blocks if isinstance(block, Paragraph)]
    return [text for item in texts for text in item] + [
        text for block in section.blocks if isinstance(block, Bullets) for text in block.items
    ]


def tables(section):
    return {block.caption: block.frame for block in section.blocks if isinstance(block, DataTable)}


def everything(section):
    """Words, captions and cells."""
    cells = [str(cell) for frame in tables(section).values() for cell in frame.to_numpy().ravel()]
    return "\n".join([*words(section), *tables(section), *cells])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("make", SECTIONS, ids=lambda make: make.__name__)
def test_a_section_stands_under_its_name_and_its_cells_are_text(pictures, make, place):
    section = make(pictures[place])
    assert section.id == make.__name__
    for caption, frame in tables(section).items():
        assert len(frame), caption
        assert all(isinstance(cell, str) for cell in frame.to_numpy().ravel()), caption
        assert "nan" not in frame.to_numpy().ravel(), caption
    for text in words(section):
        assert text[0] == text[0].upper() and text[-1] in ".?", text
        assert "nan" not in text.split() and "None" not in text.split()[1:], text


@pytest.mark.parametrize("make", SECTIONS, ids=lambda make: make.__name__)
def test_a_dataset_without_optional_tables_or_contacts_has_words_too(draw, make):
    section = make(draw())
    assert words(section) or tables(section)


@pytest.mark.parametrize("place", PLACES[:2])
@pytest.mark.parametrize("make", OF_DISTRICTS, ids=lambda make: make.__name__)
def test_what_is_kept_for_districts_sends_smaller_places_there(pictures, make, place):
    (line,) = make(pictures[place]).blocks
    assert "kept for whole districts" in line.text and line.text.endswith("See the briefing of Clarrowbridge.")


PLAN = [
    # agreed, due, done; what it is on 31 January 2026
    ("2025-06-01", "2025-12-31", "2025-12-31", "on time"),
    ("2025-06-01", "2025-12-31", "2026-01-15", "late"),
    ("2025-06-01", "2026-01-30", None, "overdue by a day"),
    ("2025-06-01", "2026-01-31", None, "overdue by none"),
    ("2025-06-01", "2026-01-31", "2026-02-01", "overdue, done later"),
    ("2025-06-01", "2026-03-01", None, "open"),
    ("2025-06-01", "2026-03-01", "2026-01-01", "early"),
    ("2025-06-01", None, None, "no date"),
    ("2026-02-01", "2026-03-01", None, "agreed later"),
]


def plan_of(rows):
    agreed, due, done, notes = zip(*rows, strict=True)
    days = {name: pd.to_datetime(list(of)) for name, of in (("agreed_on", agreed), ("due", due), ("done_on", done))}
    frame = pd.DataFrame({"focus": "delivery", "district_code": "D1", "owner": "council_team", "note": notes, **days})
    return frame.set_index(pd.Index([f"C{i}" for i in range(len(rows))], name="action_id"))


@pytest.fixture
def planned(draw):
    def picture(rows):
        town = draw()
        return replace(town, dataset=replace(town.dataset, actions=plan_of(rows)))

    return picture


def test_actions_are_counted_on_the_last_day_of_the_period(planned):
    section = actions(planned(PLAN))
    assert words(section) == [
        "Of 5 actions due by 31 January 2026, 1 was done on time: 20 % (95 % limits 4 % to 62 %).",
        "1 was done late, and 3 actions are overdue.",
        "1 action is due later.",
        "1 action due later was done early.",
        "1 action is without a due date, so one cannot say whether in time.",
    ]
    by_focus, not_done = tables(section).values()
    assert by_focus.iloc[-1].tolist() == ["All", "1", "1", "3", "1", "1", "1", "20 % (4 % to 62 %)"]
    assert not_done[["Action", "Due", "On the last day"]].to_numpy().tolist() == [
        ["overdue by a day", "30 January 2026", "Overdue by 1 day"],
        ["overdue by none", "31 January 2026", "Due that day"],
        ["overdue, done later", "31 January 2026", "Due that day"],
        ["open", "1 March 2026", "Due later"],
        ["no date", "No due date", "No due date"],
    ]


def test_actions_of_which_none_is_due_or_all_are_done(planned):
    section = actions(planned(PLAN[5:6]))
    assert words(section) == ["No action was due by 31 January 2026.", "1 action is due later."]
    assert "Every action that was agreed is done." in words(actions(planned(PLAN[:2])))


def test_the_public_gets_no_owners_of_actions(district, for_public):
    label = "Role that answers for it"
    assert any(label in frame for frame in tables(actions(district)).values())
    assert not any(label in frame for frame in tables(actions(for_public)).values())


def test_withheld_counts_of_the_pathway_stay_withheld(sample, district):
    by_stage, by_district = tables(pathway(district)).values()
    released = district.profile["pathway_throughput"].table
    marker = district.policy.marker
    for (stage, quarter), row in released.iterrows():
        name = sample.label("stages", stage)
        cell = by_stage.loc[by_stage["Stage"] == name, quarter].item()
        assert cell == (marker if row["status"] == "suppressed" else f"{row['numerator']:,.0f}")
    hidden = by_district[by_district.columns[-1]] == marker
    assert hidden.sum() == district.profile["pathway"].withheld > 0
    assert "withheld" in words(pathway(district))[0]


def test_the_pathway_of_the_whole_gives_the_share_supported(pictures):
    assert "19 of 42 were given support: 45 % (95 % limits 31 % to 60 %)" in words(pathway(pictures["all"]))[0]


def test_a_period_without_a_whole_quarter_has_no_pathway(sample):
    picture = rich_picture(sample, period="2026-03")
    assert words(pathway(picture)) == [
        "No counts of the support pathway were given for a whole quarter of 1 March 2026 to 31 March 2026."
    ]


def test_practice_says_what_was_measured_and_what_was_not(district):
    said, (register,) = words(practice(district)), tables(practice(district)).values()
    assert "An effect was measured for 7 programmes: for 2 it is clear and for 5 it is not." in said
    assert "No effect was measured for 4 programmes." in said
    rows = register.set_index("Programme")
    grants = rows.loc["Small grants for local groups"]
    assert grants["Evidence"] == "3 of 5" and grants["Finding"] == "Clear: above zero"
    assert rows.loc["Open questions: classroom debates", "Effect (95 % limits)"] == "2.9 (-1.0 to 6.8)"
    assert rows.loc["You said, we did", "Effect (95 % limits)"] == "Not measured"


def test_unknowns_count_each_reason_by_itself(district):
    table = tables(unknowns(district))[
        "Number of areas or sites without a figure, or where none was recorded, by layer"
    ]
    statuses = district.layers["trust"].values.table["status"]
    row = table.set_index("Layer").loc["Trust"]
    assert row["Withheld"] == str((statuses == "suppressed").sum()) != "0"
    assert row["None recorded"] == str((statuses == "none recorded").sum())
    assert row["Too few to say"] == str((statuses == "too few").sum())


def test_partners_that_stopped_are_named_for_partners_alone(pictures, for_public):
    whole = pictures["all"]
    verdicts = whole.profile["stopped_reporting"].table["verdict"]
    silent = verdicts.index[verdicts.isin(["stopped", "quiet", "never reported"])]
    shown = tables(unknowns(whole))["Partners that have stopped recording, or record far fewer"]
    assert set(shown["Partner"]) == set(whole.dataset.partners.loc[silent, "partner_name"])
    named = [name for name in whole.dataset.partners["partner_name"] if name in everything(unknowns(for_public))]
    assert named == [] and "set aside" not in everything(unknowns(for_public))


def test_options_give_the_residents_of_the_areas_within_reach(district):
    layer = district.layers["siting"]
    within = layer.facts[layer.classes == "reached by a proposed session"]
    residents = pd.to_numeric(within["Under-reached residents"].str.replace(",", "")).sum()
    venues, left_out = tables(options(district)).values()
    assert pd.to_numeric(venues["Residents newly within reach"].str.replace(",", "")).sum() == residents
    assert pd.to_numeric(venues["Areas"]).sum() == len(within)
    assert len(left_out) == (layer.classes == "still left out").sum()


def test_options_are_no_orders(pictures):
    for picture in pictures.values():
        said = " ".join(words(options(picture))).casefold()
        assert not any(order in said.split() for order in ("must", "should", "shall"))


def test_options_for_the_public_name_no_partner(for_public):
    names = for_public.dataset.partners["partner_name"]
    assert not [name for name in names if name in everything(options(for_public))]


@pytest.mark.parametrize("place", PLACES)
def test_there_are_five_to_eight_questions(pictures, place):
    asked = next(block for block in questions(pictures[place]).blocks if isinstance(block, Bullets)).items
    assert FEWEST <= len(asked) <= MOST
    assert all("?" in question for question in asked)


def test_each_question_says_what_prompted_it(pictures):
    asked = " ".join(words(questions(pictures["all"])))
    whole = pictures["all"]
    statuses = whole.layers["recency"].values.table["status"]
    assert f"{(statuses == 'none recorded').sum()} areas no contact was recorded" in asked
    assert f"from {(statuses == 'not reported').sum()} areas nobody reported at all" in asked
    assert "51 % (95 % limits 49 % to 52 %) got one in time" in asked
    assert "4 actions are overdue" in asked


def test_without_a_finding_the_questions_are_general(draw):
    # everybody is reached, nothing is due, no partner has a site
    asked = next(block for block in questions(draw(["A1", "A2"], partners=())).blocks if isinstance(block, Bullets))
    assert asked.items == GENERAL


def test_comparison_says_higher_only_where_a_test_does(district):
    section = comparison(district)
    said, frames = words(section), tables(section)
    rest = frames["Figures next to the rest of Averinshire"].set_index("Figure")["What the test says"]
    higher = [title[:1].lower() + title[1:] for title in rest.index[rest.str.startswith("higher")]]
    line = next(text for text in said if text.startswith("Higher here than in the rest"))
    assert higher and all(title in line for title in higher)
    assert "areas reached lately" not in line
    assert comparison(replace(district, place=district.dataset.place("area:X01000127"))).blocks


def test_districts_stand_by_name_with_limits_and_outcome(pictures):
    counts, *of_focus = tables(districts(pictures["all"])).values()
    assert counts["District"].tolist() == sorted(counts["District"])
    assert (counts.iloc[:, 1:].astype(int).sum(axis=1) == 17).all()
    assert sum(frame.shape[1] - 1 for frame in of_focus) == 17
    cells = pd.concat([frame.set_index("District") for frame in of_focus], axis=1)
    assert cells.loc["Ordrinhaven", "Training in date"] == "Not met: 44 % (27 % to 63 %)"
    assert cells.loc["Ordrinhaven", "Panel cases that were supported"] == "Not enough data: withheld ([c])"


def test_provenance_for_the_public_leaves_out_the_ledger(district, for_public):
    assert len(tables(provenance(district))) == 2
    assert len(tables(provenance(for_public))) == 1


def test_methods_for_the_public_leave_out_layers_of_single_partners(district, for_public):
    titles = {layer.title for name, layer in district.layers.items() if name.startswith(("partner_", "stopped"))}
    (inside,) = (frame["Layer"] for frame in tables(methods(district)).values() if "Layer" in frame)
    (outside,) = (frame["Layer"] for frame in tables(methods(for_public)).values() if "Layer" in frame)
    assert titles <= set(inside) and not titles & set(outside)
    assert not np.isin("", inside)
