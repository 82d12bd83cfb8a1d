"""Putting in place what a test needs and no operation of AWS makes at once.

There is no CreateImage operation: images come out of image builders. All functions take part in
the mock that is on, and what they put in place goes with moto's reset. Impossible values are
refused with an error that says what is possible, and change nothing. Under moto's
``TEST_SERVER_MODE`` they seed the server.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, ParamSpec, TypeVar, cast

from botocore import model

from moto_appstream.appstream.brief import as_aws_shows, as_python_shows, cut
from moto_appstream.appstream.exceptions import COMMON_ERRORS, AppStreamException
from moto_appstream.appstream.models import all_or_nothing, backend_lock
from moto_appstream.appstream.models.arranged import PlannedFailure, Quotas, Rehearsal
from moto_appstream.appstream.responses import AppStreamResponse
from moto_appstream.appstream.schema import image_shape, operation, service_model
from moto_appstream.appstream.shapes import Shape, WrongTypeError, compile_shape
from moto_appstream.environment import DEFAULT_REGION
from moto_appstream.mock import require_mock
from moto_appstream.seeding import documents, remote
from moto_appstream.seeding.images import checked, put_in_place
from moto_appstream.seeding.places import backend_at, scope

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def _seeding(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let a function run where the images are: in this process, or on moto's server."""

    @functools.wraps(function)
    def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        if not remote.is_remote():
            require_mock()
            return function(*args, **kwargs)
        arguments = inspect.signature(function).bind(*args, **kwargs).arguments
        arguments.update(arguments.pop("members", {}))
        answer = remote.call(function.__name__, arguments)
        # Only an image is an answer: the one of DescribeImages, as it is on the wire.
        return cast(Result, image_shape().read(answer, "", []) if answer else None)

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
    **members: Any,
) -> dict[str, Any]:
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
    :param members: any other member that the service model has for an image, in snake_case
        (``platform="AMAZON_LINUX2"``, ``applications=[{"name": "editor"}]``); None leaves out a
        member that would be there by default, unless no image lacks it. An image in a state that
        passes, such as PENDING, stays in it. ``visibility="PUBLIC"`` makes it one of AWS's;
        ``"SHARED"`` one that another account, the one in ``arn``, shares with this.
    :returns: the image as DescribeImages answers it.
    :raises ValueError: a value that no image can have, or a name that is taken.
    :raises RuntimeError: no mock is on.
    """
    with _refusing():
        return put_in_place(
            name,
            backend_at(region, account_id),
            tags=tags,
            shared_with=shared_with,
            created_time=created_time,
            members=members,
        )


@_seeding
def fleet(
    name: str, *, image: str, region: str | None = None, account_id: str | None = None
) -> None:
    """Put a fleet in place that uses an image, which can then not be deleted.

    :param name: the name of the fleet; one that is there already moves to the image.
    :param image: the name of an own or PUBLIC image, or the ARN of one or of a SHARED image.
    :param region: default: AWS_DEFAULT_REGION, else us-east-1.
    :param account_id: its owner; default: moto's.
    :raises ValueError: there is no such image.
    :raises RuntimeError: no mock is on.
    """
    with _refusing():
        backend = backend_at(region, account_id)
        checked(_fleet_name(), name, "name")
        _text(image, "image")
        with backend_lock:
            backend.fleets[name] = backend.find_image(image).arn


@_seeding
def copy_failure(
    *,
    message: str = "The image could not be copied.",
    times: int = 1,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next copy end FAILED, with the code IMAGE_COPY_FAILURE (row copy-states).

    :param message: the message of its StateChangeReason.
    :param times: how many copies fail.
    :param region: only copies out of this region; default: any.
    :param account_id: only copies of this account; default: any.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    with _arranging() as rehearsal:
        place = scope(region, account_id)
        text = _text(message, "message")
        rehearsal.failures.append(PlannedFailure(place, text, _count(times, "times", 1)))


@_seeding
def failure(
    operation_name: str,
    code: str,
    *,
    message: str | None = None,
    times: int = 1,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Let the next call of an operation fail (row errors-modelled).

    A client repeats a call by itself after throttling, server errors and LimitExceededException,
    as it does with AWS: let those fail more often than it tries.

    :param operation_name: such as ``CopyImage``.
    :param code: an error that the service model lists for the operation, or a common one.
    :param message: default: what the service model says of the error.
    :param times: how many calls fail.
    :param region: only calls in this region; default: any.
    :param account_id: only calls of this account; default: any.
    :raises ValueError: the operation cannot fail with this code, or is not there.
    :raises RuntimeError: no mock is on.
    """
    with _arranging() as rehearsal:
        called = operation(_text(operation_name, "operation_name"))
        if not hasattr(AppStreamResponse, called.method_name):
            raise ValueError(f"moto_appstream does not have the operation {operation_name} yet.")
        possible = [*called.modelled_errors, *COMMON_ERRORS]
        if code not in possible:
            raise ValueError(
                f"{operation_name} cannot fail with {as_aws_shows(code)}; "
                f"possible are {', '.join(possible)}."
            )
        place = scope(region, account_id)
        text = _meaning_of(code) if message is None else _text(message, "message")
        rehearsal.failures.append(
            PlannedFailure(place, text, _count(times, "times", 1), called.name, code)
        )


