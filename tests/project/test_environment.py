"""environment.yml and requirements.lock name what pyproject.toml asks for, and no other source."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]

CONDA_NAMES = {"geopandas": "geopandas-base", "jupyter-client": "jupyter_client", "matplotlib": "matplotlib-base"}
"""What conda-forge calls a package where it differs; the -base ones leave out Qt and other unneeded parts."""

ONLY_ON_PYPI = {"pypdfium2", "typst", "xstatic-leaflet"}


def by_name(requirements: list[str]) -> dict[str, SpecifierSet]:
    """Specifiers by canonical package name."""
    parsed = [Requirement(requirement) for requirement in requirements]
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in parsed}


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def asked(project: dict) -> dict[str, SpecifierSet]:
    """What the library and JupyterLab need: what environment.yml installs."""
    return by_name(project["dependencies"] + project["optional-dependencies"]["lab"])


@pytest.fixture(scope="module")
def conda() -> list:
    return yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]


@pytest.fixture(scope="module")
def lock() -> str:
    return (ROOT / "requirements.lock").read_text("utf-8")


@pytest.fixture(scope="module")
def pins(lock: str) -> dict[str, list[Version]]:
    """Locked versions by name; more than one where a newer release has dropped an older Python."""
    found = defaultdict(list)
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, flags=re.MULTILINE):
        found[canonicalize_name(name)].append(Version(version))
    return found


def test_conda_asks_for_the_same_versions(asked, conda):
    specs = dict(re.fullmatch(r"([\w.-]+) ?(.*)", spec).groups() for spec in conda if isinstance(spec, str))
    del specs["python"], specs["pip"]
    expected = {CONDA_NAMES.get(name, name): spec for name, spec in asked.items() if name not in ONLY_ON_PYPI}

    assert {name: SpecifierSet(spec) for name, spec in specs.items()} == expected


def test_conda_takes_from_pypi_only_what_it_lacks_and_the_project(asked, conda):
    [section] = [spec["pip"] for spec in conda if isinstance(spec, dict)]
    *packages, project = section

    assert by_name(packages) == {name: asked[name] for name in ONLY_ON_PYPI}
    assert project == "--editable ."


def test_conda_asks_for_the_same_python(project, conda):
    assert "python " + project["requires-python"] in conda


def test_every_direct_dependency_is_locked_at_a_version_it_allows(project, pins):
    extras = project["optional-dependencies"]
    direct = by_name(project["dependencies"] + extras["lab"] + extras["dev"])
    del direct["prevent-geo"]

    outside = {
        name: f"{specifier or 'any'}: locked at {', '.join(map(str, pins[name])) or 'nothing'}"
        for name, specifier in direct.items()
        if not pins[name] or not all(version in specifier for version in pins[name])
    }
    assert outside == {}


def test_every_locked_package_has_a_hash(lock):
    entries = re.split(r"\n(?=\S)", lock.strip())
    sound = re.compile(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}\b", flags=re.DOTALL)

    assert [entry for entry in entries if not sound.match(entry)] == []


def test_lock_names_no_host_path_or_option(lock):
    assert re.findall(r"^.*(?:://|file:|#).*$", lock, flags=re.MULTILINE) == []
    assert re.findall(r"^\s*-(?!-hash=sha256:).*$", lock, flags=re.MULTILINE) == []
