"""The map of the derivation: as data, and as it is drawn."""

from app.overview.frame import TALL, WIDE
from app.overview.lines import drawing_of
from app.overview.map import map_of

__all__ = ["TALL", "WIDE", "drawing_of", "map_of"]
