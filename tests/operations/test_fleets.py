"""Fleets: how they are created, changed, started, stopped and deleted (the rows fleet-*)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import WaiterError
from support import ACCOUNT, OTHER_ACCOUNT, in_process, names, refused, set_pace
from untyped import seed

from moto_appstream.appstream.models import AppStreamBackend, appstream_backends
from moto_appstream.appstream.models.family import Family
from moto_appstream.appstream.models.resource import Resource

PUBLIC_IMAGE = "AppStream-WinServer2022-11-10-2025"
COMBINATION = "InvalidParameterCombinationException"
VALUE = "InvalidParameterValueException"
SUBNETS = {"SubnetIds": ["subnet-b", "subnet-a"]}
SCRIPT = {"S3Bucket": "scripts", "S3Key": "session.zip"}
USB = ["Reader,0bda,5411,*,*,*,1,0"]
ELASTIC: dict[str, Any] = {
    "FleetType": "ELASTIC",
    "ImageName": None,
    "ComputeCapacity": None,
    "MaxConcurrentSessions": 10,
    "Platform": "AMAZON_LINUX2",
    "VpcConfig": SUBNETS,
}
MULTI_SESSION: dict[str, Any] = {
    "MaxSessionsPerInstance": 5,
    "ComputeCapacity": {"DesiredSessions": 12},
}
STARTING_AND_STOPPING = ["STARTING", "STOPPING"]
UNSTOPPED = ["STARTING", "RUNNING", "STOPPING"]
IN_USE = (
    "Cannot update the attribute for fleet production when it is ACTIVE. "
    "The fleet must be stopped to complete this action."
)


def create(client: Any, name: str = "production", /, **members: Any) -> Any:
    """Create a fleet of one instance of the image ``golden``; None leaves a member out."""
    request = {
        "Name": name,
        "ImageName": "golden",
        "InstanceType": "stream.standard.medium",
        "ComputeCapacity": {"DesiredInstances": 1},
        **members,
    }
    given = {member: value for member, value in request.items() if value is not None}
    return client.create_fleet(**given)["Fleet"]


def update(client: Any, name: str = "production", /, **members: Any) -> Any:
    return client.update_fleet(Name=name, **members)["Fleet"]


def fleet(client: Any, name: str = "production") -> Any:
    (found,) = client.describe_fleets(Names=[name])["Fleets"]
    return found


def put_into(client: Any, state: str, name: str = "production") -> None:
    """Bring a fleet that was just created into a state, in which it stays."""
    set_pace("fleet", progression="manual", times=1000)
    if state in ("STARTING", "STOPPING"):
        client.start_fleet(Name=name)
    if state == "STOPPING":
        client.stop_fleet(Name=name)
    if state == "RUNNING":
        set_pace("fleet")
        client.start_fleet(Name=name)
    assert fleet(client, name)["State"] == state


def states(client: Any, looks: int, name: str = "production") -> list[str]:
    return [fleet(client, name)["State"] for _ in range(looks)]


def backend(account_id: str = ACCOUNT) -> AppStreamBackend:
    return appstream_backends[account_id]["us-east-1"]


def knows(client: Any, member: str) -> bool:
    """Whether the installed botocore knows a member of a fleet; an older one lacks some."""
    return member in client.meta.service_model.shape_for("Fleet").members


def knows_attribute(client: Any, attribute: str) -> bool:
    return attribute in client.meta.service_model.shape_for("FleetAttribute").enum


@pytest.fixture(autouse=True)
def default_pace() -> Iterator[None]:
    yield
    set_pace("fleet")


@pytest.fixture
def there(appstream: Any) -> Any:
    """A client, and the image ``golden``."""
    seed.image("golden")
    return appstream


@pytest.fixture
def production(there: Any) -> Any:
    """A client, and the STOPPED fleet ``production``."""
    create(there)
    return there


# CreateFleet, and what a fleet shows


@pytest.mark.row("fleet-create-answer", "fleet-always", "fleet-defaults", "fleet-type-default")
@pytest.mark.row("fleet-absent", "fleet-cap-stopped", "fleet-cap-single", "fleet-cap-desired")
def test_the_answer_is_a_stopped_fleet_with_all_defaults_and_nothing_else(there: Any) -> None:
    answer = create(there)
    assert isinstance(answer.pop("CreatedTime"), datetime)
    assert answer == {
        "Arn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:fleet/production",
        "Name": "production",
        "ImageName": "golden",
        "ImageArn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/golden",
        "InstanceType": "stream.standard.medium",
        "FleetType": "ALWAYS_ON",
        "ComputeCapacityStatus": {"Desired": 1, "Running": 0, "InUse": 0, "Available": 0},
        "MaxUserDurationInSeconds": 57600,
        "DisconnectTimeoutInSeconds": 900,
        "IdleDisconnectTimeoutInSeconds": 0,
        "State": "STOPPED",
        "EnableDefaultInternetAccess": False,
        "StreamView": "APP",
        "Platform": "WINDOWS_SERVER_2022",
        "FleetErrors": [],
    }
    found = fleet(there)
    assert isinstance(found.pop("CreatedTime"), datetime)
    assert found == answer


@pytest.mark.row("fleet-absent", "fleet-vpc")
def test_what_is_given_comes_back_as_it_was_given(there: Any) -> None:
    there.create_directory_config(
        DirectoryName="corp.example.com", OrganizationalUnitDistinguishedNames=["OU=AppStream"]
    )
    given: dict[str, Any] = {
        "FleetType": "ON_DEMAND",
        "Description": "For everybody.",
        "DisplayName": "Production",
        "VpcConfig": {**SUBNETS, "SecurityGroupIds": ["sg-b", "sg-a"]},
        "MaxUserDurationInSeconds": 36000,
        "DisconnectTimeoutInSeconds": 600,
        "IdleDisconnectTimeoutInSeconds": 70,
        "EnableDefaultInternetAccess": True,
        "DomainJoinInfo": {
            "DirectoryName": "corp.example.com",
            "OrganizationalUnitDistinguishedName": "OU=Other",
        },
        "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/fleet",
        "StreamView": "DESKTOP",
        "UsbDeviceFilterStrings": USB,
        "RootVolumeConfig": {"VolumeSizeInGb": 300},
        "DisableIMDSV1": True,
    }
    given = {member: value for member, value in given.items() if knows(there, member)}
    answer = create(there, **given)
    assert {member: answer[member] for member in given} == given
    assert {member: fleet(there)[member] for member in given} == given


@pytest.mark.row("fleet-absent")
def test_an_empty_value_counts_as_not_given(there: Any) -> None:
    plain = create(there, "plain")
    empty = create(
        there,
        "empty",
        Description="",
        DisplayName="",
        VpcConfig={"SubnetIds": [], "SecurityGroupIds": []},
        DomainJoinInfo={"DirectoryName": "", "OrganizationalUnitDistinguishedName": ""},
        UsbDeviceFilterStrings=[],
    )
    assert empty.keys() == plain.keys()
    partly = create(there, "partly", VpcConfig={**SUBNETS, "SecurityGroupIds": []})
    assert partly["VpcConfig"] == SUBNETS


@pytest.mark.row("fleet-image-both")
def test_a_fleet_of_a_public_image_shows_its_name_and_its_arn_without_an_account(
    appstream: Any,
) -> None:
    arn = f"arn:aws:appstream:us-east-1::image/{PUBLIC_IMAGE}"
    by_name = create(appstream, "one", ImageName=PUBLIC_IMAGE)
    by_arn = create(appstream, "two", ImageName=None, ImageArn=arn)
    for answer in (by_name, by_arn):
        assert (answer["ImageName"], answer["ImageArn"]) == (PUBLIC_IMAGE, arn)


@pytest.mark.row("fleet-image-lookup")
def test_a_shared_image_is_found_by_its_arn_alone(appstream: Any) -> None:
    arn = seed.image("theirs", account_id=OTHER_ACCOUNT, shared_with=[ACCOUNT])["Arn"]
    with refused(
        "ResourceNotFoundException", f"The image theirs for account {ACCOUNT} does not exist."
    ):
        create(appstream, ImageName="theirs")
    answer = create(appstream, ImageName=None, ImageArn=arn)
    assert (answer["ImageName"], answer["ImageArn"]) == ("theirs", arn)


@pytest.mark.row("fleet-image-lookup")
def test_a_shared_image_must_be_shared_for_fleets(appstream: Any) -> None:
    grant = {ACCOUNT: {"allow_fleet": False, "allow_image_builder": True}}
    arn = seed.image("theirs", account_id=OTHER_ACCOUNT, shared_with=grant)["Arn"]
    with refused("OperationNotPermittedException"):
        create(appstream, ImageName=None, ImageArn=arn)
    assert appstream.describe_fleets()["Fleets"] == []


@pytest.mark.row("fleet-image-two")
def test_an_images_name_and_arn_must_agree(there: Any) -> None:
    arn = seed.image("silver")["Arn"]
    with refused(COMBINATION):
        create(there, ImageName="golden", ImageArn=arn)
    assert create(there, ImageName="silver", ImageArn=arn)["ImageName"] == "silver"


@pytest.mark.row("fleet-image-none")
def test_a_fleet_needs_an_image(appstream: Any) -> None:
    with pytest.raises(appstream.exceptions.ClientError, match="ImageName or ImageArn") as caught:
        create(appstream, ImageName=None)
    assert caught.value.response["Error"]["Code"] == COMBINATION


@pytest.mark.row("fleet-image-missing")
def test_an_image_that_is_missing_is_refused(appstream: Any) -> None:
    seed.image("golden", region="us-west-2")
    with refused(
        "ResourceNotFoundException", f"The image golden for account {ACCOUNT} does not exist."
    ):
        create(appstream)


@pytest.mark.row("fleet-image-state")
@pytest.mark.parametrize("state", ["PENDING", "COPYING", "FAILED"])
def test_an_image_that_is_not_available_is_refused(appstream: Any, state: str) -> None:
    seed.image("golden", state=state)
    with refused(
        "ResourceNotAvailableException",
        f"The image golden is {state}. "
        "The image must be in an AVAILABLE state for this action to succeed.",
    ):
        create(appstream)


@pytest.mark.row("fleet-image-blocks", "image-delete-in-use")
def test_an_image_cannot_be_deleted_until_its_fleet_has_moved_on(production: Any) -> None:
    seed.image("silver")
    production.start_fleet(Name="production")
    with pytest.raises(production.exceptions.ResourceInUseException, match="production"):
        production.delete_image(Name="golden")
    update(production, ImageName="silver")
    production.delete_image(Name="golden")
    production.stop_fleet(Name="production")
    with pytest.raises(production.exceptions.ResourceInUseException, match="production"):
        production.delete_image(Name="silver")
    production.delete_fleet(Name="production")
    production.delete_image(Name="silver")
    assert names(production, Type="PRIVATE") == []


@pytest.mark.row("fleet-image-blocks", "image-delete-in-use")
def test_the_fleets_of_every_account_keep_an_image_from_being_deleted(
    appstream: Any, appstream_client: Any
) -> None:
    arn = seed.image("golden", shared_with=[OTHER_ACCOUNT])["Arn"]
    other = appstream_client(account_id=OTHER_ACCOUNT)
    create(other, "theirs", ImageName=None, ImageArn=arn)
    appstream.delete_image_permissions(Name="golden", SharedAccountId=OTHER_ACCOUNT)
    with pytest.raises(appstream.exceptions.ResourceInUseException, match="theirs"):
        appstream.delete_image(Name="golden")
    other.delete_fleet(Name="theirs")
    appstream.delete_image(Name="golden")


@pytest.mark.row("fleet-platform")
def test_the_platform_is_that_of_the_image(appstream: Any) -> None:
    seed.image("golden", platform="AMAZON_LINUX2")
    assert create(appstream, "one")["Platform"] == "AMAZON_LINUX2"
    assert create(appstream, "two", Platform="AMAZON_LINUX2")["Platform"] == "AMAZON_LINUX2"
    with refused(COMBINATION):
        create(appstream, "three", Platform="WINDOWS_SERVER_2019")


@pytest.mark.row("fleet-instance-type", "every-refusal")
@pytest.mark.parametrize("instance_type", ["GeneralPurpose.t3.large", "stream.graphics.g9.xlarge"])
def test_any_instance_type_is_accepted(there: Any, instance_type: str) -> None:
    assert create(there, InstanceType=instance_type)["InstanceType"] == instance_type


RANGES = [
    ("MaxUserDurationInSeconds", 600, 432000),
    ("DisconnectTimeoutInSeconds", 60, 36000),
    ("IdleDisconnectTimeoutInSeconds", 60, 36000),
]


@pytest.mark.row("fleet-ranges")
@pytest.mark.parametrize(("member", "least", "most"), RANGES)
def test_times_have_ranges_on_create_and_on_update(
    there: Any, member: str, least: Any, most: Any
) -> None:
    for outside in (least - 1, most + 1, -1):
        with refused(VALUE):
            create(there, **{member: outside})
    assert there.describe_fleets()["Fleets"] == []
    assert create(there, **{member: least})[member] == least
    assert update(there, **{member: most})[member] == most
    for outside in (least - 1, most + 1):
        with refused(VALUE):
            update(there, **{member: outside})
    assert fleet(there)[member] == most


@pytest.mark.row("fleet-ranges")
def test_users_may_be_idle_for_ever_and_no_other_time_can_be_zero(there: Any) -> None:
    assert create(there, IdleDisconnectTimeoutInSeconds=0)["IdleDisconnectTimeoutInSeconds"] == 0
    with refused(VALUE, "DisconnectTimeoutInSeconds must be between 60 and 36000, got 0."):
        update(there, DisconnectTimeoutInSeconds=0)
    text = "IdleDisconnectTimeoutInSeconds must be 0, or between 60 and 36000, got 1."
    with refused(VALUE, text):
        update(there, IdleDisconnectTimeoutInSeconds=1)


@pytest.mark.row("fleet-ranges", "fleet-update-volume")
def test_a_root_volume_has_200_to_500_gigabytes(there: Any) -> None:
    if not knows(there, "RootVolumeConfig"):
        pytest.skip("the installed botocore does not know volumes")
    for outside in (199, 501):
        with refused(VALUE):
            create(there, RootVolumeConfig={"VolumeSizeInGb": outside})
    assert "RootVolumeConfig" not in create(there, RootVolumeConfig={})
    for size in (500, 200):
        assert update(there, RootVolumeConfig={"VolumeSizeInGb": size})["RootVolumeConfig"] == {
            "VolumeSizeInGb": size
        }
    with refused(VALUE):
        update(there, RootVolumeConfig={"VolumeSizeInGb": 199})


@pytest.mark.row("fleet-ranges")
def test_a_fleet_has_5_security_groups_at_most(there: Any) -> None:
    groups = [f"sg-{number}" for number in range(6)]
    with refused("ValidationException"):
        create(there, VpcConfig={"SecurityGroupIds": groups})
    create(there, VpcConfig={"SecurityGroupIds": groups[:5]})


@pytest.mark.row("fleet-counts")
@pytest.mark.parametrize(
    "members",
    [
        {"ComputeCapacity": {"DesiredInstances": -1}},
        {"ComputeCapacity": {"DesiredInstances": 2**31}},
        {"MaxSessionsPerInstance": 0, "ComputeCapacity": {"DesiredSessions": 1}},
        {"MaxSessionsPerInstance": -2, "ComputeCapacity": {"DesiredSessions": 1}},
        {"MaxSessionsPerInstance": 2, "ComputeCapacity": {"DesiredSessions": -1}},
        {**ELASTIC, "MaxConcurrentSessions": 0},
        {**ELASTIC, "MaxConcurrentSessions": 2**31},
    ],
)
def test_counts_that_no_fleet_can_have_are_refused(there: Any, members: Any) -> None:
    with refused(VALUE):
        create(there, **members)
    assert there.describe_fleets()["Fleets"] == []


@pytest.mark.row("fleet-capacity-need")
@pytest.mark.parametrize("capacity", [None, {}, {"DesiredInstances": 1, "DesiredSessions": 1}])
def test_a_fleet_needs_one_number_as_its_capacity(there: Any, capacity: Any) -> None:
    with refused(COMBINATION):
        create(there, ComputeCapacity=capacity)


@pytest.mark.row("fleet-capacity-zero")
@pytest.mark.parametrize("fleet_type", ["ALWAYS_ON", "ON_DEMAND"])
def test_a_fleet_may_have_no_instances_and_starts_all_the_same(there: Any, fleet_type: str) -> None:
    create(there, FleetType=fleet_type, ComputeCapacity={"DesiredInstances": 0})
    there.start_fleet(Name="production")
    found = fleet(there)
    assert found["State"] == "RUNNING"
    none = {"Desired": 0, "Running": 0, "InUse": 0, "Available": 0}
    assert found["ComputeCapacityStatus"] == none


@pytest.mark.row("fleet-multi-session")
@pytest.mark.parametrize(
    "members",
    [
        {"MaxSessionsPerInstance": 5, "ComputeCapacity": {"DesiredInstances": 1}},
        {"ComputeCapacity": {"DesiredSessions": 1}},
    ],
)
def test_sessions_are_for_multi_session_fleets_and_instances_for_the_others(
    there: Any, members: Any
) -> None:
    with refused(COMBINATION):
        create(there, **members)


@pytest.mark.row("fleet-elastic", "fleet-always", "fleet-cap-elastic")
def test_an_elastic_fleet_has_no_image_and_no_instances(appstream: Any) -> None:
    answer = create(appstream, **ELASTIC, SessionScriptS3Location=SCRIPT)
    assert not {"ImageName", "ImageArn"} & answer.keys()
    assert answer["Platform"] == "AMAZON_LINUX2"
    assert answer["MaxConcurrentSessions"] == 10
    assert answer["SessionScriptS3Location"] == SCRIPT
    none = {"Desired": 0, "Running": 0, "InUse": 0, "Available": 0}
    assert answer["ComputeCapacityStatus"] == none


@pytest.mark.row("fleet-elastic")
@pytest.mark.parametrize(
    "change",
    [
        {"MaxConcurrentSessions": None},
        {"VpcConfig": None},
        {"VpcConfig": {"SubnetIds": ["subnet-a"]}},
        {"VpcConfig": {"SecurityGroupIds": ["sg-a"]}},
        {"Platform": None},
        {"Platform": "WINDOWS_SERVER_2022"},
        {"ComputeCapacity": {"DesiredInstances": 1}},
        {"DomainJoinInfo": {"DirectoryName": "corp.example.com"}},
        {"ImageName": "golden"},
        {"ImageArn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/golden"},
        {"MaxSessionsPerInstance": 2},
    ],
)
def test_an_elastic_fleet_needs_and_refuses_members_of_its_own(there: Any, change: Any) -> None:
    with refused(COMBINATION):
        create(there, **{**ELASTIC, **change})
    create(there, **ELASTIC)


@pytest.mark.row("fleet-elastic")
@pytest.mark.parametrize(
    "members", [{"MaxConcurrentSessions": 10}, {"SessionScriptS3Location": SCRIPT}]
)
def test_what_is_for_elastic_fleets_is_refused_for_others(production: Any, members: Any) -> None:
    with refused(COMBINATION):
        create(production, "other", **members)
    with refused(COMBINATION):
        update(production, **members)


@pytest.mark.row("fleet-domain")
def test_a_fleet_joins_a_domain_by_a_directory_config_that_is_there(there: Any) -> None:
    join = {"DirectoryName": "corp.example.com", "OrganizationalUnitDistinguishedName": "OU=Other"}
    with refused("ResourceNotFoundException"):
        create(there, DomainJoinInfo=join)
    assert there.describe_fleets()["Fleets"] == []
    there.create_directory_config(
        DirectoryName="corp.example.com", OrganizationalUnitDistinguishedNames=["OU=AppStream"]
    )
    create(there, DomainJoinInfo=join)
    with refused("ResourceNotFoundException"):
        update(there, DomainJoinInfo={"DirectoryName": "other.example.com"})
    assert fleet(there)["DomainJoinInfo"] == join


@pytest.mark.row("fleet-domain")
def test_a_directory_config_is_in_use_while_a_fleet_joins_its_domain(there: Any) -> None:
    there.create_directory_config(
        DirectoryName="corp.example.com", OrganizationalUnitDistinguishedNames=["OU=AppStream"]
    )
    create(there, DomainJoinInfo={"DirectoryName": "corp.example.com"})
    with pytest.raises(there.exceptions.ResourceInUseException):
        there.delete_directory_config(DirectoryName="corp.example.com")
    update(there, AttributesToDelete=["DOMAIN_JOIN_INFO"])
    there.delete_directory_config(DirectoryName="corp.example.com")


@pytest.mark.row("fleet-role")
def test_a_role_is_refused_when_the_test_plans_it(there: Any) -> None:
    text = "The fleet encountered an error because your IAM role could not be assumed."
    seed.failure("CreateFleet", "InvalidRoleException", message=text)
    role = f"arn:aws:iam::{ACCOUNT}:role/fleet"
    with refused("InvalidRoleException", text):
        create(there, IamRoleArn=role)
    assert create(there, IamRoleArn=role)["IamRoleArn"] == role


@in_process
@pytest.mark.row("fleet-role", "every-iam-role", "every-s3")
@pytest.mark.appstream(config={"appstream": {"check_roles": True, "check_s3_objects": True}})
def test_a_role_and_a_session_script_are_looked_up_where_a_test_wants_it(there: Any) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/fleet"
    create(there)
    create(there, "elastic", **ELASTIC)
    with refused("InvalidRoleException"):
        create(there, "other", IamRoleArn=role)
    with refused("InvalidRoleException"):
        update(there, IamRoleArn=role)
    with refused("OperationNotPermittedException"):
        create(there, "other", **ELASTIC, SessionScriptS3Location=SCRIPT)
    with refused("OperationNotPermittedException"):
        update(there, "elastic", SessionScriptS3Location=SCRIPT)


@in_process
@pytest.mark.row("fleet-vpc")
@pytest.mark.appstream(config={"appstream": {"check_vpcs": True}})
def test_a_start_fails_without_its_subnets_where_a_test_has_them_looked_up(there: Any) -> None:
    create(there, VpcConfig=SUBNETS)
    there.start_fleet(Name="production")
    failed = fleet(there)
    assert failed["State"] == "STOPPED"
    (error,) = failed["FleetErrors"]
    assert error.keys() == {"ErrorCode", "ErrorMessage"}
    assert error["ErrorCode"] == "SUBNET_NOT_FOUND"
    update(there, DeleteVpcConfig=True)
    there.start_fleet(Name="production")
    assert fleet(there)["State"] == "RUNNING"


@pytest.mark.row("fleet-capacity-limit")
@pytest.mark.usefixtures("no_retries")
def test_a_fleet_has_no_more_instances_than_a_test_allows(appstream_client: Any) -> None:
    client = appstream_client()
    seed.image("golden")
    text = (
        "The Instance type 'stream.standard.medium' capacity limit for fleet production' was "
        "exceeded. Requested: 3, Limit: 2"
    )
    seed.quotas(fleet_instances=2)
    with refused("LimitExceededException", text):
        create(client, ComputeCapacity={"DesiredInstances": 3})
    create(client, ComputeCapacity={"DesiredInstances": 2})
    with refused("LimitExceededException", text):
        update(client, ComputeCapacity={"DesiredInstances": 3})
    with refused("LimitExceededException", text):
        update(client, MaxSessionsPerInstance=5, ComputeCapacity={"DesiredSessions": 11})
    update(client, MaxSessionsPerInstance=5, ComputeCapacity={"DesiredSessions": 10})
    seed.quotas(fleet_instances=1)
    with refused("LimitExceededException", text.replace("3, Limit: 2", "2, Limit: 1")):
        client.start_fleet(Name="production")
    assert fleet(client)["State"] == "STOPPED"
    create(client, "elastic", **ELASTIC)
    client.start_fleet(Name="elastic")


@pytest.mark.usefixtures("no_retries")
def test_the_number_of_fleets_has_a_quota_when_a_test_sets_one(appstream_client: Any) -> None:
    client = appstream_client()
    seed.image("golden")
    seed.quotas(fleets=1)
    create(client)
    with pytest.raises(client.exceptions.LimitExceededException, match="Requested: 2, Limit: 1"):
        create(client, "another")


@pytest.mark.row("fleet-exists", "every-exists")
def test_a_name_that_is_taken_is_refused_before_all_the_rest(production: Any) -> None:
    before = fleet(production)
    with refused("ResourceAlreadyExistsException", "The fleet production already exists."):
        create(production, ImageName="missing", ComputeCapacity=None)
    assert fleet(production) == before


def test_a_name_belongs_to_one_account_and_region_and_its_case_matters(
    production: Any, appstream_client: Any
) -> None:
    seed.image("golden", account_id=OTHER_ACCOUNT)
    seed.image("golden", region="us-west-2")
    create(production, "Production")
    elsewhere = appstream_client("us-west-2")
    other = appstream_client(account_id=OTHER_ACCOUNT)
    for client in (elsewhere, other):
        assert client.describe_fleets()["Fleets"] == []
        with refused("ResourceNotFoundException"):
            client.start_fleet(Name="production")
        create(client)
        client.start_fleet(Name="production")
    assert fleet(production)["State"] == "STOPPED"
    assert fleet(other)["Arn"] == f"arn:aws:appstream:us-east-1:{OTHER_ACCOUNT}:fleet/production"
    assert fleet(elsewhere)["Arn"] == f"arn:aws:appstream:us-west-2:{ACCOUNT}:fleet/production"


def test_a_name_has_101_characters_at_most(there: Any) -> None:
    with refused("ValidationException"):
        create(there, "a" * 102)
    create(there, "a" * 101)
    there.start_fleet(Name="a" * 101)
    assert fleet(there, "a" * 101)["State"] == "RUNNING"


@pytest.mark.row("every-tags")
def test_tags_are_given_at_creation_and_changed_in_any_state(there: Any) -> None:
    arn = create(there, Tags={"team": "desktop", "empty": ""})["Arn"]
    assert "Tags" not in fleet(there)
    there.start_fleet(Name="production")
    there.tag_resource(ResourceArn=arn, Tags={"stage": "production"})
    there.untag_resource(ResourceArn=arn, TagKeys=["team"])
    tags = there.list_tags_for_resource(ResourceArn=arn)["Tags"]
    assert tags == {"empty": "", "stage": "production"}
    untagged = create(there, "untagged")["Arn"]
    assert there.list_tags_for_resource(ResourceArn=untagged)["Tags"] == {}


@in_process
@pytest.mark.parametrize("members", [{"Description": "x"}, MULTI_SESSION, ELASTIC], ids=str)
def test_the_parameters_that_make_a_fleet_again_make_the_same_one(there: Any, members: Any) -> None:
    create(there, **members)
    backend().fleets.get("production").change({"FleetErrors": [{"ErrorCode": "IGW_NOT_ATTACHED"}]})
    again = backend().fleets.get("production").creation()
    created = there.create_fleet(Name="again", **again)["Fleet"]
    changed = {"Name": "again", "Arn": created["Arn"], "CreatedTime": created["CreatedTime"]}
    assert created == {**fleet(there), **changed, "FleetErrors": []}


# Capacity


@pytest.mark.row("fleet-cap-running", "fleet-cap-single", "fleet-cap-stopped")
@pytest.mark.parametrize("fleet_type", ["ALWAYS_ON", "ON_DEMAND"])
def test_all_instances_run_while_the_fleet_does(there: Any, fleet_type: str) -> None:
    create(there, FleetType=fleet_type, ComputeCapacity={"DesiredInstances": 3})
    stopped = {"Desired": 3, "Running": 0, "InUse": 0, "Available": 0}
    set_pace("fleet", progression="manual", times=2)
    there.start_fleet(Name="production")
    starting = fleet(there)
    assert (starting["State"], starting["ComputeCapacityStatus"]) == ("STARTING", stopped)
    running = fleet(there)
    assert running["State"] == "RUNNING"
    assert running["ComputeCapacityStatus"] == {**stopped, "Running": 3, "Available": 3}
    there.stop_fleet(Name="production")
    stopping = fleet(there)
    assert (stopping["State"], stopping["ComputeCapacityStatus"]) == ("STOPPING", stopped)


def draining(client: Any) -> dict[str, int]:
    members = ("Draining", "DrainModeActiveUserSessions", "DrainModeUnusedUserSessions")
    known = client.meta.service_model.shape_for("ComputeCapacityStatus").members
    return {member: 0 for member in members if member in known}


@pytest.mark.row("fleet-cap-multi")
@pytest.mark.parametrize(("sessions", "instances"), [(0, 0), (1, 1), (5, 1), (6, 2), (12, 3)])
def test_a_multi_session_fleet_counts_sessions_too(
    there: Any, sessions: int, instances: int
) -> None:
    capacity = {"DesiredSessions": sessions}
    answer = create(there, MaxSessionsPerInstance=5, ComputeCapacity=capacity)
    assert answer["MaxSessionsPerInstance"] == 5
    assert answer["ComputeCapacityStatus"] == {
        "Desired": instances,
        "Running": 0,
        "InUse": 0,
        "Available": 0,
        "DesiredUserSessions": sessions,
        "ActualUserSessions": 0,
        "ActiveUserSessions": 0,
        "AvailableUserSessions": 0,
        **draining(there),
    }
    there.start_fleet(Name="production")
    assert fleet(there)["ComputeCapacityStatus"] == {
        "Desired": instances,
        "Running": instances,
        "InUse": 0,
        "Available": instances,
        "DesiredUserSessions": sessions,
        "ActualUserSessions": sessions,
        "ActiveUserSessions": 0,
        "AvailableUserSessions": sessions,
        **draining(there),
    }


class Session(Resource):
    """What the family of sessions will have: it belongs to its fleet."""

    kind = "session"
    shape = "Session"
    fleet_arn = ""

    def belongs_to(self) -> Iterator[str]:
        yield self.fleet_arn


class Sessions(Family[Session]):
    resource = Session

    def stream(self, fleet_name: str, number: int) -> None:
        """Let some sessions of a fleet be there."""
        for _ in range(number):
            session = Session(self.here, f"session-{len(self.by_name)}")
            session.fleet_arn = self.here.fleets.get(fleet_name).arn
            self.put(session)


@pytest.fixture
def sessions(there: Any) -> Sessions:
    found = Sessions(backend())
    setattr(backend(), "sessions", found)  # noqa: B010  mypy knows no such attribute yet
    return found


@in_process
@pytest.mark.row("fleet-cap-running", "fleet-cap-multi")
def test_what_sessions_use_is_not_available(there: Any, sessions: Sessions) -> None:
    create(there, ComputeCapacity={"DesiredInstances": 3})
    create(there, "shared", **MULTI_SESSION)
    for name in ("production", "shared"):
        there.start_fleet(Name=name)
    sessions.stream("production", 2)
    sessions.stream("shared", 6)
    status = fleet(there)["ComputeCapacityStatus"]
    assert status == {"Desired": 3, "Running": 3, "InUse": 2, "Available": 1}
    assert fleet(there, "shared")["ComputeCapacityStatus"] == {
        "Desired": 3,
        "Running": 3,
        "InUse": 2,
        "Available": 1,
        "DesiredUserSessions": 12,
        "ActualUserSessions": 12,
        "ActiveUserSessions": 6,
        "AvailableUserSessions": 6,
        **draining(there),
    }
    update(there, ComputeCapacity={"DesiredInstances": 1})
    status = fleet(there)["ComputeCapacityStatus"]
    assert status == {"Desired": 1, "Running": 2, "InUse": 2, "Available": 0}
    status = update(there, "shared", ComputeCapacity={"DesiredSessions": 4})[
        "ComputeCapacityStatus"
    ]
    assert (status["Desired"], status["Running"], status["DesiredUserSessions"]) == (1, 2, 4)
    assert (status["ActualUserSessions"], status["AvailableUserSessions"]) == (6, 0)


@in_process
@pytest.mark.row("fleet-stop-sessions")
def test_a_stop_ends_the_sessions_of_this_fleet_and_no_others(
    there: Any, sessions: Sessions
) -> None:
    for name in ("production", "other"):
        create(there, name)
        there.start_fleet(Name=name)
        sessions.stream(name, 1)
    there.stop_fleet(Name="production")
    there.start_fleet(Name="production")
    assert fleet(there)["ComputeCapacityStatus"]["InUse"] == 0
    assert fleet(there, "other")["ComputeCapacityStatus"]["InUse"] == 1


@pytest.mark.row("fleet-cap-unshared")
@pytest.mark.parametrize("how", ["deleted", "without fleets"])
def test_a_fleet_loses_its_instances_when_its_image_is_no_longer_shared(
    appstream: Any, appstream_client: Any, how: str
) -> None:
    arn = seed.image("golden", shared_with=[OTHER_ACCOUNT, "444455556666"])["Arn"]
    own = create(appstream, "own")
    other = appstream_client(account_id=OTHER_ACCOUNT)
    third = appstream_client(account_id="444455556666")
    for client in (other, third):
        create(client, ImageName=None, ImageArn=arn, ComputeCapacity={"DesiredInstances": 4})
        client.start_fleet(Name="production")
    create(other, "shared", ImageName=None, ImageArn=arn, **MULTI_SESSION)
    grant = {"Name": "golden", "SharedAccountId": OTHER_ACCOUNT}
    if how == "deleted":
        appstream.delete_image_permissions(**grant)
    else:
        appstream.update_image_permissions(**grant, ImagePermissions={"allowImageBuilder": True})
    running = fleet(other)
    assert running["State"] == "RUNNING"
    none = {"Desired": 0, "Running": 0, "InUse": 0, "Available": 0}
    assert running["ComputeCapacityStatus"] == none
    assert fleet(other, "shared")["ComputeCapacityStatus"]["DesiredUserSessions"] == 0
    assert fleet(third)["ComputeCapacityStatus"]["Running"] == 4
    assert fleet(appstream, "own") == own
    appstream.update_image_permissions(**grant, ImagePermissions={"allowFleet": True})
    assert fleet(other)["ComputeCapacityStatus"] == none
    update(other, ComputeCapacity={"DesiredInstances": 1})
    assert fleet(other)["ComputeCapacityStatus"]["Running"] == 1


# States


@pytest.mark.row("fleet-states", "fleet-start-answer", "every-first-state")
def test_a_fleet_passes_its_states_as_it_is_looked_at(production: Any) -> None:
    set_pace("fleet", progression="manual", times=3)
    assert states(production, 4) == ["STOPPED"] * 4
    assert production.start_fleet(Name="production").keys() == {"ResponseMetadata"}
    assert states(production, 4) == ["STARTING", "STARTING", "RUNNING", "RUNNING"]
    assert production.stop_fleet(Name="production").keys() == {"ResponseMetadata"}
    assert states(production, 4) == ["STOPPING", "STOPPING", "STOPPED", "STOPPED"]


@pytest.mark.row("fleet-start-answer")
def test_by_default_a_fleet_is_in_its_last_state_at_once(production: Any) -> None:
    production.start_fleet(Name="production")
    assert states(production, 1) == ["RUNNING"]
    production.stop_fleet(Name="production")
    assert states(production, 1) == ["STOPPED"]


PACES = [
    {},
    {"progression": "manual", "times": 3},
    {"progression": "time", "seconds": 0.2},
]


@pytest.mark.row("fleet-start-answer")
@pytest.mark.parametrize("pace", PACES, ids=["immediate", "counted", "timed"])
def test_botocores_waiters_end_when_the_fleet_has_started_and_stopped(
    production: Any, pace: dict[str, Any]
) -> None:
    set_pace("fleet", **pace)
    often = {"Delay": 0.05, "MaxAttempts": 40}
    production.start_fleet(Name="production")
    production.get_waiter("fleet_started").wait(Names=["production"], WaiterConfig=often)
    assert states(production, 1) == ["RUNNING"]
    production.stop_fleet(Name="production")
    production.get_waiter("fleet_stopped").wait(Names=["production"], WaiterConfig=often)
    assert states(production, 1) == ["STOPPED"]


@pytest.mark.row("fleet-start-running")
@pytest.mark.parametrize("state", ["STARTING", "RUNNING"])
def test_a_start_of_a_fleet_that_was_started_changes_nothing(production: Any, state: str) -> None:
    put_into(production, state)
    before = fleet(production)
    production.start_fleet(Name="production")
    assert fleet(production) == before


@pytest.mark.row("fleet-start-running")
def test_a_second_start_does_not_delay_the_first_one(production: Any) -> None:
    set_pace("fleet", progression="manual", times=3)
    production.start_fleet(Name="production")
    assert states(production, 2) == ["STARTING", "STARTING"]
    production.start_fleet(Name="production")
    assert states(production, 1) == ["RUNNING"]


@pytest.mark.row("fleet-start-stopping", "every-state")
def test_a_fleet_that_is_stopping_cannot_be_started(production: Any) -> None:
    put_into(production, "STOPPING")
    with refused(
        "OperationNotPermittedException",
        "The fleet production is STOPPING. "
        "The fleet must be in a STOPPED state for this action to succeed.",
    ):
        production.start_fleet(Name="production")
    assert states(production, 1) == ["STOPPING"]


@in_process
@pytest.mark.row("fleet-start-image")
def test_a_fleet_does_not_start_from_an_image_that_is_no_longer_available(production: Any) -> None:
    backend().images.get("golden").goes("FAILED")
    with refused(
        "ResourceNotAvailableException",
        "The image golden is FAILED. "
        "The image must be in an AVAILABLE state for this action to succeed.",
    ):
        production.start_fleet(Name="production")
    assert states(production, 1) == ["STOPPED"]


@pytest.mark.row("fleet-start-image", "fleet-errors")
def test_a_start_fails_when_the_image_is_not_there_any_more(
    appstream: Any, appstream_client: Any
) -> None:
    arn = seed.image("golden", shared_with=[OTHER_ACCOUNT])["Arn"]
    other = appstream_client(account_id=OTHER_ACCOUNT)
    create(other, ImageName=None, ImageArn=arn)
    grant = {"Name": "golden", "SharedAccountId": OTHER_ACCOUNT}
    appstream.delete_image_permissions(**grant)
    set_pace("fleet", progression="manual", times=2)
    other.start_fleet(Name="production")
    starting, failed = fleet(other), fleet(other)
    assert (starting["State"], starting["FleetErrors"]) == ("STARTING", [])
    assert failed["State"] == "STOPPED"
    (error,) = failed["FleetErrors"]
    assert error["ErrorCode"] == "IMAGE_NOT_FOUND"
    assert "golden" in error["ErrorMessage"]
    appstream.update_image_permissions(**grant, ImagePermissions={"allowFleet": True})
    other.start_fleet(Name="production")
    assert [fleet(other)["State"], fleet(other)["State"]] == ["STARTING", "RUNNING"]
    assert fleet(other)["FleetErrors"] == []


@pytest.mark.row("fleet-start-elastic")
def test_an_elastic_fleet_starts_and_stops_in_the_same_way(appstream: Any) -> None:
    create(appstream, **ELASTIC)
    set_pace("fleet", progression="manual", times=2)
    appstream.start_fleet(Name="production")
    assert states(appstream, 2) == ["STARTING", "RUNNING"]
    appstream.stop_fleet(Name="production")
    assert states(appstream, 2) == ["STOPPING", "STOPPED"]


@pytest.mark.row("fleet-stop-stopped")
@pytest.mark.parametrize("state", ["STOPPED", "STOPPING"])
def test_a_stop_of_a_fleet_that_was_stopped_changes_nothing(production: Any, state: str) -> None:
    put_into(production, state)
    before = fleet(production)
    production.stop_fleet(Name="production")
    assert fleet(production) == before


@pytest.mark.row("fleet-stop-starting")
def test_a_fleet_can_be_stopped_while_it_is_starting(production: Any) -> None:
    set_pace("fleet", progression="manual", times=2)
    production.start_fleet(Name="production")
    assert states(production, 1) == ["STARTING"]
    production.stop_fleet(Name="production")
    assert states(production, 3) == ["STOPPING", "STOPPED", "STOPPED"]


@pytest.mark.row("fleet-errors")
def test_a_start_that_is_planned_to_fail_leaves_the_fleet_stopped_with_its_errors(
    production: Any,
) -> None:
    create(production, "other")
    for code in ("SUBNET_NOT_FOUND", "SECURITY_GROUPS_NOT_FOUND"):
        seed.fleet_failure("production", error_code=code, error_message=f"{code} it is.")
    assert fleet(production)["FleetErrors"] == []
    for name in ("production", "other"):
        production.start_fleet(Name=name)
    with pytest.raises(WaiterError, match="terminal failure"):
        production.get_waiter("fleet_started").wait(Names=["production"])
    assert fleet(production, "other")["State"] == "RUNNING"
    failed = fleet(production)
    assert failed["State"] == "STOPPED"
    assert failed["ComputeCapacityStatus"]["Running"] == 0
    assert failed["FleetErrors"] == [
        {"ErrorCode": "SUBNET_NOT_FOUND", "ErrorMessage": "SUBNET_NOT_FOUND it is."},
        {
            "ErrorCode": "SECURITY_GROUPS_NOT_FOUND",
            "ErrorMessage": "SECURITY_GROUPS_NOT_FOUND it is.",
        },
    ]
    update(production, VpcConfig=SUBNETS)
    production.stop_fleet(Name="production")
    assert fleet(production)["FleetErrors"] == failed["FleetErrors"]
    production.start_fleet(Name="production")
    mended = fleet(production)
    assert (mended["State"], mended["FleetErrors"]) == ("RUNNING", [])


@pytest.mark.row("fleet-errors")
def test_a_planned_failure_has_an_error_of_aws_and_a_fleet_that_is_there(production: Any) -> None:
    for plan, possible in (
        ({"name": "missing"}, "fleet missing .* does not exist"),
        ({"name": "production", "error_code": "NO_LUCK"}, "error_code.*SUBNET_NOT_FOUND"),
        ({"name": "production", "error_message": ""}, "error_message"),
        ({"name": ""}, "name"),
    ):
        with pytest.raises(ValueError, match=possible):
            seed.fleet_failure(**plan)
    production.start_fleet(Name="production")
    assert states(production, 1) == ["RUNNING"]
    production.stop_fleet(Name="production")
    seed.fleet_failure("production")
    production.start_fleet(Name="production")
    (error,) = fleet(production)["FleetErrors"]
    assert error["ErrorCode"] == "INTERNAL_SERVICE_ERROR"


@pytest.mark.row("fleet-errors")
def test_a_fleet_can_be_seeded_in_a_state_and_with_errors(there: Any) -> None:
    errors = [{"error_code": "DOMAIN_JOIN_NERR_PASSWORD_EXPIRED", "error_message": "Renew it."}]
    seeded = seed.fleet("production", image="golden", state="RUNNING", fleet_errors=errors)
    found = fleet(there)
    assert found == seeded
    assert found["State"] == "RUNNING"
    assert found["ComputeCapacityStatus"]["Running"] == 1
    assert found["FleetErrors"] == [
        {"ErrorCode": "DOMAIN_JOIN_NERR_PASSWORD_EXPIRED", "ErrorMessage": "Renew it."}
    ]
    there.stop_fleet(Name="production")
    there.start_fleet(Name="production")
    assert fleet(there)["FleetErrors"] == []


@pytest.mark.row("fleet-errors")
def test_a_start_that_is_stopped_before_it_fails_has_no_errors(production: Any) -> None:
    seed.fleet_failure("production")
    set_pace("fleet", progression="manual", times=2)
    production.start_fleet(Name="production")
    production.stop_fleet(Name="production")
    assert states(production, 2) == ["STOPPING", "STOPPED"]
    assert fleet(production)["FleetErrors"] == []


def test_an_operation_on_a_fleet_that_is_missing_is_refused(there: Any) -> None:
    create(there, "other")
    text = f"The fleet production for account {ACCOUNT} does not exist."
    for call in (
        there.start_fleet,
        there.stop_fleet,
        there.delete_fleet,
        there.update_fleet,
        lambda Name: there.describe_fleets(Names=["other", Name]),  # noqa: N803
    ):
        with refused("ResourceNotFoundException", text):
            call(Name="production")


# UpdateFleet


@pytest.mark.row("fleet-update-answer", "fleet-update-stopped", "fleet-update-merge")
def test_a_stopped_fleet_can_change_in_everything_but_its_name_and_type(production: Any) -> None:
    before = fleet(production)
    seed.image("linux", platform="AMAZON_LINUX2")
    production.create_directory_config(
        DirectoryName="corp.example.com", OrganizationalUnitDistinguishedNames=["OU=AppStream"]
    )
    changes: dict[str, Any] = {
        "ImageName": "linux",
        "InstanceType": "stream.compute.large",
        "ComputeCapacity": {"DesiredSessions": 8},
        "MaxSessionsPerInstance": 4,
        "VpcConfig": SUBNETS,
        "MaxUserDurationInSeconds": 7200,
        "DisconnectTimeoutInSeconds": 300,
        "IdleDisconnectTimeoutInSeconds": 600,
        "Description": "New.",
        "DisplayName": "New name",
        "EnableDefaultInternetAccess": True,
        "DomainJoinInfo": {"DirectoryName": "corp.example.com"},
        "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/fleet",
        "StreamView": "DESKTOP",
        "Platform": "AMAZON_LINUX2",
        "UsbDeviceFilterStrings": USB,
        "RootVolumeConfig": {"VolumeSizeInGb": 400},
        "DisableIMDSV1": True,
    }
    known = production.meta.service_model.operation_model("UpdateFleet").input_shape.members
    changes = {member: value for member, value in changes.items() if member in known}
    others = {"Name", "ImageArn", "DeleteVpcConfig", "AttributesToDelete"}
    assert known.keys() - changes.keys() == others | {
        "MaxConcurrentSessions",
        "SessionScriptS3Location",
    }
    answer = update(production, **changes)
    capacity = changes.pop("ComputeCapacity")
    assert {member: answer[member] for member in changes} == changes
    assert answer["ComputeCapacityStatus"]["DesiredUserSessions"] == capacity["DesiredSessions"]
    assert answer["ComputeCapacityStatus"]["Desired"] == 2
    for member in ("Arn", "Name", "FleetType", "CreatedTime", "State"):
        assert answer[member] == before[member]
    assert fleet(production) == answer


@pytest.mark.row("fleet-update-name")
def test_an_update_needs_a_name(production: Any) -> None:
    with refused("ValidationException") as caught:
        production.update_fleet(DisplayName="New name")
    assert "'name'" in str(caught.value)


@pytest.mark.row("fleet-update-name")
@pytest.mark.parametrize("state", ["STOPPED", *UNSTOPPED])
def test_an_update_with_a_name_alone_changes_nothing(production: Any, state: str) -> None:
    put_into(production, state)
    before = fleet(production)
    assert update(production) == before


@pytest.mark.row("fleet-update-running")
@pytest.mark.parametrize("fleet_type", ["ALWAYS_ON", "ON_DEMAND"])
def test_a_running_fleet_can_change_in_some_members(there: Any, fleet_type: str) -> None:
    create(there, FleetType=fleet_type)
    seed.image("silver")
    put_into(there, "RUNNING")
    changes: dict[str, Any] = {
        "DisplayName": "New name",
        "ImageName": "silver",
        "IdleDisconnectTimeoutInSeconds": 600,
        "DisconnectTimeoutInSeconds": 300,
        "MaxSessionsPerInstance": 5,
    }
    for member, value in changes.items():
        assert update(there, **{member: value})[member] == value
    answer = update(there, ComputeCapacity={"DesiredSessions": 7})
    assert answer["State"] == "RUNNING"
    assert answer["ComputeCapacityStatus"]["ActualUserSessions"] == 7
    assert answer["ComputeCapacityStatus"]["Running"] == 2


@pytest.mark.row("fleet-update-running-elastic")
def test_a_running_elastic_fleet_can_change_in_others(appstream: Any) -> None:
    create(appstream, **ELASTIC)
    put_into(appstream, "RUNNING")
    changes: dict[str, Any] = {
        "DisplayName": "New name",
        "IdleDisconnectTimeoutInSeconds": 600,
        "DisconnectTimeoutInSeconds": 300,
        "MaxConcurrentSessions": 20,
        "SessionScriptS3Location": SCRIPT,
        "UsbDeviceFilterStrings": USB,
    }
    for member, value in changes.items():
        assert update(appstream, **{member: value})[member] == value
    answer = update(
        appstream, AttributesToDelete=["USB_DEVICE_FILTER_STRINGS", "SESSION_SCRIPT_S3_LOCATION"]
    )
    assert not {"UsbDeviceFilterStrings", "SessionScriptS3Location"} & answer.keys()


NOT_WHILE_RUNNING = {
    "Description": "New.",
    "EnableDefaultInternetAccess": True,
    "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/fleet",
    "MaxUserDurationInSeconds": 7200,
    "StreamView": "DESKTOP",
    "VpcConfig": {"SubnetIds": ["subnet-c", "subnet-d"]},
    "DisableIMDSV1": True,
    "RootVolumeConfig": {"VolumeSizeInGb": 400},
}


@pytest.mark.row("fleet-update-refused")
@pytest.mark.parametrize("members", [{}, ELASTIC], ids=["ALWAYS_ON", "ELASTIC"])
@pytest.mark.parametrize("member", [*NOT_WHILE_RUNNING, "InstanceType", "UsbDeviceFilterStrings"])
def test_a_running_fleet_must_be_stopped_for_any_other_change(
    there: Any, member: str, members: Any
) -> None:
    if not knows(there, member):
        pytest.skip(f"the installed botocore does not know {member}")
    values = {**NOT_WHILE_RUNNING, "InstanceType": "stream.standard.small"}
    create(there, **members)
    if member == "UsbDeviceFilterStrings" and members:
        member = "Platform"  # the other way round for Elastic fleets
    values |= {"UsbDeviceFilterStrings": USB, "Platform": "WINDOWS_SERVER_2019"}
    put_into(there, "RUNNING")
    before = fleet(there)
    with refused("ResourceInUseException", IN_USE):
        update(there, DisplayName="New name", **{member: values[member]})
    assert fleet(there) == before
    there.stop_fleet(Name="production")
    assert update(there, **{member: values[member]})[member] == values[member]


@pytest.mark.row("fleet-update-same")
def test_a_running_fleet_takes_the_values_that_it_has(production: Any) -> None:
    production.create_directory_config(
        DirectoryName="corp.example.com", OrganizationalUnitDistinguishedNames=["OU=AppStream"]
    )
    join = {"DirectoryName": "corp.example.com", "OrganizationalUnitDistinguishedName": "OU=A"}
    same: dict[str, Any] = {
        "DomainJoinInfo": join,
        "VpcConfig": SUBNETS,
        "StreamView": "APP",
        "Description": "",
    }
    update(production, **same)
    seed.image("silver")
    put_into(production, "RUNNING")
    answer = update(production, ImageName="silver", InstanceType="stream.standard.medium", **same)
    assert answer["ImageName"] == "silver"


@pytest.mark.row("fleet-update-moving")
@pytest.mark.parametrize("state", STARTING_AND_STOPPING)
@pytest.mark.parametrize(
    "change",
    [
        {"DisplayName": "New name"},
        {"ComputeCapacity": {"DesiredInstances": 1}},
        {"ImageName": "golden"},
        {"AttributesToDelete": ["VPC_CONFIGURATION"]},
        {"DeleteVpcConfig": True},
        {"StreamView": "APP"},
        {"Description": ""},
    ],
    ids=str,
)
def test_a_fleet_that_is_starting_or_stopping_cannot_be_updated(
    production: Any, state: str, change: Any
) -> None:
    put_into(production, state)
    before = fleet(production)
    with refused("ResourceInUseException", IN_USE):
        update(production, **change)
    assert fleet(production) == before


@pytest.mark.row("fleet-update-image")
def test_a_new_image_is_checked_as_at_creation(production: Any) -> None:
    seed.image("pending", state="PENDING")
    grant = {ACCOUNT: {"allow_fleet": False, "allow_image_builder": True}}
    arn = seed.image("theirs", account_id=OTHER_ACCOUNT, shared_with=grant)["Arn"]
    silver = seed.image("silver")["Arn"]
    before = fleet(production)
    with refused(
        "ResourceNotFoundException", f"The image missing for account {ACCOUNT} does not exist."
    ):
        update(production, ImageName="missing")
    with refused("ResourceNotAvailableException"):
        update(production, ImageName="pending")
    with refused("OperationNotPermittedException"):
        update(production, ImageArn=arn)
    with refused(COMBINATION):
        update(production, ImageName="golden", ImageArn=silver)
    assert fleet(production) == before


@pytest.mark.row("fleet-update-image", "fleet-platform")
def test_a_running_fleet_shows_its_new_image_at_once_and_its_platform(production: Any) -> None:
    arn = seed.image("silver", platform="WINDOWS_SERVER_2019")["Arn"]
    put_into(production, "RUNNING")
    with refused(COMBINATION):
        update(production, ImageArn=arn, Platform="WINDOWS_SERVER_2022")
    answer = update(production, ImageArn=arn)
    assert (answer["ImageName"], answer["ImageArn"]) == ("silver", arn)
    assert answer["Platform"] == "WINDOWS_SERVER_2019"
    with refused(COMBINATION):
        update(production, Platform="WINDOWS_SERVER_2022")
    assert fleet(production) == answer


@pytest.mark.row("fleet-update-image-os")
def test_a_fleet_must_be_stopped_to_change_from_windows_to_linux(production: Any) -> None:
    seed.image("linux", platform="AMAZON_LINUX2")
    put_into(production, "RUNNING")
    with refused("ResourceInUseException", IN_USE):
        update(production, ImageName="linux")
    assert fleet(production)["ImageName"] == "golden"
    production.stop_fleet(Name="production")
    assert update(production, ImageName="linux")["Platform"] == "AMAZON_LINUX2"
    production.start_fleet(Name="production")
    with refused("ResourceInUseException", IN_USE):
        update(production, ImageName="golden")


@pytest.mark.row("fleet-update-merge")
def test_what_is_not_sent_stays_and_structures_are_replaced_as_a_whole(there: Any) -> None:
    create(
        there,
        Description="For everybody.",
        DisplayName="Production",
        VpcConfig={**SUBNETS, "SecurityGroupIds": ["sg-a"]},
        UsbDeviceFilterStrings=USB,
    )
    answer = update(there, VpcConfig={"SubnetIds": ["subnet-c"]}, Description="")
    assert answer["VpcConfig"] == {"SubnetIds": ["subnet-c"]}
    assert "Description" not in answer
    assert answer["DisplayName"] == "Production"
    answer = update(there, DisplayName="", UsbDeviceFilterStrings=[], VpcConfig={})
    assert not {"DisplayName", "UsbDeviceFilterStrings"} & answer.keys()
    assert answer["VpcConfig"] == {"SubnetIds": ["subnet-c"]}


@pytest.mark.row("fleet-update-capacity")
def test_an_update_has_the_number_that_the_kind_of_fleet_has(production: Any) -> None:
    create(production, "shared", **MULTI_SESSION)
    for name, capacity in (
        ("production", {"DesiredSessions": 1}),
        ("shared", {"DesiredInstances": 1}),
        ("production", {"DesiredInstances": 1, "DesiredSessions": 1}),
    ):
        before = fleet(production, name)
        with refused(COMBINATION):
            update(production, name, ComputeCapacity=capacity)
        assert fleet(production, name) == before
    with refused(VALUE):
        update(production, ComputeCapacity={"DesiredInstances": -1})
    assert update(production, ComputeCapacity={})["ComputeCapacityStatus"]["Desired"] == 1


@pytest.mark.row("fleet-update-capacity")
def test_a_running_fleet_reaches_its_new_number_at_once(production: Any) -> None:
    put_into(production, "RUNNING")
    answer = update(production, ComputeCapacity={"DesiredInstances": 4})
    status = {"Desired": 4, "Running": 4, "InUse": 0, "Available": 4}
    assert answer["ComputeCapacityStatus"] == status
    assert fleet(production)["ComputeCapacityStatus"] == status


@pytest.mark.row("fleet-update-multi-session")
def test_the_number_of_instances_stays_when_they_become_shared_or_are_no_longer(
    there: Any,
) -> None:
    create(there, ComputeCapacity={"DesiredInstances": 3})
    status = update(there, MaxSessionsPerInstance=4)["ComputeCapacityStatus"]
    assert (status["Desired"], status["DesiredUserSessions"]) == (3, 12)
    status = update(there, MaxSessionsPerInstance=5)["ComputeCapacityStatus"]
    assert (status["Desired"], status["DesiredUserSessions"]) == (3, 12)
    update(there, ComputeCapacity={"DesiredSessions": 6})
    answer = update(there, AttributesToDelete=["MAX_SESSIONS_PER_INSTANCE"])
    assert "MaxSessionsPerInstance" not in answer
    status = {"Desired": 2, "Running": 0, "InUse": 0, "Available": 0}
    assert answer["ComputeCapacityStatus"] == status
    update(there, MaxSessionsPerInstance=2, ComputeCapacity={"DesiredSessions": 9})
    answer = update(
        there,
        AttributesToDelete=["MAX_SESSIONS_PER_INSTANCE"],
        ComputeCapacity={"DesiredInstances": 1},
    )
    assert answer["ComputeCapacityStatus"] == {**status, "Desired": 1}


@pytest.mark.row("fleet-update-delete-attr")
def test_attributes_are_deleted(there: Any) -> None:
    there.create_directory_config(
        DirectoryName="corp.example.com", OrganizationalUnitDistinguishedNames=["OU=AppStream"]
    )
    plain = create(there, "plain")
    members: dict[str, dict[str, Any]] = {
        "VPC_CONFIGURATION": {"VpcConfig": {**SUBNETS, "SecurityGroupIds": ["sg-a"]}},
        "DOMAIN_JOIN_INFO": {"DomainJoinInfo": {"DirectoryName": "corp.example.com"}},
        "IAM_ROLE_ARN": {"IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/fleet"},
        "USB_DEVICE_FILTER_STRINGS": {"UsbDeviceFilterStrings": USB},
        "VOLUME_CONFIGURATION": {"RootVolumeConfig": {"VolumeSizeInGb": 300}},
        "MAX_SESSIONS_PER_INSTANCE": MULTI_SESSION,
    }
    members = {name: value for name, value in members.items() if knows_attribute(there, name)}
    create(there, **{name: value for one in members.values() for name, value in one.items()})
    answer = update(there, AttributesToDelete=["VPC_CONFIGURATION_SECURITY_GROUP_IDS"])
    assert answer["VpcConfig"] == SUBNETS
    for attribute, values in members.items():
        answer = update(there, AttributesToDelete=[attribute])
        assert not (values.keys() - {"ComputeCapacity"}) & answer.keys()
    assert answer.keys() == plain.keys()


@pytest.mark.row("fleet-update-delete-attr")
@pytest.mark.parametrize("state", ["STOPPED", "RUNNING"])
def test_every_attribute_can_be_deleted_that_is_not_there(production: Any, state: str) -> None:
    put_into(production, state)
    before = fleet(production)
    attributes = production.meta.service_model.shape_for("FleetAttribute").enum
    assert update(production, AttributesToDelete=attributes) == before


@pytest.mark.row("fleet-update-delete-attr", "fleet-update-refused")
def test_a_running_fleet_loses_what_could_be_set_while_it_is_running(there: Any) -> None:
    create(there, **MULTI_SESSION, VpcConfig=SUBNETS)
    put_into(there, "RUNNING")
    before = fleet(there)
    for change in (
        {"AttributesToDelete": ["MAX_SESSIONS_PER_INSTANCE", "VPC_CONFIGURATION"]},
        {"DeleteVpcConfig": True},
    ):
        with refused("ResourceInUseException", IN_USE):
            update(there, **change)
        assert fleet(there) == before
    answer = update(there, AttributesToDelete=["MAX_SESSIONS_PER_INSTANCE"])
    assert "MaxSessionsPerInstance" not in answer
    assert answer["ComputeCapacityStatus"]["Running"] == 3


@pytest.mark.row("fleet-update-delete-vpc")
def test_delete_vpc_config_deletes_the_vpc_config(there: Any) -> None:
    create(there, VpcConfig=SUBNETS)
    assert update(there, DeleteVpcConfig=False)["VpcConfig"] == SUBNETS
    assert "VpcConfig" not in update(there, DeleteVpcConfig=True)
    assert "VpcConfig" not in update(there, DeleteVpcConfig=True)


@pytest.mark.row("fleet-update-delete-vpc")
@pytest.mark.parametrize(
    "change", [{"DeleteVpcConfig": True}, {"AttributesToDelete": ["VPC_CONFIGURATION"]}]
)
def test_an_elastic_fleet_keeps_its_vpc(appstream: Any, change: Any) -> None:
    create(appstream, **ELASTIC)
    with refused(COMBINATION):
        update(appstream, **change)
    assert fleet(appstream)["VpcConfig"] == SUBNETS


@pytest.mark.row("fleet-elastic")
@pytest.mark.parametrize(
    "change",
    [
        {"ImageName": "golden"},
        {"ComputeCapacity": {"DesiredInstances": 1}},
        {"DomainJoinInfo": {"DirectoryName": "corp.example.com"}},
        {"MaxSessionsPerInstance": 2},
        {"VpcConfig": {"SubnetIds": ["subnet-a"]}},
        {"Platform": "WINDOWS_SERVER_2022"},
    ],
)
def test_an_elastic_fleet_stays_one_when_it_is_updated(there: Any, change: Any) -> None:
    create(there, **ELASTIC)
    before = fleet(there)
    with refused(COMBINATION):
        update(there, **change)
    assert fleet(there) == before
    assert update(there, Platform="WINDOWS_SERVER_2019")["Platform"] == "WINDOWS_SERVER_2019"


@pytest.mark.row("fleet-update-set-and-delete")
@pytest.mark.parametrize(
    ("attribute", "members"),
    [
        ("VPC_CONFIGURATION", {"VpcConfig": SUBNETS}),
        ("VPC_CONFIGURATION_SECURITY_GROUP_IDS", {"VpcConfig": {"SecurityGroupIds": ["sg-a"]}}),
        ("IAM_ROLE_ARN", {"IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/fleet"}),
        ("USB_DEVICE_FILTER_STRINGS", {"UsbDeviceFilterStrings": USB}),
        ("MAX_SESSIONS_PER_INSTANCE", {"MaxSessionsPerInstance": 2}),
    ],
)
def test_an_attribute_cannot_be_set_and_deleted(
    production: Any, attribute: str, members: Any
) -> None:
    before = fleet(production)
    with refused(COMBINATION):
        update(production, AttributesToDelete=[attribute], **members)
    assert fleet(production) == before


@pytest.mark.row("fleet-update-set-and-delete")
def test_new_subnets_come_as_the_security_groups_go(there: Any) -> None:
    create(there, VpcConfig={**SUBNETS, "SecurityGroupIds": ["sg-a"]})
    answer = update(
        there,
        VpcConfig={"SubnetIds": ["subnet-c"]},
        AttributesToDelete=["VPC_CONFIGURATION_SECURITY_GROUP_IDS"],
    )
    assert answer["VpcConfig"] == {"SubnetIds": ["subnet-c"]}


@pytest.mark.row("fleet-update-set-and-delete")
def test_delete_vpc_config_and_a_new_one_exclude_each_other(production: Any) -> None:
    with refused(COMBINATION):
        update(production, DeleteVpcConfig=True, VpcConfig=SUBNETS)


# DescribeFleets


@pytest.mark.row("fleet-describe", "every-page")
def test_sixty_fleets_are_paged_through_each_once(there: Any) -> None:
    for number in range(60):
        create(there, f"fleet-{number:02}")
    pages = list(there.get_paginator("describe_fleets").paginate())
    assert [len(page["Fleets"]) for page in pages] == [25, 25, 10]
    assert "NextToken" not in pages[-1]
    expected = [f"fleet-{number:02}" for number in range(60)]
    assert [one["Name"] for page in pages for one in page["Fleets"]] == expected


@pytest.mark.row("fleet-describe")
def test_named_fleets_come_as_asked_each_once_and_an_empty_list_is_no_filter(there: Any) -> None:
    for name in ("b", "a", "c"):
        create(there, name)

    def described(**filters: Any) -> list[str]:
        return [one["Name"] for one in there.describe_fleets(**filters)["Fleets"]]

    assert described(Names=["c", "a", "c"]) == ["c", "a"]
    assert described(Names=[]) == described() == ["a", "b", "c"]
    with refused("ResourceNotFoundException"):
        described(Names=["a", "missing"])


# DeleteFleet


@pytest.mark.row("fleet-delete-running")
@pytest.mark.parametrize("state", UNSTOPPED)
def test_a_fleet_that_is_not_stopped_cannot_be_deleted(production: Any, state: str) -> None:
    put_into(production, state)
    with refused(
        "ResourceInUseException", "The fleet production must be stopped before it can be deleted."
    ):
        production.delete_fleet(Name="production")
    assert states(production, 1) == [state]


@pytest.mark.row("fleet-delete-associated")
def test_a_fleet_that_is_associated_with_a_stack_cannot_be_deleted(production: Any) -> None:
    pair = {"FleetName": "production", "StackName": "desk"}
    production.create_stack(Name="desk")
    production.associate_fleet(**pair)
    with refused(
        "ResourceInUseException",
        "The fleet production is associated with a stack. "
        "To delete the fleet, you must dissociate it from the stack.",
    ):
        production.delete_fleet(Name="production")
    production.disassociate_fleet(**pair)
    production.delete_fleet(Name="production")


@pytest.mark.row("fleet-delete")
def test_a_deleted_fleet_is_gone_at_once_and_a_new_one_has_nothing_of_it(there: Any) -> None:
    create(there, "other")
    old = create(there, Tags={"team": "desktop"}, Description="Old.", **MULTI_SESSION)
    assert there.delete_fleet(Name="production").keys() == {"ResponseMetadata"}
    with refused("ResourceNotFoundException"):
        fleet(there)
    with refused("ResourceNotFoundException"):
        there.list_tags_for_resource(ResourceArn=old["Arn"])
    with refused("ResourceNotFoundException"):
        there.delete_fleet(Name="production")
    assert [one["Name"] for one in there.describe_fleets()["Fleets"]] == ["other"]
    new = create(there)
    assert not {"Description", "MaxSessionsPerInstance"} & new.keys()
    assert new["CreatedTime"] > old["CreatedTime"]
    assert there.list_tags_for_resource(ResourceArn=old["Arn"])["Tags"] == {}


@pytest.mark.row("fleet-delete")
def test_the_failure_that_is_planned_for_a_fleet_goes_with_it(production: Any) -> None:
    seed.fleet_failure("production")
    production.delete_fleet(Name="production")
    create(production)
    production.start_fleet(Name="production")
    assert states(production, 1) == ["RUNNING"]


# What people's programs do


@pytest.mark.row("fleet-cfn")
def test_cloudformation_makes_changes_and_removes_a_fleet(there: Any) -> None:
    """The calls of the handlers of AWS::AppStream::Fleet, with a fleet that takes its time."""
    set_pace("fleet", progression="manual", times=2)
    arn = create(there, Tags={"aws-stack": "demo"})["Arn"]
    there.start_fleet(Name="production")
    while fleet(there)["State"] != "RUNNING":
        pass
    assert there.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"aws-stack": "demo"}
    update(there, DisplayName="Demo")
    there.stop_fleet(Name="production")
    while fleet(there)["State"] != "STOPPED":
        pass
    there.delete_fleet(Name="production")
    with refused("ResourceNotFoundException"):
        fleet(there)


@pytest.mark.row("fleet-stop-stopped", "fleet-delete-running")
def test_aws_nuke_stops_and_deletes_at_once_and_tries_again(there: Any) -> None:
    for name in ("running", "stopped"):
        create(there, name)
    there.start_fleet(Name="running")
    set_pace("fleet", progression="manual", times=2)
    passes = 0
    while remaining := there.describe_fleets()["Fleets"]:
        passes += 1
        for one in remaining:
            there.stop_fleet(Name=one["Name"])
            try:
                there.delete_fleet(Name=one["Name"])
            except there.exceptions.ResourceInUseException:
                continue
    assert passes > 1


@pytest.mark.row("fleet-update-refused", "fleet-update-running", "fleet-start-answer")
def test_terraform_creates_starts_changes_and_destroys_a_fleet(production: Any) -> None:
    set_pace("fleet", progression="manual", times=2)

    def wait_for(pending: str, target: str) -> None:
        seen = states(production, 2)
        assert seen == [pending, target]

    production.start_fleet(Name="production")
    wait_for("STARTING", "RUNNING")
    update(production, ComputeCapacity={"DesiredInstances": 2}, DisplayName="Demo")
    production.stop_fleet(Name="production")
    wait_for("STOPPING", "STOPPED")
    update(production, StreamView="DESKTOP", Description="Demo")
    production.start_fleet(Name="production")
    wait_for("STARTING", "RUNNING")
    found = fleet(production)
    assert found["ComputeCapacityStatus"]["Desired"] == 2
    assert "DesiredUserSessions" not in found["ComputeCapacityStatus"]
    production.stop_fleet(Name="production")
    wait_for("STOPPING", "STOPPED")
    production.delete_fleet(Name="production")


@pytest.mark.row("fleet-always")
def test_prowler_indexes_without_checks(there: Any) -> None:
    create(there, "one", Tags={"team": "desktop"})
    create(there, "two", **ELASTIC)
    findings = []
    for page in there.get_paginator("describe_fleets").paginate():
        for one in page["Fleets"]:
            tags = there.list_tags_for_resource(ResourceArn=one["Arn"])["Tags"]
            findings.append(
                (
                    one["Name"],
                    one["MaxUserDurationInSeconds"] < 36000,
                    one["DisconnectTimeoutInSeconds"] <= 300,
                    one["IdleDisconnectTimeoutInSeconds"] <= 600,
                    one["EnableDefaultInternetAccess"],
                    tags,
                )
            )
    assert findings == [
        ("one", False, False, True, False, {"team": "desktop"}),
        ("two", False, False, True, False, {}),
    ]


@pytest.mark.row("fleet-instance-type", "fleet-start-running")
def test_a_script_creates_a_fleet_or_moves_it_to_the_new_image_and_starts_it(
    appstream: Any,
) -> None:
    def roll_out(image: str) -> str:
        try:
            exists = appstream.describe_fleets(Names=["demo"])["Fleets"][0]["Name"] == "demo"
        except appstream.exceptions.ClientError:
            exists = False
        if exists:
            appstream.update_fleet(Name="demo", ImageName=image)
        else:
            appstream.create_fleet(
                Name="demo",
                ImageName=image,
                InstanceType="GeneralPurpose.t3.large",
                FleetType="ON_DEMAND",
                ComputeCapacity={"DesiredInstances": 1},
                StreamView="DESKTOP",
                MaxUserDurationInSeconds=9000,
                DisconnectTimeoutInSeconds=900,
                IdleDisconnectTimeoutInSeconds=900,
            )
        appstream.start_fleet(Name="demo")
        while (found := fleet(appstream, "demo"))["State"] != "RUNNING":
            pass
        return str(found["ImageName"])

    for version in ("golden-1", "golden-2"):
        seed.image(version)
        set_pace("fleet", progression="manual", times=3)
        assert roll_out(version) == version
    appstream.delete_image(Name="golden-1")


@pytest.mark.row("fleet-image-blocks", "fleet-stop-stopped")
def test_a_teardown_stops_waits_and_deletes_fleet_and_image(production: Any) -> None:
    put_into(production, "RUNNING")
    set_pace("fleet", progression="manual", times=2)
    with pytest.raises(production.exceptions.ResourceInUseException):
        production.delete_image(Name="golden")
    if fleet(production)["State"] == "RUNNING":
        production.stop_fleet(Name="production")
        waiter = production.get_waiter("fleet_stopped")
        waiter.wait(Names=["production"], WaiterConfig={"Delay": 0, "MaxAttempts": 5})
    production.delete_fleet(Name="production")
    production.delete_image(Name="golden")


@pytest.mark.row("fleet-update-delete-attr", "fleet-absent")
def test_a_terraform_provider_deletes_every_unset_attribute_on_every_update(
    production: Any,
) -> None:
    """ST3's provider: what is not in the configuration stands in AttributesToDelete."""
    plain = fleet(production)
    attributes = {
        "VPC_CONFIGURATION_SECURITY_GROUP_IDS",
        "DOMAIN_JOIN_INFO",
        "IAM_ROLE_ARN",
        "USB_DEVICE_FILTER_STRINGS",
        "SESSION_SCRIPT_S3_LOCATION",
        "MAX_SESSIONS_PER_INSTANCE",
        "VOLUME_CONFIGURATION",
    }
    unset = [one for one in sorted(attributes) if knows_attribute(production, one)]
    answer = update(
        production, VpcConfig=SUBNETS, DisplayName="Production", AttributesToDelete=unset
    )
    assert answer == {**plain, "VpcConfig": SUBNETS, "DisplayName": "Production"}
