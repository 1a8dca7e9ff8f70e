"""What is made while the package is built, as a wheel or in a checkout: the math font."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))
import math_font


class MathFontHook(BuildHookInterface[Any]):
    """Cuts the font into static/fonts, from where it is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before anything is packed; ``version`` is "standard" or "editable"."""
        if self.target_name == "wheel":
            math_font.main()
