"""``python -m moto_appstream``."""

import sys

from moto_appstream.cli import main

sys.exit(main())
