"""AppStream in one region of one account: its families, and the one door to their operations."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import cached_property
from threading import RLock
from typing import Any

from botocore import xform_name
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.common_types import TYPE_RESPONSE

from .. import exceptions
from ..record import CallRecord, Kept, RecordedCall
from ..schema import Operation, operation
from .app_block_associations import AppBlockAssociations
from .app_block_builders import AppBlockBuilders
from .app_blocks import AppBlocks
from .application_associations import ApplicationAssociations
from .applications import Applications
from .arn import AWS_ACCOUNT_ID, parse_arn
from .arranged import Arrangements
from .directory_configs import DirectoryConfigs
from .entitlements import Entitlements
from .export_tasks import ExportTasks
from .family import Family, Operations
from .fleet_associations import FleetAssociations
from .fleets import Fleets
from .image_builders import ImageBuilders
from .image_imports import ImageImports
from .image_sharing import ImageSharing
from .image_updates import ImageUpdates
from .images import Images
from .journal import journal
from .paging import Pages
from .resource import Answer, Resource, present
from .sessions import Sessions
from .software import Software
from .stacks import Stacks
from .switches import is_on
from .tagging import TaggableResourcesMixin, TaggedResource, Tagging
from .themes import Themes
from .usage_reports import UsageReports
from .user_assignments import UserAssignments
from .users import Users

# One lock for all accounts and regions: a copy checks one region and changes another.
backend_lock = RLock()
if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    # A child that is forked while another thread holds it would wait for that thread for ever,
    # with images that are half changed.
    os.register_at_fork(
        before=backend_lock.acquire,
        after_in_parent=backend_lock.release,
        after_in_child=backend_lock.release,
    )


class AppStreamBackend(TaggableResourcesMixin, BaseBackend):
    """The resources of one account in one region.

    AWS itself has such a backend too, in each region, under the account id that is empty: it
    owns the PUBLIC images.
    """

    SERVICE_NAMESPACE = "appstream"

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self._related: dict[str, dict[Resource, None]] = {}
        self._clock = self._last_created = datetime.min.replace(tzinfo=timezone.utc)
        # In the order in which they depend on each other, which is that of seeding.
        self.images = Images(self)
        self.image_sharing = ImageSharing(self)
        self.directory_configs = DirectoryConfigs(self)
        self.image_builders = ImageBuilders(self)
        self.software = Software(self)
        self.image_updates = ImageUpdates(self)
        self.image_imports = ImageImports(self)
        self.export_tasks = ExportTasks(self)
        self.app_blocks = AppBlocks(self)
        self.app_block_builders = AppBlockBuilders(self)
        self.app_block_associations = AppBlockAssociations(self)
        self.applications = Applications(self)
        self.fleets = Fleets(self)
        self.application_associations = ApplicationAssociations(self)
        self.stacks = Stacks(self)
        self.fleet_associations = FleetAssociations(self)
        self.themes = Themes(self)
        self.users = Users(self)
        self.user_assignments = UserAssignments(self)
        self.entitlements = Entitlements(self)
        self.sessions = Sessions(self)
        self.usage_reports = UsageReports(self)
        self.tagging = Tagging(self)

    @cached_property
    def pages(self) -> Pages:
        """The tokens of all listings."""
        return Pages()

    @cached_property
    def urls(self) -> dict[str, Callable[[Any, str, Any], TYPE_RESPONSE]]:
        # moto asks for them at each call, and would build them anew.
        return super().urls

    # The door

    def call(
        self,
        called: Operation,
        parameters: Mapping[str, Any],
        invocation_id: str | None = None,
        *,
        is_arranged: bool = True,
    ) -> Answer:
        """Call an operation: whoever does comes through here, over the wire, seeding or a template.

        :param parameters: checked by the operation, under AWS's names.
        :param invocation_id: what all attempts of one call have in common.
        :param is_arranged: whether a failure that the test has planned may strike, and after that
            an answer that it has planned take the place of what the operation does.
        :returns: the answer, under AWS's names, without members that have no value.
        :raises AppStreamException: the call is refused. Whatever is raised, nothing has changed,
            but for a planned failure that has struck.
        :raises OperationNotThere: no family has the operation.
        :raises PlannedAnswerFailed: the answer that the test has planned cannot be given.
        """
        planned = None
        with backend_lock:
            if is_arranged and self.arranged.is_in_use:
                call = self.account_id, self.region_name, called.name, invocation_id
                self.arranged.strike(*call)
                planned = self.arranged.take_answer(*call)
            if planned is None:
                method = self.method_of(called)
                with journal.all_or_nothing():
                    names = {xform_name(name): value for name, value in parameters.items()}
                    return present(method(**names))
        # A function of the test may take its time, and may make calls itself.
        try:
            return planned.answer(dict(parameters))
        except Exception as error:
            raise exceptions.PlannedAnswerFailed(called.name, error) from error

    def require(self, called: Operation) -> None:
        """
        :raises OperationNotThere: no family has the operation, and no answer is planned for it.
        """
        if self.has(called):
            return
        with backend_lock:
            if self.arranged.next_answer(self.account_id, self.region_name, called.name) is None:
                raise exceptions.OperationNotThere(operation=called.name)

    def method_of(self, called: Operation) -> Callable[..., Answer]:
        """The method of an operation, of the one family that has it.

        :raises OperationNotThere: none has it.
        """
        place = _places_of_operations(self).get(called.method_name)
        if place is None:
            raise exceptions.OperationNotThere(operation=called.name)
        method: Callable[..., Answer] = getattr(getattr(self, place), called.method_name)
        return method

    def has(self, called: Operation) -> bool:
        """Whether any family has an operation."""
        return called.method_name in _places_of_operations(self)

    def resource_of(self, called: Operation) -> type[Resource] | None:
        """The kind of resource that ``Name`` means in the input of an operation."""
        place = _places_of_operations(self).get(called.method_name)
        operations: Operations | None = getattr(self, place) if place else None
        return operations.resource if operations else None

    # The families

    @property
    def operations(self) -> dict[str, Operations]:
        """All that has operations, by the name of its attribute."""
        return {name: one for name, one in vars(self).items() if isinstance(one, Operations)}

    @property
    def families(self) -> list[Family[Any]]:
        """All families of resources."""
        return [one for one in vars(self).values() if isinstance(one, Family)]

    def family_of(self, resource: Resource) -> Family[Any]:
        """The family that a resource of this backend is in."""
        return next(one for one in self.families if one.resource is type(resource))

    def find_by_arn(self, arn: str) -> Resource | None:
        """The own resource of an ARN, of any kind that can be tagged."""
        parts = parse_arn(arn)
        if parts is None or parts.resource_type not in self._by_resource_type:
            return None
        found: Resource | None = self._by_resource_type[parts.resource_type].find(parts.name)
        return found if found is not None and found.arn == arn else None

    @cached_property
    def _by_resource_type(self) -> dict[str, Family[Any]]:
        return {family.resource.resource_type(): family for family in self.families}

    # What moto's Resource Groups Tagging API asks of a service

    def iter_tagged_resources(self) -> Iterator[TaggedResource]:
        with backend_lock:
            taggable = [family for family in self.families if family.resource.taggable]
            resources = [one for family in taggable for one in family.by_name.values()]
        for one in resources:
            if not one.is_gone:
                resource_type = f"appstream:{one.resource_type()}"
                yield TaggedResource(one.arn, dict(one.tags), resource_type)

    def tag_resource(self, arn: str, tags: dict[str, str]) -> None:
        self._call_for_tagging_api("TagResource", {"ResourceArn": arn, "Tags": tags})

    def untag_resource(self, arn: str, tag_keys: list[str]) -> None:
        self._call_for_tagging_api("UntagResource", {"ResourceArn": arn, "TagKeys": tag_keys})

    def _call_for_tagging_api(self, name: str, parameters: dict[str, Any]) -> None:
        called = operation(name)
        try:
            self.call(called, called.read(parameters))
        except exceptions.AppStreamException as refusal:
            # So it lists a resource among those that failed; any other error would end the call.
            raise NotImplementedError(str(refusal)) from refusal

    # Other backends

    @cached_property
    def aws(self) -> AppStreamBackend:
        """AWS's own backend in this region."""
        return self.of_account(AWS_ACCOUNT_ID)

    @cached_property
    def calls(self) -> CallRecord:
        """The calls that came over the wire, of all accounts and regions: ``_home`` keeps them."""
        return CallRecord()

    @cached_property
    def arranged(self) -> Arrangements:
        """What the test has arranged, in all accounts and regions: one region's AWS keeps it."""
        home = _home()
        return Arrangements() if self is home else home.arranged

    @property
    def loads_public_images(self) -> bool:
        """Whether AWS's base images are there from the start, as moto's configuration has it."""
        return is_on("load_public_images")

    @property
    def allows_several_fleets_per_stack(self) -> bool:
        """Whether a stack can have more than one fleet, as moto's configuration has it."""
        return is_on("several_fleets_per_stack")

    def of_account(self, account_id: str) -> AppStreamBackend:
        """The backend of another account in this region."""
        return appstream_backends[account_id][self.region_name]

    def in_region(self, region_name: str) -> AppStreamBackend:
        """The backend of this account in another region of its partition.

        :raises RegionWithoutAppStream: AppStream is not there.
        :raises InvalidRequest: the region is in another partition.
        """
        try:
            backend = appstream_backends[self.account_id][region_name]
        except KeyError:
            raise exceptions.RegionWithoutAppStream(region=region_name) from None
        if backend.partition != self.partition:
            raise exceptions.InvalidRequest(
                f"The region {region_name} is not in the partition {self.partition}."
            )
        return backend

    def in_same_region(self) -> list[AppStreamBackend]:
        """The backends of all accounts in this region that were ever asked for, this one too."""
        regions = list(appstream_backends.values())
        # Of a region that was never asked for, get() makes no backend, as [] does.
        found = [region.get(self.region_name) for region in regions]
        return [backend for backend in found if backend is not None]

    # How resources are related

    def relate(self, resource: Resource, before: frozenset[str], now: frozenset[str]) -> None:
        """Remember which ARNs a resource of this backend uses or belongs to."""
        for arn in before - now:
            related = self._related[arn]
            del related[resource]
            if not related:
                del self._related[arn]
        for arn in now - before:
            self._related.setdefault(arn, {})[resource] = None

    def users_of(self, resource: Resource) -> list[Resource]:
        """The resources of all accounts that keep this one from being deleted."""
        return [one for one in self._related_to(resource) if resource.arn in one.uses()]

    def parts_of(self, resource: Resource) -> list[Resource]:
        """The resources that are deleted with this one."""
        return [one for one in self._related_to(resource) if resource.arn in one.belongs_to()]

    def _related_to(self, resource: Resource) -> list[Resource]:
        related: list[Resource] = []
        for backend in self.in_same_region():
            # Mostly there are none: each fleet of a page is asked for its sessions.
            if resource.arn in backend._related:
                related += [one for one in backend._related[resource.arn] if not one.is_gone]
        return related

    # Limits

    def has_quota(self, what: str) -> bool:
        """Whether the test has set a quota, such as of ``image builders``."""
        return self._quota(what) is not None

    def check_quota(self, what: str, used: int) -> None:
        """
        :param what: what is limited, such as ``image builders``.
        :param used: how many there are.
        :raises LimitExceeded: there is no room for another one.
        """
        limit = self._quota(what)
        if limit is not None and used >= limit:
            raise self.limit_exceeded(limit, what, used + 1)

    def _quota(self, what: str) -> int | None:
        return self.arranged.quota_for(self.account_id, self.region_name, what.replace(" ", "_"))

    def limit_exceeded(self, limit: int, what: str, requested: int) -> exceptions.LimitExceeded:
        """The error for a limit of AWS or of the test."""
        return exceptions.LimitExceeded(
            what=what,
            region=self.region_name,
            account_id=self.account_id,
            requested=requested,
            limit=limit,
        )

    def creation_time(self) -> datetime:
        """Now, in milliseconds, but later than the resource before (row every-created).

        The newest resource is the one with the latest CreatedTime, also when a test makes two of
        them faster than the clock ticks, or while it holds the clock still.
        """
        now = datetime.now(timezone.utc)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        # A test may set its clock back, to make something that is older.
        created = max(now, self._last_created + _TICK) if now >= self._clock else now
        self._clock, self._last_created = now, created
        return created


