"""Letters that another encoding damaged are told, and letters that only look foreign are not."""

import pytest


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("CafÃ© Nord", "Ã© for é"),
        ("St Maryâ€™s", "â€™ for ’"),
        ("Aid â€“ Advice", "â€“ for –"),
        ("Â£1 Shop", "Â£ for £"),
        ("Å\u0081Ã³dÅº Club", "Å\u0081 for Ł"),
        ("Caf\ufffd", "a letter is lost"),
    ],
)
def test_damaged_letters(folder, name, told):
    folder.edit("partners.csv", "North Library", name)
    (problem,) = folder.report().problems
    assert folder.found() == [("warning", "mojibake", "partner_name", (2,))]
    assert problem.what.startswith(f"letters were damaged when the text was read in another encoding ('{told}'")
    assert name not in str(problem)


@pytest.mark.parametrize(
    "name",
    ["Café Nord", "JOÃO’S", "SÃO PAULO", "Ålesund", "Ärzte – Âge", "CAFÉ–BAR", "VOILÀ»", "“Łódź” €5", "Ã"],
)
def test_letters_that_are_meant(folder, name):
    folder.edit("partners.csv", "North Library", name)
    assert folder.found() == []


def test_a_file_of_utf_8_that_is_declared_otherwise(folder):
    folder.edit("partners.csv", "North Library", "Café Nord").source("partners", 'encoding = "cp1252"')
    assert folder.found() == [("warning", "mojibake", "partner_name", (2,))]
