"""What a fork server has ready: what a notebook imports, one map and one figure drawn, the dataset opened."""

from __future__ import annotations

import importlib
import io
import json
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from prevent_geo.dataset import Dataset

# imported by a kernel or its notebook in their first moments
_MODULES = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "matplotlib_inline.backend_inline",
    "nbclient",
    "openpyxl",
    "papermill",
    "prevent_geo.briefing.pdf",
    "prevent_geo.briefing.reports",
    "prevent_geo.briefing.word",
    "prevent_geo.briefing.workbook",
    "prevent_geo.disclosure.scan",
    "prevent_geo.releases.gis",
    "prevent_geo.releases.write",
    "prevent_geo.runs.kernels.engine",
    "prevent_geo.runs.job",
    "prevent_geo.runs.job_process",
    "pypdf",
    "pypdfium2",
    "scipy.sparse",
    "tornado.platform.asyncio",
)


def warm_up(dataset: str = "", period: str = "") -> None:
    """Get ready; what cannot be done is told, and left to the children, which tell it better."""
    from prevent_geo.dataset import keep_open, open_dataset

    for module in _MODULES:
        try:
            importlib.import_module(module)
        except ImportError:
            traceback.print_exc()
    _look_for_provisioners()
    _draw(open_dataset("sample"))
    try:
        keep_open(dataset or "sample", period=period or None)
        _scan(open_dataset(dataset or "sample", period=period or None))
    except Exception:
        traceback.print_exc()


def _look_for_provisioners() -> None:
    """Go through all packages for provisioners of kernels, once for all jobs."""
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    KernelProvisionerFactory.instance()


def _draw(sample: Dataset) -> None:
    """One map and one figure: the first of each is slow."""
    from prevent_geo.picture import rich_picture

    picture = rich_picture(sample, place=str(sample.places("neighbourhood")[0]))
    picture.map().page()
    _ = picture.plot().png
    _draw_by_hand(picture.dataset.areas.iloc[:9])


def _draw_by_hand(areas: GeoDataFrame) -> None:
    """The same with pyplot and folium, as notebooks of others do."""
    import folium
    import matplotlib.pyplot as plt
    from IPython.core.pylabtools import find_gui_and_backend

    from prevent_geo.crs import to_web

    # looks through all packages for backends
    find_gui_and_backend("inline")  # type: ignore[no-untyped-call]
    figure, axes = plt.subplots()
    areas.plot("population", legend=True, ax=axes)
    figure.savefig(io.BytesIO())
    plt.close(figure)
    web = folium.Map(tiles=None)
    folium.GeoJson(to_web(areas[["area_name", "geometry"]]).to_json()).add_to(web)
    web.get_root().render()


def _scan(dataset: Dataset) -> None:
    """Check and scan one small notebook: patterns are compiled, and what is known of the places is looked up."""
    import nbformat

    from prevent_geo.disclosure import find_policy
    from prevent_geo.disclosure.scan import audit_folders

    printed = {"output_type": "stream", "name": "stdout", "text": "1 contact"}
    cell = {"id": "one", "cell_type": "code", "source": "1", "metadata": {}, "execution_count": 1, "outputs": [printed]}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    nbformat.validate(notebook)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "small.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        (Path(folder) / "small.html").write_text("<p>1 contact</p>", encoding="utf-8")
        audit_folders([Path(folder)], dataset=dataset, policy=find_policy())
