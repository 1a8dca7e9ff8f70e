"""Ready-made convolutions, in the order of the menu."""

from app.presets.layers import LAYERS
from app.presets.preset import Arrays, Preset
from app.presets.small import SMALL

PRESETS = (*SMALL, *LAYERS)
BY_ID = {preset.id: preset for preset in PRESETS}

__all__ = ["BY_ID", "PRESETS", "Arrays", "Preset"]
