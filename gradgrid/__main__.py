"""``python -m gradgrid`` is ``gradgrid``."""

import sys

from gradgrid.app.cli import main

sys.exit(main())
