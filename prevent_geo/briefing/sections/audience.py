"""What an audience gets: what is not for the public is left out, not blanked."""

from __future__ import annotations

from prevent_geo.layers import Layer
from prevent_geo.picture import RichPicture

# they name single partners or say how well each keeps its records
NOT_PUBLIC_LAYERS = ("partner_network", "partner_dependency", "stopped_reporting")
NOT_PUBLIC_SECTIONS = ("questions",)


def layers_for(picture: RichPicture) -> list[Layer]:
    """The layers of a picture that its audience is told of, in the order of the stack."""
    hidden = NOT_PUBLIC_LAYERS if picture.audience == "public" else ()
    return [layer for name, layer in picture.layers.items() if name not in hidden]
