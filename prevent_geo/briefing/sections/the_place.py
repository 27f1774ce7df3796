"""The place: where it is, who lives there, how deprived it is, and who works there."""

from __future__ import annotations

from prevent_geo.briefing.document import Paragraph, Section
from prevent_geo.briefing.narrative import place as say
from prevent_geo.briefing.sections.common import layer_blocks
from prevent_geo.picture import RichPicture

ID, TITLE = "the_place", "The place"


def the_place(picture: RichPicture) -> Section:
    """The place in words, and a map of its residents."""
    words = (say.where_sentence, say.residents_sentence, say.deprivation_sentence, say.partners_here_sentence)
    text = " ".join(write(picture) for write in words)
    return Section(ID, TITLE, (Paragraph(text), *layer_blocks(picture, "population")))
