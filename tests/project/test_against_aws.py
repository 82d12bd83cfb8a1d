"""What can be asked of AWS itself, with ``--aws-verified REGION:PREFIX``; offline, of the mock."""

from __future__ import annotations

import time
from typing import Any

import boto3
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError
from support import copy, described, refused

from moto_appstream import seed

pytestmark = pytest.mark.aws_verified

COPY_DEADLINE = 2 * 60 * 60


def account_of(service: Any) -> str:
    client = boto3.client("sts", region_name=service.client.meta.region_name)
    return str(client.get_caller_identity()["Account"])


def first_public_image(service: Any) -> Any:
    return service.client.describe_images(Type="PUBLIC", MaxResults=1)["Images"][0]


def signed_call(service: Any, target: str, body: bytes) -> requests.Response:
    request = AWSRequest(
        method="POST",
        url=service.client.meta.endpoint_url + "/",
        data=body,
        headers={
            "X-Amz-Target": f"PhotonAdminProxyService.{target}",
            "Content-Type": "application/x-amz-json-1.1",
        },
    )
    credentials: Any = boto3.Session().get_credentials()
    SigV4Auth(credentials, "appstream", service.client.meta.region_name).add_auth(request)
    return requests.post(str(request.url), data=body, headers=dict(request.headers), timeout=30)


@pytest.fixture
def source(service: Any) -> str:
    """The name of an own image that can be copied; of AWS, whichever there is."""
    if not service.is_real:
        return str(seed.image("golden")["Name"])
    pages = service.client.get_paginator("describe_images").paginate(Type="PRIVATE")
    for image in (image for page in pages for image in page["Images"]):
        if image["State"] == "AVAILABLE":
            return str(image["Name"])
    pytest.skip("there is no own image in this region to copy")


# Public images


@pytest.mark.row("image-arn", "image-always", "image-public")
def test_public_images_are_as_we_show_them(service: Any) -> None:
    partition = service.client.meta.partition
    region = service.client.meta.region_name
    for image in service.client.describe_images(Type="PUBLIC")["Images"]:
        assert image["Arn"] == f"arn:{partition}:appstream:{region}::image/{image['Name']}"
        assert image["State"] == "AVAILABLE"
        assert image["Visibility"] == "PUBLIC"
        assert {"Platform", "DisplayName", "ImageBuilderSupported", "Applications"} < image.keys()
        assert {"AppstreamAgentVersion", "PublicBaseImageReleasedDate"} < image.keys()
        assert image["Description"]
        assert not {"BaseImageArn", "ImageBuilderName"} & image.keys()
        assert not [member for member, value in image.items() if value is None]


@pytest.mark.row(
    "image-describe-type",
    "image-describe-names",
    "image-describe-arns",
    "image-describe-type-filters",
)
def test_a_public_image_is_found_by_name_and_by_arn(service: Any) -> None:
    image = first_public_image(service)
    assert described(service.client, image["Name"]) == image
    assert service.client.describe_images(Arns=[image["Arn"]])["Images"] == [image]
    named = service.client.describe_images(Names=[image["Name"]], Type="PRIVATE")
    assert named["Images"] == []


@pytest.mark.row("image-describe-page", "image-describe-empty-list")
def test_pages_are_as_large_as_asked_for(service: Any) -> None:
    whole = service.client.describe_images(Type="PUBLIC", Names=[])
    assert len(whole["Images"]) <= 25
    first = service.client.describe_images(Type="PUBLIC", MaxResults=2)
    second = service.client.describe_images(
        Type="PUBLIC", MaxResults=2, NextToken=first["NextToken"]
    )
    pages = first["Images"] + second["Images"]
    assert len({image["Arn"] for image in pages}) == 4
    zero = service.client.describe_images(Type="PUBLIC", MaxResults=0)
    assert len(zero["Images"]) == len(whole["Images"])


# Refusals


@pytest.mark.row("image-describe-missing")
def test_a_missing_name_or_arn_is_refused(service: Any) -> None:
    name = service.new_name()
    image = first_public_image(service)
    text = f"The image {name} for account {account_of(service)} does not exist."
    with refused("ResourceNotFoundException", text):
        service.client.describe_images(Names=[name])
    with refused("ResourceNotFoundException"):
        service.client.describe_images(Names=[image["Name"], name])
    with refused("ResourceNotFoundException"):
        service.client.describe_images(Arns=[image["Arn"] + "-missing"])


@pytest.mark.row("image-describe-names-and-arns")
def test_names_with_arns_are_refused(service: Any) -> None:
    image = first_public_image(service)
    with refused("InvalidParameterCombinationException"):
        service.client.describe_images(Names=[image["Name"]], Arns=[image["Arn"]])


@pytest.mark.row("image-describe-token")
def test_a_token_is_refused_when_forged_or_with_other_filters(service: Any) -> None:
    token = service.client.describe_images(Type="PUBLIC", MaxResults=1)["NextToken"]
    with refused("ValidationException"):
        service.client.describe_images(Type="PUBLIC", NextToken="forged")
    with refused("ValidationException"):
        service.client.describe_images(Type="SHARED", NextToken=token)


