"""AppStream, laid out as one of moto's own services."""

from .models import appstream_backends as appstream_backends