@_seeding
def quotas(
    *,
    images: int | None = None,
    concurrent_copies: int | None = None,
    region: str | None = None,
    account_id: str | None = None,
) -> None:
    """Set the quotas that CopyImage obeys; without this there are none (row copy-limits).

    Of several calls whose places have a copy's destination in common, the last one counts.

    AWS starts an account with 10 images in a region, and 2 concurrent copies to one.

    :param images: how many own images a region may have; None is without limit.
    :param concurrent_copies: how many copies to a region may be COPYING; None is without limit.
    :param region: the destination they hold for; default: all.
    :param account_id: the account they hold for; default: all.
    :raises ValueError: an impossible value.
    :raises RuntimeError: no mock is on.
    """
    with _arranging() as rehearsal:
        limits = Quotas(
            images=None if images is None else _count(images, "images", 0),
            concurrent_copies=(
                None
                if concurrent_copies is None
                else _count(concurrent_copies, "concurrent_copies", 0)
            ),
        )
        place = scope(region, account_id)
        rehearsal.quotas.pop(place, None)  # those set last stand last
        rehearsal.quotas[place] = limits


@_seeding
def everything(
    *,
    images: Sequence[Mapping[str, Any]] | None = (),
    fleets: Sequence[Mapping[str, Any]] | None = (),
    copy_failures: Sequence[Mapping[str, Any]] | None = (),
    failures: Sequence[Mapping[str, Any]] | None = (),
    quotas: Sequence[Mapping[str, Any]] | None = (),
) -> None:
    """Put many things in place: all of them, or nothing.

    :param images: the arguments of :func:`image`, for each one.
    :param fleets: those of :func:`fleet`.
    :param copy_failures: those of :func:`copy_failure`.
    :param failures: those of :func:`failure`.
    :param quotas: those of :func:`quotas`.
    :raises ValueError: one of them is impossible; says which, and what is possible.
    :raises RuntimeError: no mock is on.
    """
    # In this order, since a fleet needs its image.
    sections = (
        ("images", image, images),
        ("fleets", fleet, fleets),
        ("copy_failures", copy_failure, copy_failures),
        ("failures", failure, failures),
        ("quotas", _QUOTAS, quotas),
    )
    with all_or_nothing():
        for section, function, entries in sections:
            if not isinstance(entries, (list, tuple, NoneType)):
                raise ValueError(f"{section}: this is a list, not {as_python_shows(entries)}.")
            for number, entry in enumerate(entries or ()):
                with _named(f"{section}[{number}]"):
                    inspect.unwrap(function)(**check_arguments(function, entry))


_QUOTAS = quotas  # where a parameter has its name


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

    :raises ValueError: they are not; says which there are.
    """
    signature = inspect.signature(function)
    try:
        signature.bind(**arguments)
    except TypeError as error:
        if isinstance(arguments, Mapping):
            reason = cut(str(error))
        else:
            reason = f"not a mapping: {as_python_shows(arguments)}"
        raise ValueError(f"{reason}; possible are {', '.join(signature.parameters)}.") from None
    defaults = {
        name: parameter.default
        for name, parameter in signature.parameters.items()
        if parameter.default is not inspect.Parameter.empty
    }
    return {
        name: defaults.get(name) if value is None else value for name, value in arguments.items()
    }


@contextmanager
def _arranging() -> Iterator[Rehearsal]:
    with _refusing(), backend_lock:
        yield backend_at(DEFAULT_REGION, None).rehearsal


@contextmanager
def _refusing() -> Iterator[None]:
    """What AWS would refuse, as the error of a Python function."""
    try:
        yield
    except (AppStreamException, WrongTypeError) as refusal:
        message = refusal.message if isinstance(refusal, AppStreamException) else str(refusal)
        raise ValueError(message) from None


@cache
def _fleet_name() -> Shape:
    request = cast(model.StructureShape, service_model().shape_for("CreateFleetRequest"))
    return compile_shape(request.members["Name"])


def _count(value: float, what: str, least: int) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # as JSON Schema has it
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{what} is a whole number from {least}, not {as_python_shows(value)}.")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{what} is a text that is not empty, not {as_python_shows(value)}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{what} must be valid Unicode.") from None
    return value


def _meaning_of(code: str) -> str:
    documentation = ""
    if code not in COMMON_ERRORS:
        documentation = service_model().shape_for(code).documentation
    return re.sub("<[^>]+>", "", documentation) or f"The call failed with {code}."
