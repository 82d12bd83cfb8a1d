"""License-included applications of image builders and images (software-*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support import ACCOUNT, OTHER_ACCOUNT, described, refused, set_pace
from untyped import seed

from moto_appstream.appstream.models.software_rules import SOFTWARE
from moto_appstream.appstream.schema import service_model

pytestmark = pytest.mark.skipif(
    "DescribeSoftwareAssociations" not in service_model().operation_names,
    reason="this botocore knows no software",
)

OFFICE = "Microsoft_Office_2024_LTSC_Standard_64Bit"
VISIO = "Microsoft_Visio_2024_LTSC_Professional_64Bit"
OFFICE_2021 = "Microsoft_Office_2021_LTSC_Standard_64Bit"
OFFICE_32_BIT = "Microsoft_Office_2024_LTSC_Standard_32Bit"
ARN = f"arn:aws:appstream:us-east-1:{ACCOUNT}:image-builder/builder"


def create(client: Any, name: str = "builder", **parameters: Any) -> Any:
    return client.create_image_builder(
        Name=name, ImageName="golden", InstanceType="stream.standard.medium", **parameters
    )["ImageBuilder"]


def associate(client: Any, *names: str) -> Any:
    answer = client.associate_software_to_image_builder(
        ImageBuilderName="builder", SoftwareNames=list(names)
    )
    del answer["ResponseMetadata"]
    return answer


def disassociate(client: Any, *names: str) -> Any:
    answer = client.disassociate_software_from_image_builder(
        ImageBuilderName="builder", SoftwareNames=list(names)
    )
    del answer["ResponseMetadata"]
    return answer


def deploy(client: Any, **parameters: Any) -> Any:
    answer = client.start_software_deployment_to_image_builder(
        ImageBuilderName="builder", **parameters
    )
    del answer["ResponseMetadata"]
    return answer


def statuses(client: Any, arn: str = ARN) -> dict[str, str]:
    answer = client.describe_software_associations(AssociatedResource=arn)
    assert answer["AssociatedResource"] == arn
    return {one["SoftwareName"]: one["Status"] for one in answer["SoftwareAssociations"]}


def state(client: Any) -> str:
    (found,) = client.describe_image_builders(Names=["builder"])["ImageBuilders"]
    result: str = found["State"]
    return result


def fail_next(name: str) -> None:
    seed.software_failure(
        name, error_code="INSTALLER_FAILED", error_message="The installer ended with 1603."
    )


@pytest.fixture(autouse=True)
def default_pace() -> Iterator[None]:
    yield
    set_pace("image_builder")


@pytest.fixture
def running(appstream: Any) -> Any:
    seed.image("golden")
    return create(appstream)


@pytest.mark.row("software-names")
@pytest.mark.usefixtures("running")
def test_there_are_24_names_and_any_other_is_refused(appstream: Any) -> None:
    assert len(SOFTWARE) == 24
    for call in (associate, disassociate):
        with refused("InvalidParameterCombinationException"):
            call(appstream, OFFICE, "Microsoft_Office_2019_LTSC_Standard_64Bit")
    with refused("InvalidParameterCombinationException"):
        create(appstream, "other", SoftwaresToInstall=["office"])
    assert statuses(appstream) == {}
    assert len(appstream.describe_image_builders()["ImageBuilders"]) == 1


@pytest.mark.row("software-names")
@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("name", SOFTWARE)
def test_each_name_can_be_associated(appstream: Any, name: str) -> None:
    associate(appstream, name)
    assert statuses(appstream) == {name: "STAGED_FOR_INSTALLATION"}


@pytest.mark.row("software-mix")
@pytest.mark.usefixtures("running")
def test_a_builder_has_one_version_and_one_architecture(appstream: Any) -> None:
    for wrong in (OFFICE_2021, OFFICE_32_BIT):
        with refused("InvalidParameterCombinationException"):
            associate(appstream, VISIO, wrong)
        with refused("InvalidParameterCombinationException"):
            create(appstream, "other", SoftwaresToInstall=[VISIO, wrong])
    associate(appstream, VISIO)
    for wrong in (OFFICE_2021, OFFICE_32_BIT):
        with refused("InvalidParameterCombinationException"):
            associate(appstream, wrong)
    with refused("InvalidParameterCombinationException"):
        create(appstream, "other", SoftwaresToInstall=[VISIO], SoftwaresToUninstall=[VISIO])
    assert statuses(appstream) == {VISIO: "STAGED_FOR_INSTALLATION"}


@pytest.mark.row("software-platform")
@pytest.mark.parametrize(
    ("platform", "fitting"),
    [
        ("WINDOWS_SERVER_2025", {OFFICE, OFFICE_2021}),
        ("WINDOWS_SERVER_2022", {OFFICE, OFFICE_2021}),
        ("WINDOWS_SERVER_2019", {OFFICE_2021}),
        ("WINDOWS_SERVER_2016", set()),
        ("AMAZON_LINUX2", set()),
    ],
)
def test_each_version_has_its_platforms(appstream: Any, platform: str, fitting: set[str]) -> None:
    seed.image("golden", platform=platform)
    create(appstream)
    for number, name in enumerate((OFFICE, OFFICE_2021)):
        if name in fitting:
            create(appstream, f"b{number}", SoftwaresToInstall=[name])
            associate(appstream, name)
            disassociate(appstream, name)
        else:
            with refused("IncompatibleImageException"):
                create(appstream, f"b{number}", SoftwaresToInstall=[name])
            with refused("IncompatibleImageException"):
                associate(appstream, name)


@pytest.mark.row("software-platform")
def test_an_old_agent_has_no_software(appstream: Any) -> None:
    seed.image("golden")
    create(appstream, AppstreamAgentVersion="10-01-2025")
    with refused("IncompatibleImageException"):
        associate(appstream, OFFICE)
    appstream.stop_image_builder(Name="builder")
    appstream.start_image_builder(Name="builder", AppstreamAgentVersion="10-02-2025")
    associate(appstream, OFFICE)


@pytest.mark.row("software-platform")
def test_an_agent_whose_version_is_no_date_is_taken_for_a_new_one(appstream: Any) -> None:
    seed.image("golden", appstream_agent_version="preview")
    create(appstream)
    associate(appstream, OFFICE)


@pytest.mark.row("software-states")
def test_a_builder_on_its_way_is_left_alone(appstream: Any) -> None:
    seed.image("golden")
    set_pace("image_builder", progression="manual", times=9)
    create(appstream)
    call: Callable[[], object]
    for call in (
        lambda: associate(appstream, OFFICE),
        lambda: disassociate(appstream, OFFICE),
        lambda: deploy(appstream),
    ):
        with refused(
            "OperationNotPermittedException",
            "The image builder builder is PENDING. The image builder must be in a RUNNING or "
            "STOPPED state for this action to succeed.",
        ):
            call()


@pytest.mark.row("software-associate", "every-missing")
@pytest.mark.usefixtures("running")
def test_an_associated_application_is_staged_at_once_and_only_once(appstream: Any) -> None:
    assert associate(appstream, OFFICE, VISIO) == {}
    assert associate(appstream, OFFICE, OFFICE) == {}
    staged = {OFFICE: "STAGED_FOR_INSTALLATION", VISIO: "STAGED_FOR_INSTALLATION"}
    assert statuses(appstream) == staged
    deploy(appstream)
    associate(appstream, OFFICE)
    assert statuses(appstream) == {OFFICE: "INSTALLED", VISIO: "INSTALLED"}
    for call in (
        appstream.associate_software_to_image_builder,
        appstream.disassociate_software_from_image_builder,
    ):
        with refused("ResourceNotFoundException"):
            call(ImageBuilderName="gone", SoftwareNames=[OFFICE])
    with refused("ResourceNotFoundException"):
        appstream.start_software_deployment_to_image_builder(ImageBuilderName="gone")


@pytest.mark.row("software-disassociate")
@pytest.mark.usefixtures("running")
def test_what_is_not_installed_goes_at_once_and_what_is_is_staged(appstream: Any) -> None:
    associate(appstream, OFFICE)
    deploy(appstream)
    associate(appstream, VISIO)
    with refused("ResourceNotFoundException"):
        disassociate(appstream, VISIO, "Microsoft_Project_2024_Standard_64Bit")
    assert disassociate(appstream, VISIO, OFFICE) == {}
    assert statuses(appstream) == {OFFICE: "STAGED_FOR_UNINSTALLATION"}
    disassociate(appstream, OFFICE)
    deploy(appstream)
    assert statuses(appstream) == {}
    with refused("ResourceNotFoundException"):
        disassociate(appstream, OFFICE)


@pytest.mark.row("software-deploy", "builder-states")
@pytest.mark.usefixtures("running")
def test_a_deployment_on_a_running_builder_goes_through_its_states(appstream: Any) -> None:
    associate(appstream, OFFICE)
    deploy(appstream)
    disassociate(appstream, OFFICE)
    associate(appstream, VISIO)
    set_pace("image_builder", progression="manual", times=2)
    assert deploy(appstream) == {}
    seen = [(state(appstream), statuses(appstream)) for _ in range(2)]
    pending = {OFFICE: "PENDING_UNINSTALLATION", VISIO: "PENDING_INSTALLATION"}
    # A look at the software is a look at its builder.
    assert seen == [("PENDING_SYNCING_APPS", pending), ("SYNCING_APPS", {VISIO: "INSTALLED"})]
    assert state(appstream) == "RUNNING"
    with refused("ResourceNotFoundException"):
        disassociate(appstream, OFFICE)


@pytest.mark.row("software-deploy-stopped")
@pytest.mark.usefixtures("running")
def test_a_deployment_on_a_stopped_builder_runs_at_its_next_start(appstream: Any) -> None:
    appstream.stop_image_builder(Name="builder")
    associate(appstream, OFFICE)
    deploy(appstream)
    associate(appstream, VISIO)
    assert state(appstream) == "STOPPED"
    assert statuses(appstream)[OFFICE] == "STAGED_FOR_INSTALLATION"
    set_pace("image_builder", progression="manual", times=1)
    appstream.start_image_builder(Name="builder")
    assert [state(appstream) for _ in range(3)] == [
        "PENDING_SYNCING_APPS",
        "SYNCING_APPS",
        "RUNNING",
    ]
    # What was staged later waits for the next deployment.
    assert statuses(appstream) == {OFFICE: "INSTALLED", VISIO: "STAGED_FOR_INSTALLATION"}


@pytest.mark.row("software-deploy-stopped")
@pytest.mark.usefixtures("running")
def test_a_start_without_a_deployment_leaves_what_is_staged(appstream: Any) -> None:
    appstream.stop_image_builder(Name="builder")
    associate(appstream, OFFICE)
    appstream.start_image_builder(Name="builder")
    assert statuses(appstream) == {OFFICE: "STAGED_FOR_INSTALLATION"}


@pytest.mark.row("software-failed", "software-retry")
@pytest.mark.usefixtures("running")
def test_a_deployment_that_fails_says_why_and_is_taken_up_again_when_asked(
    appstream: Any,
) -> None:
    set_pace("image_builder", progression="manual", times=1)
    state(appstream)
    fail_next(OFFICE)
    associate(appstream, OFFICE, VISIO)
    deploy(appstream)
    answer = appstream.describe_software_associations(AssociatedResource=ARN)
    assert all("DeploymentError" not in one for one in answer["SoftwareAssociations"])
    assert [state(appstream), state(appstream)] == ["RUNNING", "RUNNING"]
    answer = appstream.describe_software_associations(AssociatedResource=ARN)
    assert answer["SoftwareAssociations"] == [
        {
            "SoftwareName": OFFICE,
            "Status": "FAILED_TO_INSTALL",
            "DeploymentError": [
                {
                    "ErrorCode": "INSTALLER_FAILED",
                    "ErrorMessage": "The installer ended with 1603.",
                }
            ],
        },
        {"SoftwareName": VISIO, "Status": "INSTALLED"},
    ]
    # Nothing is staged.
    assert deploy(appstream) == deploy(appstream, RetryFailedDeployments=False) == {}
    assert state(appstream) == "RUNNING"
    deploy(appstream, RetryFailedDeployments=True)
    assert statuses(appstream)[OFFICE] == "PENDING_INSTALLATION"
    state(appstream)
    assert statuses(appstream) == {OFFICE: "INSTALLED", VISIO: "INSTALLED"}
    fail_next(VISIO)
    disassociate(appstream, VISIO)
    deploy(appstream)
    assert [state(appstream), state(appstream)] == ["SYNCING_APPS", "RUNNING"]
    assert statuses(appstream)[VISIO] == "FAILED_TO_UNINSTALL"
    deploy(appstream, RetryFailedDeployments=True)
    assert [state(appstream), state(appstream)] == ["SYNCING_APPS", "RUNNING"]
    assert statuses(appstream) == {OFFICE: "INSTALLED"}


@pytest.mark.row("software-failed")
def test_only_a_deployment_of_what_there_is_can_be_made_to_fail(appstream: Any) -> None:
    with pytest.raises(ValueError, match="There is no software office"):
        seed.software_failure("office")


@pytest.mark.row("software-failed", "software-disassociate")
@pytest.mark.usefixtures("running")
def test_what_failed_to_install_can_be_staged_again_or_be_dropped(appstream: Any) -> None:
    fail_next(OFFICE)
    associate(appstream, OFFICE)
    deploy(appstream)
    assert statuses(appstream) == {OFFICE: "FAILED_TO_INSTALL"}
    associate(appstream, OFFICE)
    assert statuses(appstream) == {OFFICE: "STAGED_FOR_INSTALLATION"}
    fail_next(OFFICE)
    deploy(appstream)
    disassociate(appstream, OFFICE)
    assert statuses(appstream) == {}


@pytest.mark.row("builder-create-software")
def test_a_builder_made_with_software_installs_it_before_it_runs(appstream: Any) -> None:
    seed.image("golden")
    set_pace("image_builder", progression="manual", times=1)
    assert create(appstream, SoftwaresToInstall=[OFFICE])["State"] == "PENDING"
    assert statuses(appstream) == {OFFICE: "PENDING_INSTALLATION"}
    assert [state(appstream), state(appstream)] == ["SYNCING_APPS", "RUNNING"]
    assert statuses(appstream) == {OFFICE: "INSTALLED"}


@pytest.mark.row("software-describe")
@pytest.mark.usefixtures("running")
def test_the_software_of_an_own_builder_or_image_is_listed_in_pages(
    appstream: Any, appstream_client: Any
) -> None:
    same = [
        name for name, (version, bits) in SOFTWARE.items() if (version, bits) == ("2024", "64Bit")
    ]
    associate(appstream, *same)
    found: list[str] = []
    page = appstream.describe_software_associations(AssociatedResource=ARN, MaxResults=4)
    assert len(page["SoftwareAssociations"]) == 4
    while True:
        found += [one["SoftwareName"] for one in page["SoftwareAssociations"]]
        if "NextToken" not in page:
            break
        page = appstream.describe_software_associations(
            AssociatedResource=ARN, MaxResults=4, NextToken=page["NextToken"]
        )
    assert found == sorted(same)
    assert statuses(appstream, ARN.replace("-builder/builder", "/golden")) == {}
    for missing in (
        f"{ARN}s",
        ARN.replace("-builder", ""),
        ARN.replace("us-east-1", "us-west-2"),
        ARN.replace(ACCOUNT, OTHER_ACCOUNT),
    ):
        with refused("ResourceNotFoundException"):
            appstream.describe_software_associations(AssociatedResource=missing)
    for other in (ARN.replace("image-builder", "stack"), "arn:aws:s3:::a-bucket"):
        with refused("OperationNotPermittedException"):
            appstream.describe_software_associations(AssociatedResource=other)


@pytest.mark.row("builder-delete", "software-describe")
@pytest.mark.usefixtures("running")
def test_software_goes_with_its_builder(appstream: Any) -> None:
    associate(appstream, OFFICE)
    appstream.delete_image_builder(Name="builder")
    with refused("ResourceNotFoundException"):
        statuses(appstream)
    create(appstream)
    assert statuses(appstream) == {}


@pytest.mark.row("builder-image-software")
@pytest.mark.usefixtures("running")
def test_an_image_has_what_is_installed_on_its_builder_and_hands_it_on(appstream: Any) -> None:
    associate(appstream, OFFICE)
    deploy(appstream)
    associate(appstream, VISIO)
    seed.image_from_builder("made", image_builder="builder", applications=[{"name": "editor"}])
    assert described(appstream, "made")["ManagedSoftwareIncluded"] is True
    made = ARN.replace("-builder/builder", "/made")
    assert statuses(appstream, made) == {OFFICE: "INSTALLED"}
    appstream.delete_image_builder(Name="builder")
    assert statuses(appstream, made) == {OFFICE: "INSTALLED"}
    request = {"InstanceType": "stream.standard.medium", "ImageName": "made"}
    appstream.create_image_builder(Name="builder", **request)
    assert statuses(appstream) == {OFFICE: "INSTALLED"}
    # Another version can only be installed in its place.
    with refused("InvalidParameterCombinationException"):
        appstream.create_image_builder(Name="b", **request, SoftwaresToInstall=[OFFICE_2021])
    appstream.create_image_builder(
        Name="b", **request, SoftwaresToInstall=[OFFICE_2021], SoftwaresToUninstall=[OFFICE]
    )
    assert statuses(appstream, ARN.replace("/builder", "/b")) == {OFFICE_2021: "INSTALLED"}
    # What is there already is not installed again, and what is not is not uninstalled.
    appstream.create_image_builder(
        Name="c", **request, SoftwaresToInstall=[OFFICE], SoftwaresToUninstall=[OFFICE_2021]
    )
    assert statuses(appstream, ARN.replace("/builder", "/c")) == {OFFICE: "INSTALLED"}
    appstream.delete_image(Name="made")
    with refused("ResourceNotFoundException"):
        statuses(appstream, made)


@pytest.mark.row("software-associate", "software-states", "software-describe")
@pytest.mark.usefixtures("running")
def test_a_terraform_provider_finds_what_it_has_associated(appstream: Any) -> None:
    appstream.stop_image_builder(Name="builder")
    assert state(appstream) in ("RUNNING", "STOPPED")
    associate(appstream, OFFICE)
    deploy(appstream, RetryFailedDeployments=True)
    answer = appstream.describe_software_associations(AssociatedResource=ARN)
    assert [one["SoftwareName"] for one in answer["SoftwareAssociations"]] == [OFFICE]
    disassociate(appstream, OFFICE)
    answer = appstream.describe_software_associations(AssociatedResource=ARN)
    assert answer["SoftwareAssociations"] == []


@pytest.mark.row("image-copy-identical", "builder-image-software")
def test_a_copy_has_the_software_of_its_source(appstream: Any, appstream_client: Any) -> None:
    seed.image("golden", software_associations=[{"software_name": OFFICE}])
    appstream.copy_image(
        SourceImageName="golden",
        DestinationImageName="golden-west",
        DestinationRegion="us-west-2",
    )
    arn = f"arn:aws:appstream:us-west-2:{ACCOUNT}:image/golden-west"
    appstream.delete_image(Name="golden")
    assert statuses(appstream_client("us-west-2"), arn) == {OFFICE: "INSTALLED"}


@pytest.mark.row("updated-image", "builder-image-software")
def test_a_managed_update_has_the_software_of_its_source(appstream: Any) -> None:
    seed.image("golden", software_associations=[{"software_name": OFFICE}])
    appstream.create_updated_image(existingImageName="golden", newImageName="newer")
    assert described(appstream, "newer")["ManagedSoftwareIncluded"] is True
    arn = f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/newer"
    assert statuses(appstream, arn) == {OFFICE: "INSTALLED"}
