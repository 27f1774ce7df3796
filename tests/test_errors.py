import pytest

from prevent_geo import errors
from prevent_geo.errors import PreventGeoError, did_you_mean, quoted_list


def test_every_error_has_its_exit_code():
    codes = {
        kind.__name__: kind.exit_code for kind in PreventGeoError.__subclasses__() if kind.__module__ == errors.__name__
    }
    assert codes == {
        "InputError": 2, "DisclosureError": 3, "JobsFailedError": 4, "TimedOutError": 5, "LockedError": 6,
        "CannotWriteError": 7, "StoppedError": 130,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("distric", ["area", "district"], " (did you mean 'district'?)"),
        ("LIBRARY", ["library"], " (did you mean 'library'?)"),
        ("x08000001", ["X08000001", "X08000002"], " (did you mean 'X08000001'?)"),
        ("zzz", ["area", "district"], ""),
        ("", ["area"], ""),
        ("area", [], ""),
    ],
)
def test_the_nearest_word_is_offered_in_its_own_spelling(word, known, said):
    assert did_you_mean(word, known) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, ""), (1, "'w0'"), (2, "'w0', 'w1'"), (3, "'w0', 'w1' and 1 more"), (5, "'w0', 'w1' and 3 more")],
)
def test_a_long_list_is_cut(count, said):
    assert quoted_list((f"w{i}" for i in range(count)), limit=2) == said
