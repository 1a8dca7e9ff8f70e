"""Ready-made convolutions, in the order of the menu."""

from gradgrid.app.presets.layers import LAYERS
from gradgrid.app.presets.preset import Preset
from gradgrid.app.presets.small import SMALL

PRESETS = (*SMALL, *LAYERS)
BY_ID = {preset.id: preset for preset in PRESETS}

__all__ = ["BY_ID", "PRESETS", "Preset"]
