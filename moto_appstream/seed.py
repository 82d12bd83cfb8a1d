"""Putting in place what a test needs and no operation of AWS makes at once.

There is no CreateImage operation: images come out of image builders. All functions take part in
the mock that is on, and what they put in place goes with moto's reset. Impossible values are
refused with an error that says what is possible, and change nothing. Under moto's
``TEST_SERVER_MODE`` they seed the server.
"""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from botocore import xform_name

from moto_appstream.appstream.exceptions import COMMON_ERRORS, AppStreamException
from moto_appstream.appstream.models import all_or_nothing, backend_lock
from moto_appstream.appstream.models.arranged import (
    Arrangements,
    PlannedAnswer,
    PlannedFailure,
)
from moto_appstream.appstream.models.journal import journal
from moto_appstream.appstream.names import aws_names
from moto_appstream.appstream.schema import Operation, operation, service_model, structure
from moto_appstream.appstream.shapes import WrongTypeError
from moto_appstream.appstream.words import choices, name_of, shown
from moto_appstream.environment import DEFAULT_REGION
from moto_appstream.moto_internals import require_mock
from moto_appstream.seeding import answers, builders, create, documents, remote, usage
from moto_appstream.seeding.answers import Answer, UnusedAnswer
from moto_appstream.seeding.failures import COPY_FAILURE_MESSAGE, UnusedFailure, message_of
from moto_appstream.seeding.images import put_in_place
from moto_appstream.seeding.places import backend_at, scope
from moto_appstream.seeding.values import checked

if TYPE_CHECKING:
    import sys

    from moto_appstream import type_defs as types

    if sys.version_info >= (3, 11):
        from typing import Unpack
    else:
        from typing_extensions import Unpack

__all__ = [
    "answer",
    "app_block",
    "app_block_builder",
    "application",
    "copy_failure",
    "daily_report",
    "directory_config",
    "everything",
    "export_failure",
    "failure",
    "fleet",
    "fleet_failure",
    "image",
    "image_builder",
    "image_builder_failure",
    "image_builder_reboot",
    "image_from_builder",
    "import_failure",
    "license_usage",
    "load",
    "quotas",
    "session",
    "software_failure",
    "stack",
    "unused",
    "up_to_date",
    "update_failure",
    "user",
]


def __dir__() -> list[str]:
    """What completion offers."""
    return __all__


Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


#: The functions that make something, or arrange it, by their names.
FUNCTIONS: dict[str, Callable[..., Any]] = {}


