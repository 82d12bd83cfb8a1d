"""Directory configs: how fleets and image builders join a domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import exceptions
from .family import Family
from .resource import Answer, Members, Resource, given

DISABLED = "DISABLED"


class DirectoryConfig(Resource):
    """A directory config."""

    kind = "directory config"
    shape = "DirectoryConfig"
    name_member = "DirectoryName"
    taggable = False

    def creation(self) -> dict[str, Any]:
        return self.creation_of(super().creation())

    @classmethod
    def creation_of(cls, described: Members) -> dict[str, Any]:
        creation = dict(described)
        if "ServiceAccountCredentials" in described:
            # It needs a password, but no password is kept, as none is ever shown.
            credentials = {**described["ServiceAccountCredentials"], "AccountPassword": "not kept"}
            creation["ServiceAccountCredentials"] = credentials
        return creation


class DirectoryConfigs(Family[DirectoryConfig]):
    """The directory configs of one account in one region (rows dir-*)."""

    resource = DirectoryConfig

    def create_directory_config(
        self,
        directory_name: str,
        service_account_credentials: Mapping[str, str] | None = None,
        certificate_based_auth_properties: Mapping[str, str] | None = None,
        **members: Any,
    ) -> Answer:
        """Create a directory config (rows dir-create, dir-cba).

        :raises ResourceAlreadyExists: the name is taken.
        :raises OperationNotPermitted: certificates are to be used, and no authority is given.
        :raises LimitExceeded: a quota that the test has set is used up.
        """
        self.check_is_free(directory_name)
        authentication = _checked(certificate_based_auth_properties)
        credentials = _without_password(service_account_credentials)
        config = DirectoryConfig(
            self.here,
            directory_name,
            {
                **self.members_of(members),
                "ServiceAccountCredentials": credentials,
                "CertificateBasedAuthProperties": authentication,
            },
        )
        return {"DirectoryConfig": self.add(config).describe()}

    def describe_directory_configs(
        self,
        directory_names: Sequence[str] = (),
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of directory configs (row dir-describe).

        :raises ResourceNotFound: there is none of one of these names.
        :raises InvalidNextToken: the token was not handed out for these names.
        """
        configs, token = self.page(directory_names, next_token, max_results)
        return {"DirectoryConfigs": configs, "NextToken": token}

    def update_directory_config(
        self,
        directory_name: str,
        organizational_unit_distinguished_names: Sequence[str] | None = None,
        service_account_credentials: Mapping[str, str] | None = None,
        certificate_based_auth_properties: Mapping[str, str] | None = None,
    ) -> Answer:
        """Change what is given of a directory config (rows dir-update, dir-update-in-use).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: an organizational unit that a fleet or an image builder uses is to
            be removed.
        :raises OperationNotPermitted: certificates are to be used, and no authority is known.
        """
        config = self.get(directory_name)
        changes: dict[str, Any] = {}
        if organizational_unit_distinguished_names is not None:
            self._check_unused(config, organizational_unit_distinguished_names)
            changes["OrganizationalUnitDistinguishedNames"] = (
                organizational_unit_distinguished_names
            )
        if service_account_credentials is not None:
            changes["ServiceAccountCredentials"] = _without_password(service_account_credentials)
        if certificate_based_auth_properties is not None:
            changes["CertificateBasedAuthProperties"] = _checked(
                {
                    **config.members.get("CertificateBasedAuthProperties", {}),
                    **certificate_based_auth_properties,
                }
            )
        config.change(changes)
        return {"DirectoryConfig": config.describe()}

    def delete_directory_config(self, directory_name: str) -> Answer:
        """Delete a directory config that nothing uses (row dir-delete).

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: a fleet or an image builder uses it.
        """
        self.remove(self.get(directory_name))
        return {}

    def _check_unused(self, config: DirectoryConfig, remaining: Sequence[str]) -> None:
        """
        :raises ResourceInUse: what uses this config is in a unit that is not among the remaining.
        """
        removed = {*config.members["OrganizationalUnitDistinguishedNames"]} - {*remaining}
        for user in self.here.users_of(config):
            domain = user.members.get("DomainJoinInfo", {})
            unit = domain.get("OrganizationalUnitDistinguishedName")
            if unit in removed:
                raise exceptions.ResourceInUse(
                    f"The organizational unit {unit} of the directory config {config.name} is in "
                    f"use by the {user.kind} {user.name}."
                )


def _checked(authentication: Mapping[str, str] | None) -> Mapping[str, str] | None:
    """How certificates are used, or None if that is not given.

    :raises OperationNotPermitted: they are, and no authority is given (row dir-cba).
    """
    known = given(authentication or {})
    if known.get("Status", DISABLED) != DISABLED and "CertificateAuthorityArn" not in known:
        raise exceptions.OperationNotPermitted(
            f"The CertificateBasedAuthProperties Status {known['Status']} needs a "
            "CertificateAuthorityArn."
        )
    return known or None


def _without_password(credentials: Mapping[str, str] | None) -> Mapping[str, str] | None:
    return {"AccountName": credentials["AccountName"]} if credentials else None
