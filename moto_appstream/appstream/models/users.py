"""The user pool: users who sign in with a name and a password that AppStream keeps."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random

from .. import exceptions
from .arn import make_arn
from .family import Family
from .resource import Answer, Members, Resource

if TYPE_CHECKING:
    from . import AppStreamBackend

USERPOOL = "USERPOOL"
RESEND = "RESEND"

# The user has a temporary password, and has to choose another one at the first sign-in.
FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"
CONFIRMED = "CONFIRMED"


class User(Resource):
    """A user of the user pool."""

    kind = "user"
    shape = "User"
    name_member = "UserName"
    taggable = False
    seedable = ("Enabled", "Status")

    def __init__(self, here: AppStreamBackend, name: str, members: Members) -> None:
        new = {
            "AuthenticationType": USERPOOL,
            "Enabled": True,
            "Status": FORCE_CHANGE_PASSWORD,
        }
        super().__init__(here, name, {**new, **members})
        self.id = str(mock_random.uuid4())

    @cached_property
    def arn(self) -> str:
        """The ARN, which does not show the name (row user-shape)."""
        return make_arn(self.here.region_name, self.here.account_id, "user", f"userpool/{self.id}")

    def creation(self) -> dict[str, Any]:
        return {
            name: value for name, value in super().creation().items() if name not in self.seedable
        }


class Users(Family[User]):
    """The user pool of one account in one region (rows user-*)."""

    resource = User

    def create_user(
        self,
        user_name: str,
        authentication_type: str,
        message_action: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
    ) -> Answer:
        """Create a user, or send a user the welcome email again (rows user-create, user-resend).

        :raises InvalidParameterValue: the authentication type is not USERPOOL, or the region has
            no user pool.
        :raises InvalidParameterCombination: the email is to be sent again, and a name is given.
        :raises OperationNotPermitted: the email is to be sent again, and there is no such user.
        :raises ResourceAlreadyExists: the name is taken.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        self._check_type("create a user", authentication_type)
        if message_action == RESEND:
            return self._resend(user_name, first_name, last_name)
        members = {"FirstName": first_name, "LastName": last_name}
        self.add(User(self.here, user_name, members))
        return {}

    def describe_users(
        self,
        authentication_type: str,
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of users (row user-describe).

        :raises InvalidParameterValue: the authentication type is not USERPOOL, or the region has
            no user pool.
        :raises InvalidNextToken: the token was not handed out for this listing.
        """
        self._check_type("describe users", authentication_type)
        users, token = self.page(None, next_token, max_results)
        return {"Users": users, "NextToken": token}

    def enable_user(self, user_name: str, authentication_type: str) -> Answer:
        """Enable a user, who may be enabled already (row user-enable).

        :raises InvalidParameterValue: the authentication type is not USERPOOL, or the region has
            no user pool.
        :raises ResourceNotFound: there is none of this name.
        """
        self._check_type("enable a user", authentication_type)
        self.get(user_name).change({"Enabled": True})
        return {}

    def disable_user(self, user_name: str, authentication_type: str) -> Answer:
        """Disable a user, who may be disabled already (row user-enable).

        :raises InvalidParameterValue: the authentication type is not USERPOOL, or the region has
            no user pool.
        :raises ResourceNotFound: there is none of this name.
        """
        self._check_type("disable a user", authentication_type)
        self.get(user_name).change({"Enabled": False})
        return {}

    def delete_user(self, user_name: str, authentication_type: str) -> Answer:
        """Delete a user with all assignments to stacks (row user-delete).

        :raises InvalidParameterValue: the authentication type is not USERPOOL, or the region has
            no user pool.
        :raises ResourceNotFound: there is none of this name.
        """
        self._check_type("delete a user", authentication_type)
        self.remove(self.get(user_name))
        return {}

    # What no operation does

    def set_status(self, user_name: str, status: str = CONFIRMED) -> None:
        """Give a user another Status, such as the one after the first sign-in (row user-new).

        :param status: any text; default: CONFIRMED.
        :raises ResourceNotFound: there is none of this name.
        """
        self.get(user_name).change({"Status": status})

    # What the other families ask

    def check_there_is_a_pool(self) -> None:
        """
        :raises InvalidParameterValue: the region has no user pool (row user-govcloud).
        """
        if self.here.partition == "aws-us-gov":
            raise exceptions.InvalidParameterValue(
                f"The AppStream 2.0 user pool feature is not available in {self.here.region_name}."
            )

    def _check_type(self, action: str, authentication_type: str) -> None:
        self.check_there_is_a_pool()
        if authentication_type != USERPOOL:
            raise exceptions.InvalidParameterValue(
                f"Cannot {action} with '{authentication_type}' authentication type"
            )

    def _resend(self, user_name: str, first_name: str | None, last_name: str | None) -> Answer:
        if first_name is not None or last_name is not None:
            raise exceptions.InvalidParameterCombination(
                "FirstName and LastName cannot be used with the MessageAction RESEND."
            )
        if self.find(user_name) is None:
            raise exceptions.OperationNotPermitted(
                f"The welcome email cannot be sent again: the user {user_name} does not exist."
            )
        return {}
