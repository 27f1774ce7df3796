"""The mapping of Greater Manchester is that of the Trafford extract, which every test run reads."""

from pathlib import Path

from prevent_geo.reading.config import read_config

ROOT = Path(__file__).parents[2]


def _mappings(folder):
    config = read_config(ROOT / folder)
    sources = [source for table in ("areas", "partners") for source in config.sources(table)]
    left_out = {"file", "where"}
    return {Path(source.file).stem: source.model_dump(exclude=left_out) for source in sources}


def test_greater_manchester_is_mapped_as_its_tested_extract():
    extract, whole = _mappings("tests/data/trafford"), _mappings("examples/greater_manchester")
    assert whole.pop("england_wales_lsoa21") == extract.pop("areas")
    assert whole == extract
    assert len(whole) == 6


def test_greater_manchester_is_chosen_by_its_police_force_area():
    (areas,) = read_config(ROOT / "examples/greater_manchester").sources("areas")
    assert areas.where == {"pfa24_code": "E23000005"}
