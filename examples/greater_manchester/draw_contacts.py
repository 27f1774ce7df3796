"""Draw synthetic contacts over the real areas and partners of Greater Manchester: contacts.parquet beside this file.

No engagement contacts exist as open data. The same seed gives the same contacts.
"""

from datetime import date
from pathlib import Path

from prevent_geo.reading import read_places
from prevent_geo.synthesis import draw_contacts

if __name__ == "__main__":
    folder = Path(__file__).parent
    areas, partners = read_places(folder)
    contacts = draw_contacts(areas, partners, contacts=30_000, start=date(2024, 10, 1), months=24, seed=7)
    contacts.to_parquet(folder / "contacts.parquet", index=False)
    print(f"{len(contacts):,} synthetic contacts over {len(areas):,} areas and {len(partners):,} partner sites")
