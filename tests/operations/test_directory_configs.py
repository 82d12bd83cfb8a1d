"""Directory configs (the rows dir-*)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from support import ACCOUNT, OTHER_ACCOUNT, refused

from moto_appstream import seed

UNITS = ["OU=AppStream,DC=example,DC=com", "OU=Other,DC=example,DC=com"]
CREDENTIALS = {"AccountName": "EXAMPLE\\joiner", "AccountPassword": "Secret!1"}
AUTHORITY = f"arn:aws:acm-pca:us-east-1:{ACCOUNT}:certificate-authority/0f5a2a1e"


def create(client: Any, name: str = "corp.example.com", **members: Any) -> Any:
    parameters = {"OrganizationalUnitDistinguishedNames": UNITS, **members}
    return client.create_directory_config(DirectoryName=name, **parameters)["DirectoryConfig"]


def update(client: Any, **members: Any) -> Any:
    answer = client.update_directory_config(DirectoryName="corp.example.com", **members)
    return answer["DirectoryConfig"]


def config_named(client: Any, name: str = "corp.example.com") -> Any:
    (config,) = client.describe_directory_configs(DirectoryNames=[name])["DirectoryConfigs"]
    return config


def names(client: Any, **filters: Any) -> list[str]:
    """The names on all pages."""
    pages = client.get_paginator("describe_directory_configs").paginate(**filters)
    return [config["DirectoryName"] for page in pages for config in page["DirectoryConfigs"]]


def join(client: Any, fleet: str, **domain: str) -> None:
    """Create a fleet that joins the domain."""
    client.create_fleet(
        Name=fleet,
        ImageName=seed.image(f"image-of-{fleet}")["Name"],
        InstanceType="stream.standard.medium",
        ComputeCapacity={"DesiredInstances": 1},
        DomainJoinInfo={"DirectoryName": "corp.example.com", **domain},
    )


@pytest.mark.row("dir-shape", "dir-create")
def test_a_directory_config_shows_the_account_and_no_password(appstream: Any) -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    created = create(appstream, ServiceAccountCredentials=CREDENTIALS)
    assert config_named(appstream) == created
    assert created.pop("CreatedTime") >= before
    assert created == {
        "DirectoryName": "corp.example.com",
        "OrganizationalUnitDistinguishedNames": UNITS,
        "ServiceAccountCredentials": {"AccountName": "EXAMPLE\\joiner"},
    }


@pytest.mark.row("dir-shape", "dir-create")
def test_what_is_not_given_is_not_shown(appstream: Any) -> None:
    created = create(appstream, CertificateBasedAuthProperties={})
    assert created.keys() == {
        "DirectoryName",
        "OrganizationalUnitDistinguishedNames",
        "CreatedTime",
    }
    empty = create(appstream, "empty", OrganizationalUnitDistinguishedNames=[])
    assert empty["OrganizationalUnitDistinguishedNames"] == []


@pytest.mark.row("dir-create", "every-exists")
def test_a_name_is_taken_once_and_names_and_units_may_be_odd(appstream: Any) -> None:
    odd = ["tf-acc-test 1", "corp/example", "größe.例え", "a:b", "CORP.example.com"]
    for name in odd:
        create(appstream, name, OrganizationalUnitDistinguishedNames=["no unit", "größe"])
    assert names(appstream) == sorted(odd)
    before = config_named(appstream, "a:b")
    with refused("ResourceAlreadyExistsException", "The directory config a:b already exists."):
        create(appstream, "a:b", ServiceAccountCredentials=CREDENTIALS)
    assert config_named(appstream, "a:b") == before


@pytest.mark.row("dir-update")
def test_an_update_changes_what_is_sent(appstream: Any) -> None:
    created = create(appstream, ServiceAccountCredentials=CREDENTIALS)
    assert update(appstream) == created
    units = ["OU=New,DC=example,DC=com"]
    updated = update(appstream, OrganizationalUnitDistinguishedNames=units)
    assert updated == {**created, "OrganizationalUnitDistinguishedNames": units}
    credentials = {"AccountName": "EXAMPLE\\other", "AccountPassword": "Secret!2"}
    updated = update(appstream, ServiceAccountCredentials=credentials)
    assert updated == {
        **created,
        "OrganizationalUnitDistinguishedNames": units,
        "ServiceAccountCredentials": {"AccountName": "EXAMPLE\\other"},
    }
    assert config_named(appstream) == updated


@pytest.mark.row("dir-update", "dir-delete", "every-missing")
def test_a_directory_config_that_is_not_there_is_neither_changed_nor_deleted(
    appstream: Any,
) -> None:
    create(appstream, "CORP.example.com")
    for call in (appstream.update_directory_config, appstream.delete_directory_config):
        with refused(
            "ResourceNotFoundException",
            f"The directory config corp.example.com for account {ACCOUNT} does not exist.",
        ):
            call(DirectoryName="corp.example.com")


@pytest.mark.row("dir-update-in-use")
def test_a_unit_that_a_fleet_uses_stays(appstream: Any) -> None:
    create(appstream)
    join(appstream, "prod", OrganizationalUnitDistinguishedName=UNITS[0])
    update(appstream, OrganizationalUnitDistinguishedNames=[UNITS[0], "OU=New"])
    before = config_named(appstream)
    with refused(
        "ResourceInUseException",
        f"The organizational unit {UNITS[0]} of the directory config corp.example.com is in use "
        "by the fleet prod.",
    ) as caught:
        update(
            appstream,
            OrganizationalUnitDistinguishedNames=["OU=New"],
            ServiceAccountCredentials=CREDENTIALS,
        )
    assert caught.type is appstream.exceptions.ResourceInUseException
    assert config_named(appstream) == before
    update(appstream, ServiceAccountCredentials=CREDENTIALS)
    appstream.delete_fleet(Name="prod")
    update(appstream, OrganizationalUnitDistinguishedNames=[])


@pytest.mark.row("dir-update-in-use")
def test_a_fleet_without_a_unit_keeps_none_of_them(appstream: Any) -> None:
    create(appstream)
    join(appstream, "prod")
    assert update(appstream, OrganizationalUnitDistinguishedNames=["OU=New"])


@pytest.mark.row("dir-cba")
def test_certificates_need_an_authority(appstream: Any) -> None:
    for status in ("ENABLED", "ENABLED_NO_DIRECTORY_LOGIN_FALLBACK"):
        with pytest.raises(appstream.exceptions.OperationNotPermittedException, match=status):
            create(appstream, CertificateBasedAuthProperties={"Status": status})
    assert names(appstream) == []
    disabled = {"Status": "DISABLED"}
    created = create(appstream, CertificateBasedAuthProperties=disabled)
    assert created["CertificateBasedAuthProperties"] == disabled
    with pytest.raises(appstream.exceptions.OperationNotPermittedException):
        update(
            appstream,
            OrganizationalUnitDistinguishedNames=[],
            CertificateBasedAuthProperties={"Status": "ENABLED"},
        )
    assert config_named(appstream) == created
    enabled = {"Status": "ENABLED", "CertificateAuthorityArn": AUTHORITY}
    updated = update(appstream, CertificateBasedAuthProperties=enabled)
    assert updated["CertificateBasedAuthProperties"] == enabled


@pytest.mark.row("dir-cba")
def test_an_authority_that_is_known_need_not_be_sent_again(appstream: Any) -> None:
    known = {"CertificateAuthorityArn": AUTHORITY}
    create(appstream, CertificateBasedAuthProperties={"Status": "ENABLED", **known})
    for status in ("DISABLED", "ENABLED_NO_DIRECTORY_LOGIN_FALLBACK"):
        updated = update(appstream, CertificateBasedAuthProperties={"Status": status})
        assert updated["CertificateBasedAuthProperties"] == {"Status": status, **known}


@pytest.mark.row("dir-describe")
def test_named_ones_come_as_asked_and_one_that_is_missing_fails_the_call(appstream: Any) -> None:
    assert names(appstream) == []
    for name in ("b", "a", "c"):
        create(appstream, name)
    assert names(appstream) == ["a", "b", "c"]
    assert names(appstream, DirectoryNames=[]) == ["a", "b", "c"]
    assert names(appstream, DirectoryNames=["c", "a", "c"]) == ["c", "a"]
    with refused(
        "ResourceNotFoundException",
        f"The directory config missing for account {ACCOUNT} does not exist.",
    ):
        appstream.describe_directory_configs(DirectoryNames=["a", "missing"])


@pytest.mark.row("dir-describe", "every-page")
def test_directory_configs_come_in_pages_of_25_at_most(appstream: Any) -> None:
    all_names = [f"corp-{number:02}" for number in range(60)]
    for name in all_names:
        create(appstream, name)
    for size in ({}, {"PageSize": 7}, {"PageSize": 100}):
        assert names(appstream, PaginationConfig=size) == all_names
        some = all_names[::-2]
        assert names(appstream, DirectoryNames=some, PaginationConfig=size) == some
    first = appstream.describe_directory_configs(MaxResults=100)
    assert len(first["DirectoryConfigs"]) == 25
    for filters in ({"DirectoryNames": ["corp-01"]}, {"NextToken": "forged"}):
        with refused("ValidationException"):
            parameters = {"NextToken": first["NextToken"], **filters}
            appstream.describe_directory_configs(**parameters)


@pytest.mark.row("dir-delete")
def test_a_directory_config_that_a_fleet_uses_stays(appstream: Any) -> None:
    create(appstream)
    join(appstream, "prod", OrganizationalUnitDistinguishedName=UNITS[0])
    with refused(
        "ResourceInUseException",
        "The directory config corp.example.com is in use by the fleet prod.",
    ):
        appstream.delete_directory_config(DirectoryName="corp.example.com")
    assert names(appstream) == ["corp.example.com"]
    appstream.delete_fleet(Name="prod")
    appstream.delete_directory_config(DirectoryName="corp.example.com")
    assert names(appstream) == []


@pytest.mark.row("dir-delete")
def test_a_directory_config_made_again_has_nothing_of_the_deleted_one(appstream: Any) -> None:
    old = create(appstream, ServiceAccountCredentials=CREDENTIALS)
    answer = appstream.delete_directory_config(DirectoryName="corp.example.com")
    assert answer.keys() == {"ResponseMetadata"}
    new = create(appstream)
    assert "ServiceAccountCredentials" not in new
    assert new["CreatedTime"] > old["CreatedTime"]


@pytest.mark.row("dir-create")
def test_each_account_has_directory_configs_of_its_own_in_each_region(
    appstream: Any, appstream_client: Any
) -> None:
    create(appstream)
    for other in (appstream_client("us-west-2"), appstream_client(account_id=OTHER_ACCOUNT)):
        assert names(other) == []
        create(other)
        other.delete_directory_config(DirectoryName="corp.example.com")
    assert names(appstream) == ["corp.example.com"]


@pytest.mark.row("every-tags")
def test_a_directory_config_cannot_be_tagged(appstream: Any) -> None:
    create(appstream, "corp")
    arn = f"arn:aws:appstream:us-east-1:{ACCOUNT}:directory-config/corp"
    with pytest.raises(appstream.exceptions.ResourceNotFoundException):
        appstream.tag_resource(ResourceArn=arn, Tags={"team": "desktop"})


@pytest.mark.row("dir-describe", "dir-delete")
def test_a_clean_up_deletes_all_directory_configs(appstream: Any) -> None:
    for number in range(30):
        create(appstream, f"corp-{number:02}")
    request: dict[str, Any] = {"MaxResults": 100}
    while True:
        answer = appstream.describe_directory_configs(**request)
        for config in answer["DirectoryConfigs"]:
            appstream.delete_directory_config(DirectoryName=config["DirectoryName"])
        if "NextToken" not in answer:
            break
        request["NextToken"] = answer["NextToken"]
    assert names(appstream) == []
