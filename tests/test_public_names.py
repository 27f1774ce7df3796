import prevent_geo


def test_public_names_fit_on_one_screen_and_are_there():
    names = [name for name in prevent_geo.__all__ if name not in {"briefing", "dataset"}]
    assert len(names) <= 25
    assert all(getattr(prevent_geo, name).__doc__ for name in names if name not in {"LAYERS", "CARDS"})
