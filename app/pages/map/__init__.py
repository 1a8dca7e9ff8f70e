"""The map of the derivation: as data, and as it is drawn."""

from gradgrid.app.pages.map.arrows import drawing_of
from gradgrid.app.pages.map.frame import TALL, WIDE
from gradgrid.app.pages.map.nodes import map_of

__all__ = ["TALL", "WIDE", "drawing_of", "map_of"]
