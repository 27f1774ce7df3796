import json
from importlib.metadata import Distribution, PackageNotFoundError

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from prevent_geo.releases.packages import bill_of_packages

VALID = JsonStrictValidator(SchemaVersion.V1_6)


class Package(Distribution):
    """An installed package that is only its metadata."""

    def __init__(self, text):
        self.text = text

    def read_text(self, filename):
        return self.text if filename == "METADATA" else None

    def locate_file(self, path):
        raise NotImplementedError


PACKAGES = {
    "top": "Name: Top\nVersion: 1.0\nLicense-Expression: MIT\nRequires-Dist: Low_Er[fast]>=1\nRequires-Dist: gone\n"
    'Requires-Dist: never; sys_platform == "amiga"\nRequires-Dist: lint; extra == "dev"\n',
    "low-er": 'Name: low.er\nVersion: 2+x\nLicense: BSD\nRequires-Dist: c; extra == "fast"\nRequires-Dist: top\n',
    "c": "Name: c\nVersion: 3\nLicense: apache-2.0\n",
    "never": "Name: never\nVersion: 1\n",
    "lint": "Name: lint\nVersion: 1\n",
}


def find(name):
    if name not in PACKAGES:
        raise PackageNotFoundError(name)
    return Package(PACKAGES[name])


def test_it_follows_requirements_extras_and_markers_and_packages_that_need_each_other():
    bill = bill_of_packages("top", find=find)
    assert VALID.validate_str(json.dumps(bill)) is None
    assert [part["purl"] for part in bill["components"]][1:] == ["pkg:pypi/c@3", "pkg:pypi/low-er@2%2Bx"]
    needs = {one["ref"]: one.get("dependsOn") for one in bill["dependencies"][1:]}
    assert needs == {
        "pkg:pypi/c@3": [],
        "pkg:pypi/low-er@2%2Bx": ["pkg:pypi/c@3", "pkg:pypi/top@1.0"],
        "pkg:pypi/top@1.0": ["pkg:pypi/low-er@2%2Bx"],
    }


def test_a_licence_is_an_spdx_expression_or_not_there():
    bill = bill_of_packages("top", find=find)
    parts = [bill["metadata"]["component"], *bill["components"][1:]]
    licences = {part["name"]: part.get("licenses") for part in parts}
    expected = {"top": [{"expression": "MIT"}], "c": [{"expression": "Apache-2.0"}], "low-er": None}
    assert licences == expected


def test_the_packages_of_this_installation_are_a_valid_bill_that_is_the_same_twice():
    bill = bill_of_packages()
    assert VALID.validate_str(json.dumps(bill)) is None
    assert bill == bill_of_packages()
    names = {part["name"] for part in bill["components"]}
    assert {"geopandas", "pyproj", "papermill", "numpy"} <= names
    assert not names & {"pytest", "mypy", "prevent-geo"}
    refs = {part["bom-ref"] for part in [bill["metadata"]["component"], *bill["components"]]}
    assert refs == {one["ref"] for one in bill["dependencies"]}


def test_other_packages_have_another_serial_number():
    serials = {bill_of_packages(name, find=find)["serialNumber"] for name in PACKAGES}
    assert len(serials) == len(PACKAGES)


def test_what_is_not_installed_has_no_bill():
    with pytest.raises(PackageNotFoundError):
        bill_of_packages("nothing", find=find)
