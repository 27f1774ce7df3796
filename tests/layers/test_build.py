"""From results to layers: classes in words, figures of zones, numbers as people read them."""

import numpy as np
import pandas as pd
import pytest

from prevent_geo.layers.build import class_layer, limits_text, number_text, percent_text, text_or_blank
from prevent_geo.measures import CARDS
from prevent_geo.measures.common import result_table

CLASSES = {"fell": ("#801650", "back"), "rose": ("#12436d", "")}


def test_a_class_can_be_known_where_its_number_is_not(sample, protections):
    codes = sample.areas.index[:4]
    result = result_table(
        codes,
        value=[1.5, np.nan, np.nan, 0],
        status=["value", "too few", "too few", "none recorded"],
        n=[9, 9, 1, 0],
        method="exact conditional",
        more={"verdict": ["rose", "rose", "", "fell"]},
    )
    layer = class_layer(sample, result, CARDS["rate_change"], protections("sample"), CLASSES, column="verdict")
    # it rose from nothing, so there is no ratio; and none recorded stays apart from fell
    assert layer.texts().tolist() == ["Rose", "Rose", "Too few to say", "None recorded"]
    assert layer.unit == "class"


def test_numbers_as_people_read_them():
    values = pd.Series([1234.567, None, 0.04], index=list("ABC"))
    assert number_text(values, decimals=1).tolist() == ["1,234.6", "", "0.0"]
    assert percent_text(pd.Series([0.256, None, 1])).tolist() == ["26 %", "", "100 %"]
    table = pd.DataFrame({"lower": [0.5, None, 2], "upper": [1.5, None, np.inf]})
    assert limits_text(table, decimals=1).tolist() == ["0.5 to 1.5", "", "2.0 to no upper limit"]


@pytest.mark.parametrize("given", [["a", None], [None, None], [np.nan, np.nan]])
def test_words_or_nothing(given):
    assert text_or_blank(pd.Series(given)).tolist() == [word if isinstance(word, str) else "" for word in given]
