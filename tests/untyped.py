"""``seed`` without its types, for tests that pass what they make, or what is wrong."""

from __future__ import annotations

from typing import Any

from moto_appstream import seed as typed

seed: Any = typed
