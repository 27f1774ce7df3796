"""Notebooks of a few lines, as jobs; they write what a release needs at the least."""

import nbformat

from prevent_geo.runs.job import Job, Limits

WRITE = "\n".join(
    [
        "import json",
        "from pathlib import Path",
        "Path(out).mkdir()",
        'Path(out, "page.txt").write_text("a page")',
        'Path(out, "manifest.json").write_text(\'{"run_id": "x", "files": {}}\')',
    ]
)
QUICK = Limits(cell=60, job=120, retries=0)


def write_notebook(path, *cells, parameters='out: str = ""  # folder'):
    first = nbformat.v4.new_code_cell(parameters)
    first.metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    code = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(nbformat.v4.new_notebook(cells=[first, *code], metadata={"kernelspec": kernel}), path)
    return path


def small_job(notebook, out, dataset="sample", **options):
    return Job(notebook, {}, out, "job", str(dataset), **{"limits": QUICK, **options})
