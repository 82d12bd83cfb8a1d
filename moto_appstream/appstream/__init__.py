"""AppStream, laid out as one of moto's own services."""

# moto first: once it is imported, it is handed the URLs of this package, all of it.
import moto  # noqa: F401

from .models import appstream_backends as appstream_backends
