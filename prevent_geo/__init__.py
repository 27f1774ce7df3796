"""Community maps and area briefings from three tables: areas, partners, engagement contacts.

It measures services, never people: where partners reach, where they do not, and what is not known.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["measures"],
    submod_attrs={
        "assessment": ["Comparison", "Profile", "compare", "profile"],
        "briefing": ["Briefing", "area_briefing", "partnership_assessment", "scorecard_report"],
        "dataset": ["Dataset", "open_dataset"],
        "disclosure": ["Policy", "earlier_releases", "find_policy", "protect", "release"],
        "errors": ["PreventGeoError"],
        "layers": ["LAYERS", "Layer"],
        "measures": ["CARDS"],
        "period": ["Period"],
        "picture": ["RichPicture", "rich_picture"],
        "place": ["Place"],
        "releases": ["write_release"],
    },
)
