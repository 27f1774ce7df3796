from pathlib import Path

import pytest

from prevent_geo.errors import CannotWriteError, InputError
from prevent_geo.pages import GENERATOR
from prevent_geo.releases.staging import publish, replace_page, staging
from prevent_geo.typesetting import PDF_KEYWORD


def _release(stage, text):
    folder = stage / "release"
    folder.mkdir()
    (folder / "briefing.html").write_text(text)
    (folder / "manifest.json").write_text('{"run_id": "r", "files": {"briefing.html": "h"}}')
    return folder


def test_a_finished_folder_replaces_an_earlier_release(tmp_path):
    out = tmp_path / "out"
    for text in ("first", "second"):
        with staging(out) as stage:
            publish(_release(stage, text), stage, out)
    assert (out / "briefing.html").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_leaves_the_earlier_release_and_nothing_else(tmp_path):
    out = tmp_path / "out"
    with staging(out) as stage:
        publish(_release(stage, "first"), stage, out)
    with pytest.raises(RuntimeError), staging(out) as stage:
        _release(stage, "half")
        raise RuntimeError
    assert (out / "briefing.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(InputError, match="exists and is not an earlier release"), staging(tmp_path):
        pass
    assert (tmp_path / "thesis.docx").read_text() == "mine"


def test_a_release_beside_something_else_is_refused(tmp_path):
    out = tmp_path / "out"
    with staging(out) as stage:
        publish(_release(stage, "first"), stage, out)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="exists and is not an earlier release"), staging(out):
        pass
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("text", ["{}", "not json", '{"run_id": "", "files": {}}', "[1]"])
def test_a_manifest_of_something_else_is_no_release(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match="exists and is not an earlier release"), staging(tmp_path):
        pass


def test_an_earlier_release_is_put_back_if_the_new_one_cannot_be_moved(tmp_path, monkeypatch):
    out = tmp_path / "out"
    with staging(out) as stage:
        publish(_release(stage, "first"), stage, out)
    rename = Path.rename

    def fail(self, target):
        if self.name == "release":
            raise PermissionError(13, "in use")
        return rename(self, target)

    with pytest.raises(CannotWriteError, match="in use"), staging(out) as stage:
        folder = _release(stage, "second")
        monkeypatch.setattr(Path, "rename", fail)
        publish(folder, stage, out)
    assert (out / "briefing.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("page", [f"<head>{GENERATOR}</head>".encode(), f"%PDF-1.7 {PDF_KEYWORD}".encode()])
def test_a_page_replaces_only_a_page_of_ours(tmp_path, page):
    for data in (page, page + b"again"):
        replace_page(tmp_path / "page", data)
    assert (tmp_path / "page").read_bytes() == page + b"again"
    for name, text in {"contacts.csv": "contact_id", "theirs.pdf": "%PDF-1.7 theirs"}.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match="is not a page that prevent_geo made"):
            replace_page(tmp_path / name, page)
        assert (tmp_path / name).read_text() == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["contacts.csv", "page", "theirs.pdf"]


def test_a_place_that_cannot_be_written_to_is_exit_7(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWriteError, match="cannot write to") as caught, staging(tmp_path / "file" / "out"):
        pass
    assert caught.value.exit_code == 7