@pytest.mark.row("image-copy-source-missing", "image-copy-not-own")
def test_a_missing_and_a_public_source_are_refused(service: Any) -> None:
    region = service.client.meta.region_name
    for name in (service.new_name(), first_public_image(service)["Name"]):
        with refused("ResourceNotFoundException"):
            copy(service.client, name, service.new_name(), region)


@pytest.mark.row("image-copy-region")
@pytest.mark.parametrize("region", ["moon-west-1", "us-gov-west-1"])
def test_a_destination_that_cannot_be_is_refused(service: Any, source: str, region: str) -> None:
    with refused("ValidationException"):
        copy(service.client, source, service.new_name(), region)


@pytest.mark.row("image-delete-missing")
def test_a_missing_image_cannot_be_deleted(service: Any) -> None:
    name = service.new_name()
    text = f"The image {name} for account {account_of(service)} does not exist."
    with refused("ResourceNotFoundException", text):
        service.client.delete_image(Name=name)


@pytest.mark.row("image-delete-public")
def test_a_public_image_cannot_be_deleted(service: Any) -> None:
    with refused("OperationNotPermittedException"):
        service.client.delete_image(Name=first_public_image(service)["Name"])


@pytest.mark.row("image-share-list", "image-share-remove", "image-share-own")
def test_missing_and_public_images_have_no_permissions(service: Any) -> None:
    for name in (service.new_name(), first_public_image(service)["Name"]):
        with refused("ResourceNotFoundException"):
            service.client.describe_image_permissions(Name=name)
        with refused("ResourceNotFoundException"):
            service.client.delete_image_permissions(Name=name, SharedAccountId="111122223333")


@pytest.mark.row("every-tags")
def test_missing_and_public_images_have_no_tags(service: Any) -> None:
    public: str = first_public_image(service)["Arn"]
    for arn in (public, public.replace("::", f":{account_of(service)}:") + "-missing"):
        with refused("ResourceNotFoundException"):
            service.client.list_tags_for_resource(ResourceArn=arn)
        with refused("ResourceNotFoundException"):
            service.client.tag_resource(ResourceArn=arn, Tags={"check": ""})


@pytest.mark.row("every-validate")
@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"MaxResults": 26}, "'maxResults' failed to satisfy constraint: Member must have value"),
        ({"Type": "MINE"}, "'type' failed to satisfy constraint: Member must satisfy enum value"),
        ({"Arns": ["no-arn"]}, "failed to satisfy constraint: Member must satisfy regular expr"),
    ],
)
def test_what_the_model_does_not_allow_is_refused(service: Any, parameters: Any, text: str) -> None:
    with pytest.raises(ClientError, match=f"1 validation error detected: .*{text}") as caught:
        service.client.describe_images(**parameters)
    assert caught.value.response["Error"]["Code"] == "ValidationException"


@pytest.mark.row("every-malformed", "every-unknown-operation")
@pytest.mark.parametrize(
    ("target", "body", "code"),
    [
        ("DescribeImages", b"{", "SerializationException"),
        ("DescribeImages", b'{"Names": "golden"}', "SerializationException"),
        ("CreateImage", b"{}", "UnknownOperationException"),
    ],
)
def test_a_request_that_is_none_is_refused(
    service: Any, target: str, body: bytes, code: str
) -> None:
    response = signed_call(service, target, body)
    assert response.status_code == 400
    assert response.json()["__type"].split("#")[-1] == code


# A copy, from its start to its end


@pytest.mark.row(
    "image-copy-answer",
    "image-copy-where",
    "image-copy-states",
    "image-copy-identical",
    "image-copy-fresh",
)
@pytest.mark.row(
    "image-copy-exists",
    "image-copy-not-available",
    "image-copy-no-tags",
    "image-delete-answer",
    "every-tags",
)
def test_a_copy_from_its_start_to_its_end(service: Any, source: str) -> None:
    client = service.client
    region = client.meta.region_name
    original = described(client, source)
    name = service.new_name()
    answer = copy(client, source, name, region)
    assert answer["DestinationImageName"] == name
    with refused("ResourceAlreadyExistsException"):
        copy(client, source, name, region)

    deadline = time.monotonic() + COPY_DEADLINE
    while (image := described(client, name))["State"] == "COPYING":
        with refused("ResourceNotAvailableException"):
            copy(client, name, service.new_name(), region)
        assert time.monotonic() < deadline
        time.sleep(30)

    assert image["State"] == "AVAILABLE"
    assert image["Visibility"] == "PRIVATE"
    assert image["CreatedTime"] > original["CreatedTime"]
    assert not {"Description", "BaseImageArn", "ImageBuilderName"} & image.keys()
    for member in ("DisplayName", "Platform", "Applications", "AppstreamAgentVersion"):
        assert image[member] == original[member]
    arn = image["Arn"]
    assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == {}
    client.tag_resource(ResourceArn=arn, Tags={"check": "1", "other": ""})
    client.untag_resource(ResourceArn=arn, TagKeys=["other", "not-there"])
    assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"check": "1"}
    assert client.delete_image(Name=name)["Image"] == image
    with refused("ResourceNotFoundException"):
        client.describe_images(Names=[name])
