"""The errors AppStream answers with: one class a code, its text as a template.

The contract is that of moto's ``ServiceException`` (a class-level ``code`` and
``message``), which the older supported moto releases do not have yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from .words import cut

# Enough for all accounts that can share an image.
_MOST_CHARACTERS = 2000
# Enough for a hundred violations of constraints, each shown in brief.
_MOST_OF_A_MESSAGE = 60_000


class AppStreamException(Exception):  # noqa: N818  AWS's own word for it
    """An answer of AWS that refuses the call.

    :param message: replaces the template of the class.
    :param values: fill the template of the class, each with 2,000 characters at most.
    """

    code = "InternalFailure"
    message = "An internal failure occurred."

    def __init__(self, message: str | None = None, **values: object) -> None:
        shown = {name: cut(str(value), _MOST_CHARACTERS) for name, value in values.items()}
        self.message = cut(message or self.message.format(**shown), _MOST_OF_A_MESSAGE)
        super().__init__(f"{self.code}: {self.message}")


class ResourceNotFound(AppStreamException):
    code = "ResourceNotFoundException"
    message = "The {kind} {name} for account {account_id} does not exist."


class ResourceAlreadyExists(AppStreamException):
    code = "ResourceAlreadyExistsException"
    message = "The {kind} {name} already exists."


class EntitlementNotFound(ResourceNotFound):
    """The code of an entitlement that is missing, where its stack is there."""

    code = "EntitlementNotFoundException"


class EntitlementAlreadyExists(ResourceAlreadyExists):
    code = "EntitlementAlreadyExistsException"


class ResourceInUse(AppStreamException):
    code = "ResourceInUseException"
    message = "The {kind} {name} is in use."


class WrongState(AppStreamException):
    """A resource is not in a state that the operation needs.

    :param wanted: the states in which it would succeed.
    """

    message = (
        "The {kind} {name} is {state}. "
        "The {kind} must be in {wanted} state for this action to succeed."
    )

    def __init__(self, *, kind: str, name: str, state: str | None, wanted: Sequence[str]) -> None:
        states = " or ".join(wanted)
        article = "an" if states[:1] in "AEIOU" else "a"
        super().__init__(kind=kind, name=name, state=state, wanted=f"{article} {states}")


class ResourceNotAvailable(WrongState):
    code = "ResourceNotAvailableException"


class UnassociatedAppBlockBuilder(AppStreamException):
    code = "ResourceNotAvailableException"
    message = "Unassociated AppBlock Builder cannot be started."


class NotPermittedInState(WrongState):
    code = "OperationNotPermittedException"


class OperationNotPermitted(AppStreamException):
    code = "OperationNotPermittedException"
    message = "The operation is not permitted."


class LimitExceeded(AppStreamException):
    # The last word is the limit: people's programs read it there.
    code = "LimitExceededException"
    message = (
        "The limit of {what} in {region} for account {account_id} was exceeded. "
        "Requested: {requested}, Limit: {limit}"
    )


class InvalidParameterCombination(AppStreamException):
    code = "InvalidParameterCombinationException"


class InvalidParameterValue(AppStreamException):
    """A value that is well formed and not allowed, where no modelled error fits (every-value)."""

    code = "InvalidParameterValueException"


class DryRunOperation(AppStreamException):
    code = "DryRunOperationException"
    message = "The request would have succeeded, but DryRun is set."


class IncompatibleImage(AppStreamException):
    code = "IncompatibleImageException"


class InvalidRole(AppStreamException):
    # Terraform's provider tries again where it reads the words in the middle.
    code = "InvalidRoleException"
    message = (
        "{role} encountered an error because your IAM role does not exist, "
        "or AppStream is not allowed to assume it."
    )


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


class OperationNotThere(AppStreamException):
    code = "NotImplementedException"
    message = (
        "moto_appstream does not have the operation {operation} yet. "
        "Patch the call in your test, or ask for the operation."
    )


class PlannedAnswerFailed(AppStreamException):
    """The function with which a test answers an operation raised an error, or a wrong answer.

    :param cause: the error, which is raised where the call was made, if that is in this process.
    """

    code = "NotImplementedException"
    message = "The answer that the test planned for {operation} failed: {cause}"

    def __init__(self, operation: str, cause: Exception) -> None:
        self.cause = cause
        super().__init__(operation=operation, cause=f"{type(cause).__name__}: {cause}")


class MissingAuthenticationToken(AppStreamException):
    code = "MissingAuthenticationTokenException"
    message = "Missing Authentication Token"


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
    "InvalidParameterValueException": 400,
    "InvalidSignatureException": 400,
    "MissingAuthenticationTokenException": 403,
    "NotImplementedException": 501,  # SDKs do not retry this status
    "RequestExpired": 400,
    "SerializationException": 400,
    "ServiceUnavailable": 503,
    "ThrottlingException": 400,
    "UnknownOperationException": 400,
    "UnrecognizedClientException": 400,
    "ValidationException": 400,
}
