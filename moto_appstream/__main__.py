"""``python -m moto_appstream``."""

import sys

from moto_appstream.commands.cli import main

sys.exit(main())
