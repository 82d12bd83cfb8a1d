"""Sessions: users who stream from a fleet, and the URLs that let them begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random

from .. import exceptions
from .family import Family, page_size
from .fleet import RUNNING
from .resource import Answer, Resource
from .streaming_urls import make_streaming_url, validity_of_url

if TYPE_CHECKING:
    from . import AppStreamBackend
    from .fleet import Fleet
    from .stacks import Stack

ACTIVE = "ACTIVE"
DRAINING = "DRAINING"

_DEFAULT_VALIDITY = 60
_SESSIONS_PER_PAGE = 20
_MOST_SESSIONS_PER_PAGE = 50


class Session(Resource):
    """A user who streams from a fleet."""

    kind = "session"
    shape = "Session"
    name_member = "Id"
    taggable = False

    def __init__(
        self,
        here: AppStreamBackend,
        stack: Stack,
        fleet: Fleet,
        user_id: str,
        authentication_type: str,
        connection_state: str,
        instance_id: str | None,
    ) -> None:
        super().__init__(here, str(mock_random.uuid4()))
        self.stack = stack
        self.fleet = fleet
        self.user_id = user_id
        self.authentication_type = authentication_type
        self.connection_state = connection_state
        #: The instance of a multi-session fleet that it runs on.
        self.instance_id = instance_id
        self.is_draining = False
        self.network = _network(here) if fleet.members.get("VpcConfig") else None

    def belongs_to(self) -> Iterator[str]:
        yield self.fleet.arn
        yield self.stack.arn

    def describe(self, state: str | None = None) -> Answer:
        lasts = timedelta(seconds=self.fleet.members["MaxUserDurationInSeconds"])
        described: dict[str, Any] = {
            "Id": self.name,
            "UserId": self.user_id,
            "StackName": self.stack.name,
            "FleetName": self.fleet.name,
            "State": ACTIVE,
            "ConnectionState": self.connection_state,
            "StartTime": self.created_time,
            "MaxExpirationTime": self.created_time + lasts,
            "AuthenticationType": self.authentication_type,
        }
        if self.network is not None:
            described["NetworkAccessConfiguration"] = self.network
        if self.instance_id is not None:
            described["InstanceId"] = self.instance_id
            described["InstanceDrainStatus"] = DRAINING if self.is_draining else ACTIVE
        return described

    @classmethod
    def create_operation(cls) -> str:
        return ""  # a session begins when a user opens a URL


class Sessions(Family[Session]):
    """The sessions of one account in one region (rows session-*)."""

    resource = Session

    def create_streaming_url(
        self,
        stack_name: str,
        fleet_name: str,
        user_id: str,
        application_id: str | None = None,
        validity: int | None = None,
        session_context: str | None = None,
    ) -> Answer:
        """Make a URL that lets a user begin a session; it begins none (rows session-url*).

        :raises InvalidRequest: the validity is less than a second, or more than a week.
        :raises ResourceNotFound: there is no such stack or fleet, or they are not associated.
        :raises OperationNotPermitted: the fleet is joined to a domain.
        :raises ResourceNotAvailable: the fleet is not RUNNING.
        """
        seconds = validity_of_url(validity, _DEFAULT_VALIDITY)
        stack, fleet = self._pair(stack_name, fleet_name)
        details = {
            "catalogSource": f"stack/{stack.name}",
            "fleetRef": f"fleet/{fleet.name}",
            "applicationId": application_id or "",
            "userContext": session_context or "",
            "maxUserDurationInSecs": str(fleet.members["MaxUserDurationInSeconds"]),
        }
        return make_streaming_url(self.here, "END_USER", user_id, seconds, details)

    def describe_sessions(
        self,
        stack_name: str,
        fleet_name: str,
        user_id: str | None = None,
        next_token: str | None = None,
        limit: int | None = None,
        authentication_type: str | None = None,
        instance_id: str | None = None,
    ) -> Answer:
        """Describe one page of the sessions of a stack on a fleet (rows session-describe*).

        :raises InvalidParameterCombination: a user without AuthenticationType.
        :raises InvalidNextToken: the token was not handed out for these filters.
        """
        if user_id is not None and authentication_type is None:
            raise exceptions.InvalidParameterCombination("UserId needs AuthenticationType.")
        wanted = {
            "StackName": stack_name,
            "FleetName": fleet_name,
            "AuthenticationType": authentication_type or "API",
            **({"UserId": user_id} if user_id is not None else {}),
            **({"InstanceId": instance_id} if instance_id is not None else {}),
        }
        filters = (Session.kind, *sorted(wanted.items()))
        start = self.here.pages.position_of(next_token, filters)
        entries = (
            (key, session)
            for key, session in self.by_name.after(start)
            if wanted.items() <= session.describe().items()
        )
        size = min(page_size(limit, _MOST_SESSIONS_PER_PAGE), _MOST_SESSIONS_PER_PAGE)
        page, token = self.here.pages.cut(entries, size if limit else _SESSIONS_PER_PAGE, filters)
        return {"Sessions": [session.describe() for session in page], "NextToken": token}

    def expire_session(self, session_id: str) -> Answer:
        """End a session; one that is not there is no matter (row session-expire)."""
        session = self.find(session_id)
        if session is not None:
            self.forget(session)
        return {}

    def drain_session_instance(self, session_id: str) -> Answer:
        """Let the instance of a session take no new ones (row session-drain).

        :raises ResourceNotFound: there is no such session.
        :raises OperationNotPermitted: its fleet is a single-session one.
        """
        session = self.get(session_id)
        if session.instance_id is None:
            raise exceptions.OperationNotPermitted(
                f"The fleet {session.fleet.name} has one session per instance, which cannot drain."
            )
        for one in self.by_name.values():
            if one.instance_id == session.instance_id:
                one.is_draining = True
        return {}

    # What no operation does

    def begin(
        self,
        stack_name: str,
        fleet_name: str,
        user_id: str,
        authentication_type: str = "API",
        connection_state: str = "CONNECTED",
    ) -> Session:
        """Let a user begin a session, as one who opens a URL does.

        :raises ResourceNotFound: there is no such stack or fleet, or they are not associated.
        :raises ResourceNotAvailable: the fleet is not RUNNING, or has no room for another session.
        """
        stack, fleet = self._pair(stack_name, fleet_name, is_url=False)
        status = fleet.describe()["ComputeCapacityStatus"]
        room = status.get("AvailableUserSessions", status["Available"])
        if fleet.capacity is not None and room < 1:
            raise exceptions.ResourceNotAvailable(
                kind="fleet", name=fleet_name, state="in use", wanted=("AVAILABLE",)
            )
        session = Session(
            self.here,
            stack,
            fleet,
            user_id,
            authentication_type,
            connection_state,
            self._instance_of(fleet),
        )
        self.put(session)
        return session

    def _instance_of(self, fleet: Fleet) -> str | None:
        """An instance of a multi-session fleet with room, that does not drain."""
        per_instance = fleet.capacity.sessions_per_instance if fleet.capacity else None
        if per_instance is None:
            return None
        on_each: dict[str, list[Session]] = {}
        for one in fleet.sessions():
            # One that began before the fleet had several sessions per instance has none.
            if isinstance(one, Session) and one.instance_id is not None:
                on_each.setdefault(one.instance_id, []).append(one)
        for instance_id, sessions in on_each.items():
            if len(sessions) < per_instance and not sessions[0].is_draining:
                return instance_id
        return f"i-{mock_random.getrandbits(68):017x}"

    def _pair(self, stack_name: str, fleet_name: str, is_url: bool = True) -> tuple[Stack, Fleet]:
        stack = self.here.stacks.get(stack_name)
        fleet = self.here.fleets.get(fleet_name)
        self.here.fleet_associations.pair(stack_name, fleet_name)
        if is_url and fleet.members.get("DomainJoinInfo"):
            raise exceptions.OperationNotPermitted(
                f"The fleet {fleet_name} is joined to a domain. Streaming URLs are not possible."
            )
        self.here.fleets.in_state(fleet_name, RUNNING)
        return stack, fleet


def _network(here: AppStreamBackend) -> dict[str, str]:
    number = mock_random.getrandbits(16)
    return {
        "EniPrivateIpAddress": f"10.0.{number >> 8}.{number & 255}",
        "EniId": f"eni-{mock_random.getrandbits(68):017x}",
    }
