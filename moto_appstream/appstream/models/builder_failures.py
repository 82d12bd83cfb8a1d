"""Failures of image builders and of images, as a test wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from .images import AVAILABLE, FAILED, Image

INTERNAL_ERROR = "INTERNAL_ERROR"
INTERNAL_SERVICE_ERROR = "INTERNAL_SERVICE_ERROR"

_MESSAGES = {
    "DOMAIN_JOIN_ERROR_ACCESS_DENIED": "Access is denied.",
    "DOMAIN_JOIN_ERROR_LOGON_FAILURE": "The username or password is incorrect.",
}


@dataclass(frozen=True)
class Failure:
    """Why an image builder or an image is FAILED.

    :param code: that of its StateChangeReason.
    :param message: that of its StateChangeReason; default: the message of its error.
    :param error_code: that of the error that it shows, one of FleetErrorCode.
    :param error_message: default: AWS's for this code, where it is known.
    """

    code: str = INTERNAL_ERROR
    message: str | None = None
    error_code: str = INTERNAL_SERVICE_ERROR
    error_message: str | None = None

    @property
    def reason(self) -> dict[str, str]:
        """Its StateChangeReason."""
        return {"Code": self.code, "Message": self.message or self._error_message}

    def errors(self, time: datetime | None = None) -> list[dict[str, Any]]:
        """The errors that it shows.

        :param time: when they happened; default: now, in milliseconds.
        """
        now = datetime.now(timezone.utc)
        return [
            {
                "ErrorCode": self.error_code,
                "ErrorMessage": self._error_message,
                "ErrorTimestamp": time or now.replace(microsecond=now.microsecond // 1000 * 1000),
            }
        ]

    @property
    def _error_message(self) -> str:
        default = "An internal service error occurred."
        return self.error_message or _MESSAGES.get(self.error_code, default)


def begin(image: Image, *states: str, failure: Failure | None) -> None:
    """Send a new image through these states to AVAILABLE or, with a failure, to FAILED."""
    if failure is None:
        image.goes(*states, AVAILABLE)
    else:
        errors = {"ImageErrors": failure.errors(image.created_time)}
        image.goes(*states, FAILED, reason=failure.reason, outcome=errors)
