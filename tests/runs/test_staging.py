import pytest

from prevent_geo.errors import CannotWriteError, InputError
from prevent_geo.runs.staging import publish, staging


def _release(stage, text):
    folder = stage / "release"
    folder.mkdir()
    (folder / "manifest.json").write_text(text)
    return folder


def test_a_finished_folder_replaces_an_earlier_release(tmp_path):
    out = tmp_path / "out"
    for text in ("first", "second"):
        with staging(out) as stage:
            publish(_release(stage, text), stage, out)
    assert (out / "manifest.json").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_earlier_release_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    with staging(out) as stage:
        publish(_release(stage, "first"), stage, out)
    with pytest.raises(RuntimeError), staging(out) as stage:
        _release(stage, "half")
        raise RuntimeError
    assert (out / "manifest.json").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(InputError, match="exists and is not an earlier release"), staging(tmp_path):
        pass
    assert (tmp_path / "thesis.docx").read_text() == "mine"


def test_a_place_that_cannot_be_written_to_is_exit_7(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWriteError, match="cannot write to") as caught, staging(tmp_path / "file" / "out"):
        pass
    assert caught.value.exit_code == 7