def _seeding(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let a function run where the images are: in this process, or on moto's server."""

    @functools.wraps(function)
    def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        if not remote.is_remote():
            require_mock("Seeding")
            return function(*args, **kwargs)
        arguments = inspect.signature(function).bind(*args, **kwargs).arguments
        for name in ("members", "limits", "sections"):
            arguments.update(arguments.pop(name, {}))
        answer = remote.call(function.__name__, arguments)
        # A resource is as it is on the wire, with times as numbers.
        makes_image = function.__name__ in ("image", "image_from_builder")
        shape = "Image" if makes_image else shape_of(function.__name__)
        return cast(Result, structure(shape).read(answer, "", []) if answer and shape else None)

    FUNCTIONS[function.__name__] = call
    return call


@_seeding
def image(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    tags: Mapping[str, str] | None = None,
    shared_with: Iterable[str] | Mapping[str, Mapping[str, bool]] = (),
    created_time: datetime | str | None = None,
    then: types.ImageState | None = None,
    software_associations: Sequence[types.SoftwareAssociationsMembers] = (),
    **members: Unpack[types.ImageArguments],
) -> types.ImageTypeDef:
    """Put an image in place.

    By default it is an own image such as an image builder makes: PRIVATE, AVAILABLE, for
    Windows Server 2022, without applications (rows image-always, image-builder-made).

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param tags: its tags.
    :param shared_with: the accounts that may use it too; as a mapping, with the permissions of
        each (``{"111122223333": {"allow_fleet": True, "allow_image_builder": False}}``); all
        permissions otherwise.
    :param created_time: as text, such as 2026-11-01T12:00:00Z; default: now, and later than the
        image before that was made so.
    :param then: the state that it comes to, at moto's pace for ``appstream::image``
        (``state="PENDING", then="AVAILABLE"``); default: it stays in its state.
    :param software_associations: the license-included applications of an own image, as
        DescribeSoftwareAssociations answers them; only ``software_name`` is required.
    :param members: any other member that the service model has for an image, in snake_case
        (``platform="AMAZON_LINUX2"``, ``applications=[{"name": "editor"}]``); None leaves out a
        member that would be there by default, unless no image lacks it. An image in a state that
        passes, such as PENDING, stays in it. ``visibility="PUBLIC"`` makes it one of AWS's;
        ``"SHARED"`` one that another account, the one in ``arn``, shares with this.
    :returns: the image as DescribeImages answers it.
    :raises ValueError: a value that no image can have, or a name that is taken.
    :raises RuntimeError: no mock is on.
    """
    _check_names(image, members)
    with _refusing():
        answer = put_in_place(
            name,
            backend_at(region, account_id),
            tags=tags,
            shared_with=shared_with,
            created_time=created_time,
            then=then,
            software=software_associations,
            members=members,
        )
    return cast("types.ImageTypeDef", answer)


@_seeding
def fleet(
    name: str,
    *,
    image: str | None = None,
    region: str | None = None,
    account_id: str | None = None,
    **members: Unpack[types.FleetArguments],
) -> types.FleetTypeDef:
    """Make a fleet, by CreateFleet (rows fleet-*).

    :param name: its name, which must be free.
    :param image: the name of an own or PUBLIC image, or the ARN of one or of a SHARED image; an
        ELASTIC fleet has none.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param members: any other parameter of CreateFleet, in snake_case; ``created_time``;
        ``state``, which does not pass (``state="RUNNING"``); and ``fleet_errors``.
    :returns: the fleet as AWS shows it.
    :raises ValueError: what the operation refuses, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    if image is not None:
        _text(image, "image")
        members["image_arn" if image.startswith("arn:") else "image_name"] = image
    return cast(
        "types.FleetTypeDef", _created("fleets", region, account_id, {"name": name, **members})
    )


@_seeding
def fleet_failure(
    name: str,
    *,
    error_code: str = "INTERNAL_SERVICE_ERROR",
    error_message: str | None = None,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next start of a fleet end in STOPPED, with an error that it shows (row fleet-errors).

    Several of them are errors of the same start. To refuse a call itself, such as for a role that
    AppStream cannot assume, use :func:`failure`.

    :param name: of the fleet, which must be there.
    :param error_code: of the error, such as ``SUBNET_NOT_FOUND``.
    :param error_message: likewise; default: one that names the fleet and the code.
    :param region: where the fleet is; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: there is no such fleet, or AWS does not have the code.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        if error_message is None:
            error_message = f"The fleet {name} could not be started: {error_code}."
        error = {"ErrorCode": error_code, "ErrorMessage": error_message}
        checked(structure("FleetError"), error, "")
        fleets = backend_at(region, account_id).fleets
        fleets.fail_next_start(_text(name, "name"), error_code, error_message)


@_seeding
def stack(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    **members: Unpack[types.StackArguments],
) -> types.StackTypeDef:
    """Make a stack, by CreateStack (rows stack-*).

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param members: any other parameter of CreateStack, in snake_case; ``created_time`` and
        ``stack_errors``.
    :returns: the stack as AWS shows it.
    :raises ValueError: what the operation refuses, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    return cast(
        "types.StackTypeDef", _created("stacks", region, account_id, {"name": name, **members})
    )


@_seeding
def user(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    **members: Unpack[types.UserArguments],
) -> types.UserTypeDef:
    """Make a user of the user pool, by CreateUser (rows user-*).

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param members: any other parameter of CreateUser, in snake_case;
        ``created_time``; ``enabled`` and
        ``status``, such as ``status="CONFIRMED"``.
    :returns: the user as AWS shows it.
    :raises ValueError: what the operation refuses, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    return cast(
        "types.UserTypeDef", _created("users", region, account_id, {"name": name, **members})
    )


@_seeding
def directory_config(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    **members: Unpack[types.DirectoryConfigArguments],
) -> types.DirectoryConfigTypeDef:
    """Make a directory config, by CreateDirectoryConfig (rows dir-*).

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param members: any other parameter of CreateDirectoryConfig, in snake_case; ``created_time``.
    :returns: the directory config as AWS shows it.
    :raises ValueError: what the operation refuses, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    return cast(
        "types.DirectoryConfigTypeDef",
        _created("directory_configs", region, account_id, {"name": name, **members}),
    )


@_seeding
def image_builder(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    **members: Unpack[types.ImageBuilderArguments],
) -> types.ImageBuilderTypeDef:
    """Make an image builder, by CreateImageBuilder (rows builder-*).

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param members: any other parameter of CreateImageBuilder, in snake_case; ``created_time`` and
        ``state``, which does not pass.
    :returns: the image builder as AWS shows it.
    :raises ValueError: what the operation refuses, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    return cast(
        "types.ImageBuilderTypeDef",
        _created("image_builders", region, account_id, {"name": name, **members}),
    )


@_seeding
def image_from_builder(
    name: str,
    *,
    image_builder: str,
    applications: Sequence[Mapping[str, Any]] = (),
    display_name: str | None = None,
    description: str | None = None,
    tags: Mapping[str, str] | None = None,
    use_latest_agent_version: bool = False,
    dynamic_app_providers: bool = False,
    failure: bool = False,
    failure_code: str = "INTERNAL_ERROR",
    failure_message: str | None = None,
    region: str | None = None,
    account_id: str | None = None,
) -> types.ImageTypeDef:
    """Make an image as the Image Assistant on a RUNNING image builder does (builder-image-*).

    The image is PENDING and the image builder SNAPSHOTTING. The next time you describe them they
    are AVAILABLE and STOPPED, unless a pace is set for ``appstream::image`` or
    ``appstream::image_builder``; both get there in one step.

    :param name: of the image, which must be free.
    :param image_builder: the name of the image builder.
    :param applications: at least one (``[{"name": "editor"}]``), unless there are dynamic app
        providers; at most 50.
    :param display_name: default: the name.
    :param use_latest_agent_version: whether its instances always have the newest agent; default:
        they have that of the image builder.
    :param dynamic_app_providers: whether they provide applications.
    :param failure: whether the image ends FAILED.
    :param failure_code: of its StateChangeReason then.
    :param failure_message: likewise; default: one that AWS might give.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :returns: the image, which is PENDING.
    :raises ValueError: the image builder is missing or not RUNNING, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    with _refusing():
        failure_planned = None
        if failure:
            failure_planned = builders.failure_of_image(failure_code, failure_message)
        answer = builders.make_image(
            backend_at(region, account_id),
            _text(image_builder, "image_builder"),
            _text(name, "name"),
            applications=builders.checked_applications(applications),
            display_name=display_name,
            description=description,
            tags=tags,
            use_latest_agent_version=use_latest_agent_version,
            dynamic_app_providers=dynamic_app_providers,
            failure=failure_planned,
        )
    return cast("types.ImageTypeDef", answer)


@_seeding
def image_builder_reboot(
    name: str, *, region: str | None = None, account_id: str | None = None
) -> None:
    """Reboot a RUNNING image builder, as whoever works on it does (row builder-reboot).

    :param name: of the image builder.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: there is none of this name, or it is not RUNNING.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        backend_at(region, account_id).image_builders.reboot(_text(name, "name"))


@_seeding
def image_builder_failure(
    *,
    name: str | None = None,
    error_code: str = "INTERNAL_SERVICE_ERROR",
    error_message: str | None = None,
    code: str = "INTERNAL_ERROR",
    message: str | None = None,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next image builder that is created end FAILED (row builder-create-failed).

    :param name: only one of this name; default: any.
    :param error_code: of the error that it shows, such as ``DOMAIN_JOIN_ERROR_ACCESS_DENIED``.
    :param error_message: likewise; default: AWS's, where it is known.
    :param code: of its StateChangeReason.
    :param message: likewise; default: the message of the error.
    :param region: where it is created; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: a code that AWS does not have.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        planned = builders.failure_of_builder(code, message, error_code, error_message)
        backend_at(region, account_id).image_builders.fail_next(planned, name)


@_seeding
def software_failure(
    name: str,
    *,
    error_code: str = "INSTALLATION_FAILED",
    error_message: str = "The deployment failed.",
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next deployment of an application on an image builder fail (row software-failed).

    :param name: of the application, such as ``Microsoft_Office_2024_LTSC_Standard_64Bit``.
    :param error_code: of its DeploymentError.
    :param error_message: likewise.
    :param region: where the image builder is; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: there is no such application.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        backend = backend_at(region, account_id)
        backend.software.fail_next(_text(name, "name"), error_code, error_message)


@_seeding
def update_failure(
    *, message: str | None = None, region: str | None = None, account_id: str | None = None
) -> None:
    """Let the next CreateUpdatedImage end FAILED (row updated-failed).

    :param message: the message of its error; default: one such as AWS's.
    :param region: where the image is; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        text = None if message is None else _text(message, "message")
        backend_at(region, account_id).image_updates.fail_next(text)


@_seeding
def up_to_date(name: str, *, region: str | None = None, account_id: str | None = None) -> None:
    """Let an own image have the newest agent and base already (row updated-cannot).

    :param name: its name.
    :param region: where it is; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: there is no such image.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        backend_at(region, account_id).image_updates.set_up_to_date(_text(name, "name"))


@_seeding
def import_failure(
    *,
    error_code: str = "INTERNAL_SERVICE_ERROR",
    error_message: str = "The image could not be imported.",
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next CreateImportedImage end FAILED (row imported-failed).

    :param error_code: of its ImageErrors: one of the model's.
    :param error_message: likewise, and of its StateChangeReason.
    :param region: where the image is; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        checked(structure("ResourceError").members["ErrorCode"], error_code, "error_code")
        text = _text(error_message, "error_message")
        backend_at(region, account_id).image_imports.fail_next(error_code, text)


@_seeding
def export_failure(
    *,
    state: str = "FAILED",
    error_code: str = "INTERNAL_ERROR",
    error_message: str = "The image could not be exported.",
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next CreateExportImageTask end FAILED, or TIMED_OUT (row export-done).

    :param state: the state that it ends in.
    :param error_code: of its ErrorDetails.
    :param error_message: likewise.
    :param region: where the image is; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        if state not in ("FAILED", "TIMED_OUT"):
            raise ValueError(f"state must be FAILED or TIMED_OUT, got {shown(state)}.")
        error = _text(error_code, "error_code"), _text(error_message, "error_message")
        backend_at(region, account_id).export_tasks.fail_next(*error, state)


@_seeding
def app_block(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    **members: Unpack[types.AppBlockArguments],
) -> types.AppBlockTypeDef:
    """Make an app block, by CreateAppBlock (rows appblock-*).

    By default it is of the packaging type APPSTREAM2, and INACTIVE.

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param members: any other parameter of CreateAppBlock, in snake_case;
        ``created_time``; ``state`` and
        ``app_block_errors``.
    :returns: the app block as AWS shows it.
    :raises ValueError: what the operation refuses, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    return cast(
        "types.AppBlockTypeDef",
        _created("app_blocks", region, account_id, {"name": name, **members}),
    )


@_seeding
def application(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    **members: Unpack[types.ApplicationArguments],
) -> types.ApplicationTypeDef:
    """Make an application, by CreateApplication (rows app-*).

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param members: any other parameter of CreateApplication, in snake_case; ``created_time``.
    :returns: the application as AWS shows it.
    :raises ValueError: what the operation refuses, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    return cast(
        "types.ApplicationTypeDef",
        _created("applications", region, account_id, {"name": name, **members}),
    )


@_seeding
def app_block_builder(
    name: str,
    *,
    region: str | None = None,
    account_id: str | None = None,
    **members: Unpack[types.AppBlockBuilderArguments],
) -> types.AppBlockBuilderTypeDef:
    """Make an app block builder, by CreateAppBlockBuilder (rows abb-*).

    :param name: its name, which must be free.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :param members: any other parameter of CreateAppBlockBuilder, in snake_case;
        ``created_time``; ``state`` and
        ``app_block_builder_errors``.
    :returns: the app block builder as AWS shows it.
    :raises ValueError: what the operation refuses, or an impossible value.
    :raises RuntimeError: no mock is on.
    """
    return cast(
        "types.AppBlockBuilderTypeDef",
        _created("app_block_builders", region, account_id, {"name": name, **members}),
    )


@_seeding
def session(
    *,
    stack: str,
    fleet: str,
    user_id: str = "user",
    authentication_type: str = "API",
    connection_state: str = "CONNECTED",
    region: str | None = None,
    account_id: str | None = None,
) -> types.SessionTypeDef:
    """Let a user begin a session, as one who opens a streaming URL does (rows session-*).

    :param stack: the name of the stack.
    :param fleet: the name of a RUNNING fleet that is associated with it.
    :param user_id: the user.
    :param authentication_type: how the user signed in: API, SAML, USERPOOL or AWS_AD.
    :param connection_state: CONNECTED or NOT_CONNECTED.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: the owner of the fleet; default: moto's.
    :returns: the session as DescribeSessions answers it.
    :raises ValueError: there is no such pair, the fleet is not RUNNING or full, or a value is
        impossible.
    :raises RuntimeError: no mock is on.
    """
    with _refusing():
        given = {
            "user_id": user_id,
            "authentication_type": authentication_type,
            "connection_state": connection_state,
        }
        for name, value in given.items():
            shape = structure("Session").members[aws_names("Session")[name]]
            checked(shape, value, name)
        backend = backend_at(region, account_id)
        with backend_lock, journal.all_or_nothing():
            begun = backend.sessions.begin(_text(stack, "stack"), _text(fleet, "fleet"), **given)
            answer = copy.deepcopy(structure("Session").trim(begun.describe()))
    return cast("types.SessionTypeDef", answer)


@_seeding
def daily_report(
    *,
    generated: datetime | str | None = None,
    error_code: str | None = None,
    error_message: str = "The usage report could not be generated.",
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let a usage report be generated, or fail to be (row report-describe).

    :param generated: when; default: now.
    :param error_code: why it was not: RESOURCE_NOT_FOUND, ACCESS_DENIED or
        INTERNAL_SERVICE_ERROR; default: it was.
    :param error_message: what the subscription shows beside this code.
    :param region: where the subscription is; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: there is no subscription, or a value is impossible.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        usage.report(backend_at(region, account_id), generated, error_code, error_message)


@_seeding
def license_usage(
    user_id: str,
    *,
    license_type: str,
    billing_period: str | None = None,
    first_used: datetime | str | None = None,
    last_used: datetime | str | None = None,
    user_arn: str | None = None,
    owner_account_id: str | None = None,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let a user have used an application that AWS licenses (row report-license).

    A user has one record for each month and type of license: a second one replaces it.

    :param user_id: the user.
    :param license_type: such as ``Microsoft Office LTSC Standard 2021``.
    :param billing_period: the month, such as ``2026-11``; default: this month.
    :param first_used: default: now.
    :param last_used: default: ``first_used``.
    :param user_arn: default: the ARN of the user of the pool who has this id for a name,
        otherwise one that ends with the id.
    :param owner_account_id: who owns the license; default: the account that used it.
    :param region: where it was used; default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: who used it; default: moto's.
    :raises ValueError: an impossible value, or the installed botocore does not know of licenses.
    :raises RuntimeError: no mock is on.
    """
    with _refusing(), all_or_nothing():
        _known_operation("DescribeAppLicenseUsage")
        usage.put_license(
            backend_at(region, account_id),
            user_id,
            license_type,
            billing_period=billing_period,
            first_used=first_used,
            last_used=last_used,
            user_arn=user_arn,
            owner_account_id=owner_account_id,
        )


@_seeding
def copy_failure(
    *,
    message: str = COPY_FAILURE_MESSAGE,
    times: int = 1,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next copy end FAILED, with the code IMAGE_COPY_FAILURE (row image-copy-states).

    :param message: the message of its StateChangeReason.
    :param times: how many copies fail.
    :param region: only copies out of this region; default: any.
    :param account_id: only copies of this account; default: any.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    with _arranging() as arranged:
        place = scope(region, account_id)
        text = _text(message, "message")
        arranged.failures.append(PlannedFailure(place, text, _count(times, "times", 1)))


@_seeding
def failure(
    operation_name: types.OperationName,
    code: types.ErrorCode,
    *,
    message: str | None = None,
    times: int = 1,
    attempts: int | None = None,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next call of an operation fail (row errors-modelled).

    A client repeats a call after throttling, after server errors and, in the retry modes
    ``standard`` and ``adaptive``, after LimitExceededException. It really waits in between, as it
    does with AWS, unless AWS_MAX_ATTEMPTS is 1 when it is made. All its attempts are one call.

    :param operation_name: such as ``CopyImage``.
    :param code: an error that the service model lists for the operation, or a common one.
    :param message: default: what the service model says of the error.
    :param times: how many calls fail, as the code under test makes them.
    :param attempts: how many attempts of each of these calls fail, so that a client that tries
        again gets over it; default: all of them.
    :param region: only calls in this region; default: any.
    :param account_id: only calls of this account; default: any.
    :raises ValueError: the operation cannot fail with this code, or is not there.
    :raises RuntimeError: no mock is on.
    """
    with _arranging() as arranged:
        called = _known_operation(operation_name)
        possible = [*called.modelled_errors, *COMMON_ERRORS]
        if _text(code, "code") not in possible:
            raise ValueError(
                f"{operation_name} cannot fail with {name_of(code)}{choices(code, possible)}."
            )
        arranged.failures.append(
            PlannedFailure(
                scope(region, account_id),
                message_of(code) if message is None else _text(message, "message"),
                _count(times, "times", 1),
                called.name,
                code,
                None if attempts is None else _count(attempts, "attempts", 1),
            )
        )


@_seeding
def answer(
    operation_name: str,
    answer: Answer | Callable[[dict[str, Any]], Answer],
    *,
    times: int | None = None,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let calls of an operation get this answer, in place of what the operation does.

    The call is authorized and its parameters are checked as always. Then a planned failure
    strikes, if there is one; else the call gets the answer, and nothing changes.

    Answers with ``times`` are used first, in the order in which they were planned. Of several
    without, the last one planned applies.

    :param operation_name: such as ``DescribeSessions``: any operation that the installed botocore
        has, those too that moto_appstream does not have.
    :param answer: what boto3 is to return, under AWS's names or in snake_case;
        ``ResponseMetadata`` is ignored. Or a function that makes it from the parameters of the
        call, a dict under AWS's names. What the function raises is raised where the call was made,
        and so is a ValueError if it returns what AWS cannot answer; on a server both are errors of
        status 501. A function cannot be sent to the server of ``TEST_SERVER_MODE``.
    :param times: how many calls get it, as the code under test makes them; default: all.
    :param region: only calls in this region; default: any.
    :param account_id: only calls of this account; default: any.
    :raises ValueError: AWS cannot give this answer, or there is no such operation.
    :raises RuntimeError: no mock is on.
    """
    with _arranging() as arranged:
        called = _modelled_operation(operation_name)
        arranged.plan_answer(
            PlannedAnswer(
                scope(region, account_id),
                called.name,
                answers.giving(called, answer),
                answers.as_text(answer),
                None if times is None else _count(times, "times", 1),
            )
        )


def unused() -> list[UnusedFailure | UnusedAnswer]:
    """What was planned and not used as often as planned, in the order of the plans.

    :returns: the failures that :func:`failure` and :func:`copy_failure` planned since the mock
        started, then the answers that :func:`answer` planned with ``times``.
    :raises RuntimeError: no mock is on.
    """
    if remote.is_remote():
        failures, planned_answers = remote.unused()
        return [
            *(UnusedFailure(**entry) for entry in failures),
            *(UnusedAnswer(**entry) for entry in planned_answers),
        ]
    require_mock("Seeding")
    return [*unused_failures(), *unused_answers()]


def unused_failures() -> list[UnusedFailure]:
    """Those of this process, also where it is a server itself."""
    with _arranging() as arranged:
        return [UnusedFailure.of(planned) for planned in arranged.failures]


def unused_answers() -> list[UnusedAnswer]:
    """Those of this process, also where it is a server itself."""
    with _arranging() as arranged:
        return [
            UnusedAnswer.of(planned, planned.times)
            for planned in arranged.answers
            if planned.times is not None
        ]


@_seeding
def quotas(
    *, region: str | None = None, account_id: str | None = None, **limits: Unpack[types.Quotas]
) -> None:
    """Set quotas; without this there are none (rows image-copy-limits, every-quota).

    If several quotas cover a place, the last ones set apply.

    :param region: the region they hold for; default: all. For a copy it is the destination.
    :param account_id: the account they hold for; default: all.
    :param limits: how many there may be; None is without limit. ``images=10`` and
        ``concurrent_copies=2`` is what AWS starts an account with; the others are the sections of
        a seed file, such as ``fleets`` and ``image_builders``, and ``fleet_instances``.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    for what in limits:
        if what not in create.quota_names():
            raise ValueError(
                f"{name_of(what)} is not a quota{choices(what, create.quota_names())}."
            )
    with _arranging() as arranged:
        checked_limits = {
            what: None if limit is None else _count(limit, what, 0)
            for what, limit in cast(Mapping[str, Any], limits).items()
        }
        place = scope(region, account_id)
        arranged.quotas.pop(place, None)  # those set last stand last
        arranged.quotas[place] = checked_limits


@_seeding
def everything(**sections: Unpack[types.Sections]) -> None:
    """Put many things in place: all of them, or nothing.

    :param sections: lists of the arguments of the functions of this module: ``images``,
        ``fleets``, ``stacks``, ``copy_failures``, ... There is a section for every family of
        resources that a Create operation makes, associations too; :func:`section_names` lists
        them. They are taken in that order, in which they depend on each other.
    :raises ValueError: one of them is impossible; says which, and what is possible.
    :raises RuntimeError: no mock is on.
    """
    _check_names(everything, sections)
    later: list[Callable[[], None]] = []
    with all_or_nothing():
        for section in section_names():
            entries = sections.get(section)
            if not isinstance(entries, (list, tuple, NoneType)):
                raise ValueError(f"{section} must be a list, got {shown(entries)}.")
            for number, entry in enumerate(entries or ()):
                with _named(f"{section}[{number}]"):
                    _take(section, entry, later)
        for put_in_its_state in later:
            put_in_its_state()


def section_names() -> list[str]:
    """The sections of a seed file, in the order in which they depend on each other."""
    return ["images", *create.sections(), *_ARRANGEMENTS]


_ARRANGEMENTS: dict[str, Callable[..., Any]] = {
    "copy_failures": copy_failure,
    "failures": failure,
    "answers": answer,
    "quotas": quotas,
}


def _take(section: str, entry: Any, later: list[Callable[[], None]]) -> None:
    """Seed one entry of a section."""
    functions: dict[str, Callable[..., Any]] = {"images": image, "fleets": fleet, **_ARRANGEMENTS}
    function = functions.get(section)
    if function is not None:
        inspect.unwrap(function)(**check_arguments(function, entry))
        return
    if not isinstance(entry, Mapping):
        raise ValueError(f"The arguments must be a mapping, got {shown(entry)}.")
    given = dict(entry)
    _created(section, given.pop("region", None), given.pop("account_id", None), given, later)


def _created(
    section: str,
    region: str | None,
    account_id: str | None,
    arguments: Mapping[str, Any],
    later: list[Callable[[], None]] | None = None,
) -> Any:
    with _refusing():
        return copy.deepcopy(create.create(section, arguments, region, account_id, later))


def load(path: str | Path) -> None:
    """Put in place what a seed file lists: all of it, or nothing.

    :param path: of a file in YAML, or in JSON if its name ends so. It has the arguments of
        :func:`everything`.
    :raises ValueError: something in it is impossible; says where, and what is possible.
    :raises OSError: the file cannot be read.
    :raises RuntimeError: no mock is on.
    """
    with _named(str(path)):
        everything(**check_arguments(everything, documents.read(path)))


@contextmanager
def _named(place: str) -> Iterator[None]:
    """An error of the block says where it is."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def check_arguments(function: Callable[..., Any], arguments: Any) -> dict[str, Any]:
    """The arguments of one of these functions, by their names.

    In a document, null stands for an argument that is not given.

    :raises ValueError: one is unknown, or missing; says which there are.
    """
    if not isinstance(arguments, Mapping):
        raise ValueError(
            f"The arguments must be a mapping, got {shown(arguments)}"
            f"{choices(arguments, _names_of(function))}."
        )
    _check_names(function, arguments)
    given = {}
    parameters = inspect.signature(function).parameters
    for name, value in arguments.items():
        default = parameters[name].default if name in parameters else None
        is_required = default is inspect.Parameter.empty
        given[name] = default if value is None and not is_required else value
    for name, parameter in parameters.items():
        is_required = (
            parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        )
        if is_required and name not in arguments:
            raise ValueError(f"The argument {name} is missing.")
    return given


def _check_names(function: Callable[..., Any], arguments: Mapping[Any, Any]) -> None:
    """
    :raises ValueError: the function has no argument of one of these names.
    """
    names = _names_of(function)
    members = _members_of(function)
    for name in arguments:
        if name in names or name in members:
            continue
        what = f"an argument of seed.{function.__name__}"
        if function is image:
            what = f"a member of Image in the installed botocore, nor {what}"
        elif function is everything:
            what = "a section"
        elif function is quotas:
            what = "a quota"
        raise ValueError(f"{name_of(name)} is not {what}{choices(name, names)}.")


def shape_of(function_name: str) -> str | None:
    """The shape of the resource that a function makes, or None if it makes none."""
    if function_name == "session":
        return "Session"
    kind = create.sections().get(f"{function_name}s")
    return kind.shape if kind else None


def _members_of(function: Callable[..., Any]) -> Iterable[str]:
    """The members, under AWS's names, that a function takes beside its named arguments."""
    if function is image:
        return structure("Image").members
    section = f"{function.__name__}s"
    return create.members(section) if section in create.sections() else ()


def _names_of(function: Callable[..., Any]) -> list[str]:
    """The arguments of one of these functions, and the members that it takes, in snake_case."""
    if function is everything:
        return section_names()
    parameters = inspect.signature(function).parameters.values()
    names = [one.name for one in parameters if one.kind is not one.VAR_KEYWORD]
    if function is quotas:
        return [*names, *create.quota_names()]
    return [*names, *sorted({xform_name(one) for one in _members_of(function)} - {*names})]


def _known_operation(name: str) -> Operation:
    """
    :raises ValueError: there is no operation of this name, or not yet.
    """
    called = _modelled_operation(name)
    if not _has(called):
        raise ValueError(f"moto_appstream does not have the operation {name} yet.")
    return called


def _modelled_operation(name: str) -> Operation:
    """
    :raises ValueError: the installed botocore has no operation of this name.
    """
    known = service_model().operation_names
    if _text(name, "operation_name") not in known:
        raise ValueError(f"{name_of(name)} is not an operation of AppStream{choices(name, known)}.")
    return operation(name)


def _has(called: Operation) -> bool:
    return backend_at(DEFAULT_REGION, None).has(called)


@contextmanager
def _arranging() -> Iterator[Arrangements]:
    with _refusing(), backend_lock:
        yield backend_at(DEFAULT_REGION, None).arranged


@contextmanager
def _refusing() -> Iterator[None]:
    """What AWS would refuse, as the error of a Python function."""
    try:
        yield
    except (AppStreamException, WrongTypeError) as refusal:
        message = refusal.message if isinstance(refusal, AppStreamException) else str(refusal)
        raise ValueError(message) from None


def _count(value: float, what: str, least: int) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # as JSON Schema has it
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{what} must be an integer of at least {least}, got {shown(value)}.")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{what} must be a non-empty string, got {shown(value)}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{what} must be valid Unicode.") from None
    return value
