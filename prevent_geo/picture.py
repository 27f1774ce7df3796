"""RichPicture: a Dataset at a Place over a Period for an audience, as an ordered stack of layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from prevent_geo.assessment import Profile
from prevent_geo.dataset import About, Dataset
from prevent_geo.disclosure import Ledger, Policy, Protection, check_audience, find_policy, protect
from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.layers import Layer, contact_timelines, make_layers
from prevent_geo.maps.scene import Scene, make_scene
from prevent_geo.measures import need_profile
from prevent_geo.period import Period
from prevent_geo.place import Place

if TYPE_CHECKING:
    from prevent_geo.drawing import WordedFigure
    from prevent_geo.maps.web_map import WebMap


@dataclass(frozen=True, eq=False)
class RichPicture:
    """The layers of a place over a period: `.map()`, `.plot(layer)`, `.table(layer)`, `.layers`.

    `whole` is the dataset with all its periods, `dataset` holds the contacts of the period only; `scene` holds what a
    map needs: geometry and released layers; `protection` says what is withheld, beside what `ledger` says was released
    before.
    """

    whole: Dataset
    dataset: Dataset
    place: Place
    period: Period
    audience: str
    protection: Protection
    ledger: Ledger | None
    scene: Scene

    @property
    def policy(self) -> Policy:
        """The disclosure policy."""
        return self.protection.policy

    @cached_property
    def layers(self) -> Mapping[str, Layer]:
        """The layers by id, in the order of the stack."""
        return self.scene.layers

    @property
    def about(self) -> About:
        """Title, marking, licence, source and vintage of the data."""
        return self.dataset.about

    @cached_property
    def profile(self) -> Profile:
        """All that the measures say of the place, for the same audience."""
        return Profile(self.dataset, self.place, self.protection)

    def layer(self, name: str) -> Layer:
        """One layer; an unknown name raises InputError with the nearest known one."""
        if name not in self.layers:
            near = did_you_mean(name, self.layers)
            raise InputError(f"layer '{name}': there is no such layer{near}; there are {', '.join(self.layers)}")
        return self.layers[name]

    def map(self) -> WebMap:
        """The interactive map: shows itself in JupyterLab; `.save(path)` writes one offline HTML file."""
        from prevent_geo.maps.web_map import WebMap

        return WebMap(self.scene)

    def plot(self, layer: str = "contact_rate") -> WordedFigure:
        """The static twin of one layer, as a matplotlib figure."""
        from prevent_geo.maps.static import plot_layer

        return plot_layer(self.scene, self.layer(layer))

    def poster(self, path: str | Path) -> Path:
        """Write the rich picture as a PDF of one A3 page; returns where it is."""
        from prevent_geo.maps.poster import poster

        written = Path(path)
        written.write_bytes(poster(self.scene, self.profile))
        return written

    def table(self, layer: str = "contact_rate") -> pd.DataFrame:
        """The table of one layer, as people read it."""
        return self.layer(layer).table()

    def __repr__(self) -> str:
        """Say what it shows in a line."""
        return f"<RichPicture of {self.place.full_name}, {self.period}, for {self.audience}: {', '.join(self.layers)}>"

    def _repr_html_(self) -> str:
        from prevent_geo.cards import card_html
        from prevent_geo.maps.static import draw_map

        first = next(layer for layer in self.scene.area_layers)
        rows = [(name, layer.title, layer.unit, layer.group) for name, layer in self.layers.items()]
        return card_html(
            self.scene.title,
            about=f"{self.about.marking}. For: {self.audience}.",
            figure=draw_map(self.scene, first, width=4.6, height=3, labels=False, words=False),
            facts={"Drawn": f"{first.title} ({first.unit})", "Protected": f"{self.protection.words()}."},
            table=pd.DataFrame(rows, columns=["Layer", "Shows", "Unit", "Group"]),
            caption="Its layers",
            next_steps={
                "picture.map()": "is the interactive map",
                'picture.layers["': "and Tab offers its layers",
                "picture.plot(layer)": "draws one",
            },
        )


def rich_picture(
    dataset: Dataset,
    *,
    place: str = "all",
    period: str = "all",
    audience: str = "partner",
    policy: str | Policy = "default",
    need: str = "flat",
    ledger: Ledger | None = None,
) -> RichPicture:
    """Build the rich picture of a place.

    Parameters
    ----------
    dataset
        An opened dataset.
    place
        'all', 'force:CODE', 'district:CODE', 'neighbourhood:CODE', 'area:CODE', or a name that only one place has.
    period
        'all', '2026', '2026-Q1', '2026-03', '2026-01-01/2026-03-31' or 'last 12 months'.
    audience
        'public', 'partner' or 'internal'.
    policy
        The disclosure policy, or the name of a shipped one.
    need
        The profile of need by which contacts are expected: 'flat' or 'deprivation'.
    ledger
        What was released before; None to look without publishing.

    Raises
    ------
    InputError
        If a place, period, audience, policy or profile of need is not understood.
    DisclosureError
        If the audience may not see data of the dataset's marking, or a count of persons cannot be protected beside
        what was released before.

    Examples
    --------
    >>> from prevent_geo.dataset import open_dataset
    >>> picture = rich_picture(open_dataset("sample"), place="Clarrowbridge", period="last 12 months")
    >>> picture.table("population").head(3)
                          Name Residents (people)
    area_code
    X01000127  Tarrel Moor 001              1,120
    X01000128  Tarrel Moor 002              1,684
    X01000129  Tarrel Moor 003              1,740
    """
    rules = policy if isinstance(policy, Policy) else find_policy(policy)
    check_audience(audience, dataset.about.marking)
    where = dataset.place(place)
    need_profile(need)
    when = Period.parse(period, dataset.period)
    during = replace(dataset.during(when), need=need)
    protection = protect(dataset, rules, period=when, ledger=ledger).for_audience(audience)
    # classes are computed on all areas, so that maps of different places can be compared
    layers = make_layers(during, protection, audience)
    scene = make_scene(during, where, layers, audience, contact_timelines(during, protection))
    return RichPicture(dataset, during, where, during.period, audience, protection, ledger, scene)
