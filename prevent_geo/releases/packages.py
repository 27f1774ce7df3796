"""packages.cdx.json: the packages that a release was made with, as a CycloneDX bill of materials."""

from __future__ import annotations

import json
import platform
import uuid
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

BILL = "packages.cdx.json"
ROOT = "prevent-geo"
_FIXED = uuid.uuid5(uuid.NAMESPACE_DNS, "prevent-geo.invalid")
Find = Callable[[str], Distribution]


def bill_of_packages(root: str = ROOT, *, find: Find = distribution) -> dict[str, Any]:
    """The installed packages that one needs, those that they need in turn, and which needs which.

    Parameters
    ----------
    root
        Name of the package to begin with.
    find
        Finds an installed package by its name.

    Returns
    -------
    dict
        A CycloneDX 1.6 document. The same packages give the same document: it has no time, and its serial number is
        made from its content. A requirement that is not installed, or not for this platform, is not in it.

    Raises
    ------
    PackageNotFoundError
        If the package itself is not installed.

    Examples
    --------
    >>> bill = bill_of_packages("filelock")
    >>> bill["specVersion"], bill["metadata"]["component"]["name"], [part["type"] for part in bill["components"]]
    ('1.6', 'filelock', ['platform'])
    """
    packages, needs = _installed(root, find)
    refs = {name: _purl(name, package.version) for name, package in packages.items()}
    first = _name(root)
    python = {"type": "platform", "name": "python", "version": platform.python_version()}
    python["bom-ref"] = python["purl"] = f"pkg:generic/python@{python['version']}"
    parts = [_component(package, refs[name]) for name, package in sorted(packages.items()) if name != first]
    needed = [{"ref": refs[name], "dependsOn": sorted(refs[need] for need in needs[name])} for name in sorted(packages)]
    content = {
        "metadata": {"component": _component(packages[first], refs[first])},
        "components": [python, *parts],
        "dependencies": [{"ref": python["bom-ref"]}, *needed],
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_FIXED, json.dumps(content, sort_keys=True))}",
        "version": 1,
        **content,
    }


def _installed(root: str, find: Find) -> tuple[dict[str, Distribution], dict[str, set[str]]]:
    """Every package by its name, and the names of those that it needs; extras that are asked for count."""
    packages = {_name(root): find(root)}
    needs: dict[str, set[str]] = {_name(root): set()}
    # in turn, since packages may need each other
    waiting, seen = [(_name(root), "")], set()
    while waiting:
        asked = waiting.pop()
        if asked in seen:
            continue
        seen.add(asked)
        name, extra = asked
        for needed, extras in _requirements(packages[name], extra):
            if needed not in packages:
                try:
                    packages[needed] = find(needed)
                except PackageNotFoundError:
                    continue
            needs.setdefault(needed, set())
            # a package may ask for an extra of its own
            needs[name] |= {needed} - {name}
            waiting += [(needed, one) for one in ("", *sorted(extras))]
    return packages, needs


def _requirements(package: Distribution, extra: str) -> Iterator[tuple[str, set[str]]]:
    """What a package needs here, with an extra or without: names, and the extras of each."""
    from packaging.requirements import Requirement

    for text in package.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield _name(requirement.name), requirement.extras


def _component(package: Distribution, ref: str) -> dict[str, Any]:
    name = _name(package.metadata["Name"])
    component = {"type": "library", "bom-ref": ref, "name": name, "version": package.version, "purl": ref}
    expression = _licence(package)
    return {**component, "licenses": [{"expression": expression}]} if expression else component


def _licence(package: Distribution) -> str:
    """The SPDX expression of its licence; empty where its metadata have none."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    fields = [name for name in ("License-Expression", "License") if name in package.metadata]
    given = package.metadata[fields[0]] if fields else ""
    try:
        return str(canonicalize_license_expression(given))
    except InvalidLicenseExpression:
        return ""


def _purl(name: str, version: str) -> str:
    from urllib.parse import quote

    return f"pkg:pypi/{name}@{quote(version, safe='')}"


def _name(name: str) -> str:
    from packaging.utils import canonicalize_name

    return str(canonicalize_name(name))