_TICK = timedelta(milliseconds=1)

appstream_backends = BackendDict(AppStreamBackend, "appstream")

_places: dict[str, str] = {}


def _places_of_operations(backend: AppStreamBackend) -> dict[str, str]:
    """Where each operation is found: the attribute of the family whose method it is."""
    if not _places:
        for place, operations in backend.operations.items():
            for name in vars(type(operations)):
                if not name.startswith("_") and callable(getattr(operations, name)):
                    _places.setdefault(name, place)
    return _places


def all_backends() -> list[AppStreamBackend]:
    """The backends that were ever asked for, AWS's own among them."""
    accounts = list(appstream_backends.values())
    return [backend for account in accounts for backend in list(account.values())]


def record_call(call: RecordedCall, invocation_id: str | None) -> None:
    """Record a call that came over the wire, or another attempt of one.

    :param invocation_id: what the attempts of one call have in common.
    """
    with backend_lock:
        _home().calls.add(call, invocation_id)


def recorded_calls() -> Kept:
    """The calls that came over the wire, in all accounts and regions."""
    with backend_lock:
        return _home().calls.kept()


def forget_calls() -> None:
    """Forget the calls that came over the wire."""
    with backend_lock:
        _home().calls = CallRecord()


def _home() -> AppStreamBackend:
    """The backend that keeps what is of all accounts and regions."""
    return appstream_backends[AWS_ACCOUNT_ID]["us-east-1"]


def has_operation(name: str) -> bool:
    """Whether the double has an operation of the service model."""
    return _home().has(operation(name))


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Seeding in the block leaves no trace if it fails."""
    with backend_lock, journal.all_or_nothing():
        arranged = _home().arranged
        before = arranged.saved()
        try:
            yield
        except BaseException:
            arranged.restore(before)
            raise
