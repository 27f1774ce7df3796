"""Disclosure is a type: a plain frame of persons does not type-check as a layer, and does not run."""

import re
from pathlib import Path

import pandas as pd
import pytest
from mypy import api

from prevent_geo.layers import Layer
from prevent_geo.maps.static import plot_layer

ROOT = Path(__file__).parents[2]
SNIPPET = Path(__file__).parent / "typing" / "plain_frame.py"


def test_a_plain_frame_does_not_type_check(monkeypatch):
    monkeypatch.chdir(ROOT)
    out, complaint, _ = api.run(["--config-file", "pyproject.toml", "--no-pretty", str(SNIPPET.relative_to(ROOT))])
    assert not complaint
    refused = {
        int(line) for line in re.findall(rf"^{re.escape(str(SNIPPET.relative_to(ROOT)))}:(\d+): error", out, re.M)
    }
    marked = {i for i, line in enumerate(SNIPPET.read_text().splitlines(), 1) if line.endswith("# refused")}
    assert refused == marked, out


def test_a_plain_frame_does_not_run(ward):
    frame = pd.DataFrame({"value": [3.0], "status": ["value"]})
    layer = ward.layers["attendance_rate"]
    words = ("attendance", "Reach", "t", "q", "u", "m", "c")
    with pytest.raises(TypeError, match=r"^layer 'attendance' was handed a DataFrame; it takes a Released$"):
        Layer(*words, values=frame, style=layer.style, names=layer.names, facts=layer.facts)
    with pytest.raises((TypeError, AttributeError)):
        plot_layer(ward.scene, frame)
