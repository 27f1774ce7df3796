"""The table of practice: interventions and programmes, and how well what they do is evidenced."""

from __future__ import annotations

from prevent_geo.tables.column import Column, Table

PRACTICE = Table(
    name="practice",
    row="an intervention or programme",
    key="practice_id",
    optional=True,
    in_order=(
        ("start", "end"),
        ("effect_lower", "effect"),
        ("effect", "effect_upper"),
        ("effect_lower", "effect_upper"),
    ),
    columns=(
        Column("practice_id", "code", "identifier of the practice", required=True, nullable=False, unique=True),
        Column("partner_id", "code", "partner that leads it", refers_to="partners.partner_id"),
        Column("district_code", "code", "district it is for; missing: all", refers_to="areas.district_code"),
        Column("strand", "code", "strand of the strategy it serves", code_list="strands"),
        Column("title", "text", "what it is called", required=True, nullable=False),
        Column("start", "date", "first day"),
        Column("end", "date", "last day; missing while it runs"),
        Column(
            "evidence_level", "integer", "strength of the evidence, 5 = strongest", minimum=1, maximum=5, unit="level"
        ),
        Column("outcome", "text", "what was measured, and its unit", free_text=True),
        Column("effect", "number", "difference in the outcome, in its own unit; missing: not measured"),
        Column("effect_lower", "number", "lower limit of the effect, in the unit of the outcome"),
        Column("effect_upper", "number", "upper limit of the effect, in the unit of the outcome"),
    ),
)
