"""The sections of an area briefing, made from a rich picture."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from prevent_geo.briefing import narrative
from prevent_geo.briefing.document import Briefing, Bullets, DataTable, Paragraph, Picture, Section
from prevent_geo.layers import Layer
from prevent_geo.maps.static import plot_layer
from prevent_geo.measures import MEANING
from prevent_geo.picture import RichPicture

RESPONSIBLE_USE = (
    "This briefing measures services, not people. It says where partners recorded contacts and where they did not; "
    "it says nothing about the risk of any place, group or person, and must not be used to infer it."
)


def area_briefing(picture: RichPicture) -> Briefing:
    """Write the area briefing of a rich picture."""
    sections = (
        _at_a_glance(picture),
        _layers(picture, "reach", "Reach", ["contact_rate", "recency", "attendance_rate"]),
        _layers(picture, "partners", "Partners", ["partners", "nearest_partner"]),
        _layers(picture, "place", "The place", ["population", "deprivation"]),
        _unknowns(picture),
        _methods(picture),
        _provenance(picture),
    )
    subtitle = f"{picture.place.full_name}. {picture.period}. For: {picture.audience}."
    return Briefing(
        title=f"Area briefing: {picture.place.name}",
        subtitle=subtitle,
        about=picture.about,
        audience=picture.audience,
        place=picture.place,
        period=picture.period,
        sections=sections,
    )


def _at_a_glance(picture: RichPicture) -> Section:
    sentences = (
        *narrative.reach_sentences(picture),
        *narrative.unreached_sentences(picture),
        narrative.recency_sentence(picture),
        narrative.partners_sentence(picture),
        narrative.access_sentence(picture),
        narrative.attendance_sentence(picture),
        narrative.withheld_sentence(picture),
    )
    return Section("glance", "At a glance", (Bullets(sentences), Paragraph(RESPONSIBLE_USE)))


def _layers(picture: RichPicture, section: str, title: str, names: list[str]) -> Section:
    blocks = [block for name in names for block in _layer_blocks(picture, picture.layer(name))]
    return Section(section, title, tuple(blocks))


def _layer_blocks(picture: RichPicture, layer: Layer) -> list[Picture | DataTable | Paragraph]:
    if not len(layer.values):
        return [Paragraph(f"{layer.title}: there is nothing to show here.")]
    figure = plot_layer(picture.scene, layer)
    caption = f"{layer.title}: {layer.question} {layer.caveat}."
    noun = "areas" if layer.kind == "areas" else "sites"
    summary = pd.DataFrame(
        [(entry.label, f"{count:,}") for entry, count in layer.legend()],
        columns=["Class", f"Number of {noun}"],
    )
    return [
        Picture(figure.png(), figure.alt_text, caption),
        DataTable(f"{layer.title} ({layer.unit}): number of {noun} in each class", summary),
        DataTable(f"{layer.title}: all {noun}", layer.table(), folded=True),
    ]


def _unknowns(picture: RichPicture) -> Section:
    counts = {
        layer.title: {status: int((layer.values.table["status"] == status).sum()) for status in MEANING}
        for layer in picture.layers.values()
    }
    table = pd.DataFrame(counts).T.rename(columns=lambda status: str(status).capitalize())
    table.insert(0, "Layer", table.index)
    meanings = tuple(f"{status.capitalize()}: {meaning}." for status, meaning in MEANING.items())
    aside = sum(line.set_aside for line in picture.dataset.report.ledger)
    ledger = (
        f"Of the rows read, {aside:,} were set aside. The ledger under Provenance says how many of which file, "
        "and prevent-geo check lists them."
        if aside
        else "Every row that was read was used."
    )
    return Section(
        "unknowns",
        "What we do not know",
        (
            DataTable("Number of areas or sites without a figure, or where none was recorded", table.astype("str")),
            Bullets(meanings),
            Paragraph(ledger),
        ),
    )


def _methods(picture: RichPicture) -> Section:
    rows = [
        (layer.title, layer.question, layer.method, layer.values.card.assumptions, layer.caveat)
        for layer in picture.layers.values()
    ]
    frame = pd.DataFrame(rows, columns=["Layer", "Question", "Method", "Assumptions", "Caveat"])
    comparing = (
        "Where two rates are compared, the words higher and lower are used only if an exact conditional test finds a "
        "difference at the 5 % level; one such test is made in this briefing. Contacts are not fully independent of "
        "each other, so true limits are somewhat wider than those shown."
    )
    return Section("methods", "Methods and caveats", (DataTable("How each layer is made", frame), Paragraph(comparing)))


def _provenance(picture: RichPicture) -> Section:
    from prevent_geo import __version__

    about = picture.about
    facts = {
        "Dataset": about.title,
        "Source": about.source,
        "Licence": about.licence,
        "Vintage": about.vintage,
        "Period shown": str(picture.period),
        "Place": str(picture.place),
        "Audience": picture.audience,
        "Protective marking": about.marking,
        "Disclosure policy": f"{picture.policy.name}: {picture.policy}",
        "Made with": f"prevent_geo {__version__}",
    }
    frame = pd.DataFrame([(fact, value or "not given") for fact, value in facts.items()], columns=["Fact", "Value"])
    ledger = picture.dataset.report.ledger_table().astype("str")
    ledger["file"] = [Path(file).name for file in ledger["file"]]
    ledger.columns = ["Table", "File", "Not selected", "Read", "Used", "Set aside"]
    return Section(
        "provenance",
        "Provenance",
        (DataTable("What this is made from", frame), DataTable("Ledger: read = used + set aside", ledger)),
    )
