"""The errors AppStream answers with: one class a code, its text as a template.

The contract is that of moto's ``ServiceException`` (a class-level ``code`` and
``message``), which the older supported moto releases do not have yet.
"""

from __future__ import annotations

from typing import ClassVar

from .brief import cut

# Enough for all accounts that can share an image.
_MOST_CHARACTERS = 2000


class AppStreamException(Exception):  # noqa: N818  AWS's own word for it
    """An answer of AWS that refuses the call.

    :param message: replaces the template of the class.
    :param values: fill the template of the class, each with 2,000 characters at most.
    """

    code = "InternalFailure"
    message = "An internal failure occurred."

    def __init__(self, message: str | None = None, **values: str) -> None:
        shown = {name: cut(value, _MOST_CHARACTERS) for name, value in values.items()}
        self.message = message or self.message.format(**shown)
        super().__init__(f"{self.code}: {self.message}")


class ImageNotFound(AppStreamException):
    code = "ResourceNotFoundException"
    message = "The image {name} for account {account_id} does not exist."


class ResourceNotFound(AppStreamException):
    code = "ResourceNotFoundException"
    message = "The resource {arn} does not exist."


class PermissionsNotFound(AppStreamException):
    code = "ResourceNotFoundException"
    message = "The image {name} is not shared with the account {account_id}."


class ImageNotAvailable(AppStreamException):
    code = "ResourceNotAvailableException"
    message = (
        "The image {name} is {state}. "
        "The image must be in an AVAILABLE state for this action to succeed."
    )


class ImageAlreadyExists(AppStreamException):
    code = "ResourceAlreadyExistsException"
    message = "The image {name} already exists in {region} for account {account_id}."


class ImageInUse(AppStreamException):
    code = "ResourceInUseException"
    message = "The image {name} is in use by the fleet {fleets}."


class ImageShared(AppStreamException):
    code = "ResourceInUseException"
    message = (
        "The image {name} is shared with the account {accounts}. "
        "Remove its permissions before you delete it."
    )


class OperationNotPermitted(AppStreamException):
    code = "OperationNotPermittedException"
    message = "The operation is not permitted."


class LimitExceeded(AppStreamException):
    code = "LimitExceededException"
    message = "The limit of {limit} {what} in {region} for account {account_id} is reached."


class NamesWithArns(AppStreamException):
    code = "InvalidParameterCombinationException"
    message = "Names and Arns cannot be used together."


class InvalidRequest(AppStreamException):
    code = "ValidationException"


class InvalidNextToken(InvalidRequest):
    message = "The NextToken is not valid for this request."


class RegionWithoutAppStream(InvalidRequest):
    message = (
        "AppStream is not available in the region {region}. "
        "Set MOTO_ALLOW_NONEXISTENT_REGION=true to have it in any region."
    )


class MalformedRequest(AppStreamException):
    code = "SerializationException"


class UnknownOperation(AppStreamException):
    code = "UnknownOperationException"
    message = "The operation {operation} is not known."


class OperationNotBuilt(AppStreamException):
    code = "NotImplementedException"
    message = "moto_appstream does not have the operation {operation} yet."


class Unauthorized(AppStreamException):
    """What moto's IAM refuses, under the code that JSON services have for it.

    :param refusal: moto's own error.
    """

    _CODES: ClassVar = {
        "InvalidClientTokenId": "UnrecognizedClientException",
        "SignatureDoesNotMatch": "InvalidSignatureException",
    }

    def __init__(self, refusal: Exception) -> None:
        self.code = self._CODES.get(getattr(refusal, "error_type", ""), "AccessDeniedException")
        super().__init__(getattr(refusal, "message", None) or str(refusal))


class SeededFailure(AppStreamException):
    """What a test asked for in advance, whatever its code."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


# What any AWS operation may answer without its model saying so, with the HTTP status.
COMMON_ERRORS = {
    "AccessDeniedException": 400,
    "ExpiredTokenException": 400,
    "IncompleteSignature": 400,
    "InternalFailure": 500,
    "InvalidSignatureException": 400,
    "NotImplementedException": 501,  # SDKs do not retry this status
    "RequestExpired": 400,
    "SerializationException": 400,
    "ServiceUnavailable": 503,
    "ThrottlingException": 400,
    "UnknownOperationException": 400,
    "UnrecognizedClientException": 400,
    "ValidationException": 400,
}
