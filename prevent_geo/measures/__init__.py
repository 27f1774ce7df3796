"""The measures: one file, one measure, one public function of the same name; CARDS says what each means."""

from prevent_geo.measures import attendance_rate as _attendance_rate
from prevent_geo.measures import contact_rate as _contact_rate
from prevent_geo.measures import nearest_partner as _nearest_partner
from prevent_geo.measures import recency as _recency
from prevent_geo.measures.attendance_rate import attendance_rate
from prevent_geo.measures.common import MEANING, RESULT_COLUMNS, MethodCard, Status
from prevent_geo.measures.contact_rate import contact_rate
from prevent_geo.measures.nearest_partner import ANY_SECTOR, nearest_partner
from prevent_geo.measures.recency import recency

CARDS: dict[str, MethodCard] = {
    module.CARD.id: module.CARD for module in (_contact_rate, _attendance_rate, _recency, _nearest_partner)
}

__all__ = [
    "ANY_SECTOR",
    "CARDS",
    "MEANING",
    "RESULT_COLUMNS",
    "MethodCard",
    "Status",
    "attendance_rate",
    "contact_rate",
    "nearest_partner",
    "recency",
]
