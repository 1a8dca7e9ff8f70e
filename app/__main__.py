"""``python -m app`` is ``gradgrid``."""

import sys

from app.cli import main

sys.exit(main())
