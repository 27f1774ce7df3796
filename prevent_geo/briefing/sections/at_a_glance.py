"""At a glance: what a chair reads in a minute."""

from __future__ import annotations

from prevent_geo.briefing.document import Bullets, Paragraph, Section
from prevent_geo.briefing.narrative import partners as of_partners
from prevent_geo.briefing.narrative import reach as of_reach
from prevent_geo.briefing.narrative import scorecard as of_scorecard
from prevent_geo.briefing.narrative import voice as of_voice
from prevent_geo.briefing.narrative.wording import PUBLIC
from prevent_geo.measures import Status
from prevent_geo.picture import RichPicture

ID, TITLE = "at_a_glance", "At a glance"
CONTACT = "A contact is a meeting, visit or event that a partner wrote down."
RESPONSIBLE_USE = (
    "This briefing measures services, not people. It says where partners recorded contacts and where they did not. "
    "It says nothing about the risk of any place, group or person, and must not be used to infer it."
)


def at_a_glance(picture: RichPicture) -> Section:
    """Five to eight sentences, each with its number, limits and unit; then how they may be used."""
    judged = of_scorecard.outcome_sentences(picture.profile.scorecard())
    said = [*_contacts(picture), *_partners(picture), " ".join(judged[:2])]
    opening = [Paragraph(CONTACT)] if picture.audience == PUBLIC else []
    return Section(ID, TITLE, (*opening, Bullets(tuple(said)), Paragraph(RESPONSIBLE_USE)))


def _contacts(picture: RichPicture) -> list[str]:
    reach = of_reach.reach_sentences(picture)
    if (picture.layers["recency"].values.table["status"] == Status.NOT_REPORTED).all():
        return reach
    themes = of_voice.theme_sentences(picture, of_voice.theme_shares(picture))[:1]
    said = [" ".join(reach[:2]), of_reach.change_sentence(picture), of_reach.recency_sentence(picture)]
    return [*said, *themes, of_voice.answer_sentences(picture)[0], " ".join(of_voice.trust_sentences(picture))]


def _partners(picture: RichPicture) -> list[str]:
    ready = of_partners.ready_sentences(picture)[:1]
    return ready or ["No partner has a site here."]
