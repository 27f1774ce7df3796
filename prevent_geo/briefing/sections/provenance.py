"""Provenance: what the briefing is made from, and the ledger of the rows that were read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from prevent_geo.briefing.document import Block, DataTable, Section
from prevent_geo.picture import RichPicture


def provenance(picture: RichPicture) -> Section:
    """The facts of the data, the rules and the code; for partners the ledger of the files too."""
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
    blocks: list[Block] = [DataTable("What this is made from", frame)]
    if picture.audience != "public":
        blocks.append(DataTable("Ledger: read = used + set aside", _ledger(picture)))
    return Section("provenance", "Provenance", tuple(blocks))


def _ledger(picture: RichPicture) -> pd.DataFrame:
    ledger = picture.dataset.report.ledger_table().astype("str")
    ledger["file"] = [Path(file).name for file in ledger["file"]]
    ledger.columns = pd.Index(["Table", "File", "Not selected", "Read", "Used", "Set aside"])
    return ledger
