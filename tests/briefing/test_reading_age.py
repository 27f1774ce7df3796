"""The public briefing can be read at about twelve: Flesch-Kincaid grade 7 or 8 at most.

Kincaid and others (1975), Derivation of new readability formulas for Navy enlisted personnel; grade + 5 = age.
"""

import re

import pytest

from prevent_geo.briefing.document import Bullets, Paragraph
from prevent_geo.briefing.reports import area_briefing
from prevent_geo.picture import rich_picture

AGE = 12
# it is a measure of English, so words that are only there to be looked up are not in it
NOT_READ = ("methods", "provenance")


def syllables(word):
    """Groups of vowels, without a silent e at the end or before an ending."""
    word = re.sub(r"e(?=(ment|ful|less|ly)s?$)", "", re.sub("[^a-z]", "", word.casefold()))
    ended = re.sub(
        r"(?<=[^aeiouytd])ed$|(?<=[^aeiouylsxzcg])es$|(?<=[aeiouy][^aeiouyl])e$|(?<=[^aeiouyl]{2})e$", "", word
    )
    return max(1, len(re.findall("[aeiouy]+", ended)))


def grade(texts):
    """Flesch-Kincaid grade; what stands in brackets are limits, which a table would hold as well."""
    plain = [re.sub(r"\([^)]*\)", "", text) for text in texts]
    sentences = [part for text in plain for part in re.split(r"(?<=[.!?])\s+", text) if re.search("[a-z]", part)]
    words = [word for part in sentences for word in re.findall(r"[A-Za-z0-9][\w'’,.-]*", part)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("the", 1),
        ("people", 2),
        ("done", 1),
        ("areas", 2),
        ("recorded", 3),
        ("reached", 1),
        ("places", 2),
        ("withheld", 2),
        ("partner", 2),
        ("sessions", 2),
        ("table", 2),
        ("neighbourhood", 3),
        ("engagement", 3),
        ("2026", 1),
    ],
)
def test_syllables(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 6 words of 6 syllables in a sentence: 0.39 × 6 + 11.8 − 15.59
        ("The cat sat on the mat.", -1.45),
        # 13 words of 24 syllables, published as 11.3
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11.3),
        # 2 sentences, 3.5 words each
        ("We met. They told us who came (95 % limits 3 to 5).", 0.39 * 3.5 + 11.8 - 15.59),
    ],
)
def test_grades_of_known_texts(text, expected):
    assert grade([text]) == pytest.approx(expected, abs=0.6 if expected > 10 else 0.01)


@pytest.mark.parametrize(
    "place", ["all", "district:X08000002", "district:X08000001", "neighbourhood:X05000012", "area:X01000127"]
)
def test_the_public_briefing_can_be_read_at_twelve(sample, place):
    picture = rich_picture(sample, place=place, period="last 12 months", audience="public")
    sections = [section for section in area_briefing(picture).sections if section.id not in NOT_READ]
    texts = {section.id: _texts(section) for section in sections}
    whole = grade([text for of in texts.values() for text in of])
    hardest = sorted(((round(grade(of), 1), name) for name, of in texts.items() if of), reverse=True)[:3]
    assert whole + 5 <= AGE + 0.5, f"age {whole + 5:.1f}; hardest: {hardest}"
    assert hardest[0][0] + 5 <= AGE + 2.5, f"hardest: {hardest}"


def _texts(section):
    paragraphs = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    return paragraphs + [text for block in section.blocks if isinstance(block, Bullets) for text in block.items]
