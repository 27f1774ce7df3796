"""The table of areas: statistical areas (an LSOA, say) with their residents and the places they belong to."""

from __future__ import annotations

from prevent_geo.tables.column import Column, Table

AREAS = Table(
    name="areas",
    row="a statistical area (an LSOA, say)",
    key="area_code",
    geometry="polygon",
    columns=(
        Column("area_code", "code", "code of the area", required=True, nullable=False, unique=True),
        Column("area_name", "text", "name of the area", fallback="area_code"),
        Column("neighbourhood_code", "code", "code of the neighbourhood (a ward, say)"),
        Column("neighbourhood_name", "text", "name of the neighbourhood", fallback="neighbourhood_code"),
        Column("district_code", "code", "code of the district (a local authority)"),
        Column("district_name", "text", "name of the district", fallback="district_code"),
        Column("force_code", "code", "code of the police force area"),
        Column("force_name", "text", "name of the police force area", fallback="force_code"),
        Column("population", "integer", "usual residents", required=True, minimum=0, unit="residents"),
        Column("households", "integer", "households", minimum=0, unit="households"),
        Column(
            "deprivation_decile",
            "integer",
            "national deprivation decile, 1 = most deprived tenth; may be missing",
            minimum=1,
            maximum=10,
            unit="decile",
        ),
        Column("rurality", "code", "urban or rural", code_list="rurality"),
        Column("geometry", "geometry", "boundary: polygon or multipolygon", required=True, nullable=False),
    ),
)
