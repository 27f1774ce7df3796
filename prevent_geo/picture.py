"""RichPicture: a Dataset at a Place over a Period for an audience, as an ordered stack of layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from prevent_geo.dataset import About, Dataset
from prevent_geo.disclosure import Policy, check_audience, find_policy
from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.layers import Layer, make_layers
from prevent_geo.maps.scene import Scene, make_scene
from prevent_geo.measures import need_profile
from prevent_geo.period import Period
from prevent_geo.place import Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from prevent_geo.maps.web_map import WebMap


@dataclass(frozen=True, eq=False)
class RichPicture:
    """The layers of a place over a period: `.map()`, `.plot(layer)`, `.table(layer)`, `.layers`.

    `dataset` holds the contacts of the period only; `scene` holds what a map needs: geometry and released layers.
    """

    dataset: Dataset
    place: Place
    period: Period
    audience: str
    policy: Policy
    scene: Scene

    @property
    def layers(self) -> Mapping[str, Layer]:
        """The layers by id, in the order of the stack."""
        return self.scene.layers

    @property
    def about(self) -> About:
        """Title, marking, licence, source and vintage of the data."""
        return self.dataset.about

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

    def plot(self, layer: str = "contact_rate") -> Figure:
        """The static twin of one layer, as a matplotlib figure."""
        from prevent_geo.maps.static import plot_layer

        return plot_layer(self.scene, self.layer(layer))

    def table(self, layer: str = "contact_rate") -> pd.DataFrame:
        """The table of one layer, as people read it."""
        return self.layer(layer).table()

    def __repr__(self) -> str:
        """Say what it shows in a line."""
        return f"<RichPicture of {self.place.full_name}, {self.period}, for {self.audience}: {', '.join(self.layers)}>"


def rich_picture(
    dataset: Dataset,
    *,
    place: str = "all",
    period: str = "all",
    audience: str = "partner",
    policy: str = "default",
    need: str = "flat",
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

    Raises
    ------
    InputError
        If a place, period, audience, policy or profile of need is not understood.
    DisclosureError
        If the audience may not see data of the dataset's marking.

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
    during = replace(dataset.during(Period.parse(period, dataset.period)), need=need)
    # classes are computed on all areas, so that maps of different places can be compared
    layers = make_layers(during, rules)
    return RichPicture(during, where, during.period, audience, rules, make_scene(during, where, layers, audience))
