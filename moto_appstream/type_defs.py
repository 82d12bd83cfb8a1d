"""What ``seed`` takes and gives, for type checkers: nothing imports this at run time.

Made from the service model of botocore by tests/project/type_defs.py, which a test holds it to.
What ends in ``Arguments`` are the arguments of a function, what ends in ``Members`` the structures
in them, what ends in ``Entry`` is one in a list of seed.everything. What ends in ``TypeDef`` is
what AWS answers, where a member without a value is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypedDict

if sys.version_info >= (3, 11):
    from typing import Required
else:
    from typing_extensions import Required

OperationName = Literal[
    "AssociateAppBlockBuilderAppBlock",
    "AssociateApplicationFleet",
    "AssociateApplicationToEntitlement",
    "AssociateFleet",
    "AssociateSoftwareToImageBuilder",
    "BatchAssociateUserStack",
    "BatchDisassociateUserStack",
    "CopyImage",
    "CreateAppBlock",
    "CreateAppBlockBuilder",
    "CreateAppBlockBuilderStreamingURL",
    "CreateApplication",
    "CreateDirectoryConfig",
    "CreateEntitlement",
    "CreateExportImageTask",
    "CreateFleet",
    "CreateImageBuilder",
    "CreateImageBuilderStreamingURL",
    "CreateImportedImage",
    "CreateStack",
    "CreateStreamingURL",
    "CreateThemeForStack",
    "CreateUpdatedImage",
    "CreateUsageReportSubscription",
    "CreateUser",
    "DeleteAppBlock",
    "DeleteAppBlockBuilder",
    "DeleteApplication",
    "DeleteDirectoryConfig",
    "DeleteEntitlement",
    "DeleteFleet",
    "DeleteImage",
    "DeleteImageBuilder",
    "DeleteImagePermissions",
    "DeleteStack",
    "DeleteThemeForStack",
    "DeleteUsageReportSubscription",
    "DeleteUser",
    "DescribeAppBlockBuilderAppBlockAssociations",
    "DescribeAppBlockBuilders",
    "DescribeAppBlocks",
    "DescribeAppLicenseUsage",
    "DescribeApplicationFleetAssociations",
    "DescribeApplications",
    "DescribeDirectoryConfigs",
    "DescribeEntitlements",
    "DescribeFleets",
    "DescribeImageBuilders",
    "DescribeImagePermissions",
    "DescribeImages",
    "DescribeSessions",
    "DescribeSoftwareAssociations",
    "DescribeStacks",
    "DescribeThemeForStack",
    "DescribeUsageReportSubscriptions",
    "DescribeUserStackAssociations",
    "DescribeUsers",
    "DisableUser",
    "DisassociateAppBlockBuilderAppBlock",
    "DisassociateApplicationFleet",
    "DisassociateApplicationFromEntitlement",
    "DisassociateFleet",
    "DisassociateSoftwareFromImageBuilder",
    "DrainSessionInstance",
    "EnableUser",
    "ExpireSession",
    "GetExportImageTask",
    "ListAssociatedFleets",
    "ListAssociatedStacks",
    "ListEntitledApplications",
    "ListExportImageTasks",
    "ListTagsForResource",
    "StartAppBlockBuilder",
    "StartFleet",
    "StartImageBuilder",
    "StartSoftwareDeploymentToImageBuilder",
    "StopAppBlockBuilder",
    "StopFleet",
    "StopImageBuilder",
    "TagResource",
    "UntagResource",
    "UpdateAppBlockBuilder",
    "UpdateApplication",
    "UpdateDirectoryConfig",
    "UpdateEntitlement",
    "UpdateFleet",
    "UpdateImageBuilder",
    "UpdateImagePermissions",
    "UpdateStack",
    "UpdateThemeForStack",
]

ErrorCode = Literal[
    "AccessDeniedException",
    "ConcurrentModificationException",
    "DryRunOperationException",
    "EntitlementAlreadyExistsException",
    "EntitlementNotFoundException",
    "ExpiredTokenException",
    "IncompatibleImageException",
    "IncompleteSignature",
    "InternalFailure",
    "InvalidAccountStatusException",
    "InvalidParameterCombinationException",
    "InvalidParameterValueException",
    "InvalidRoleException",
    "InvalidSignatureException",
    "LimitExceededException",
    "MissingAuthenticationTokenException",
    "NotImplementedException",
    "OperationNotPermittedException",
    "RequestExpired",
    "RequestLimitExceededException",
    "ResourceAlreadyExistsException",
    "ResourceInUseException",
    "ResourceNotAvailableException",
    "ResourceNotFoundException",
    "SerializationException",
    "ServiceUnavailable",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
]


class Quotas(TypedDict, total=False):
    images: int | None
    concurrent_copies: int | None
    fleet_instances: int | None
    directory_configs: int | None
    image_builders: int | None
    app_blocks: int | None
    app_block_builders: int | None
    app_block_builder_associations: int | None
    applications: int | None
    fleets: int | None
    application_fleet_associations: int | None
    stacks: int | None
    fleet_associations: int | None
    themes: int | None
    users: int | None
    user_stack_associations: int | None
    entitlements: int | None
    usage_report_subscriptions: int | None


ImageState = Literal[
    "PENDING",
    "AVAILABLE",
    "FAILED",
    "COPYING",
    "DELETING",
    "CREATING",
    "IMPORTING",
    "VALIDATING",
]

VisibilityType = Literal[
    "PUBLIC",
    "PRIVATE",
    "SHARED",
]

PlatformType = Literal[
    "WINDOWS",
    "WINDOWS_SERVER_2016",
    "WINDOWS_SERVER_2019",
    "WINDOWS_SERVER_2022",
    "WINDOWS_SERVER_2025",
    "WINDOWS_11",
    "AMAZON_LINUX2",
    "RHEL8",
    "ROCKY_LINUX8",
    "UBUNTU_PRO_2404",
]

ImageStateChangeReasonCode = Literal[
    "INTERNAL_ERROR",
    "IMAGE_BUILDER_NOT_AVAILABLE",
    "IMAGE_COPY_FAILURE",
    "IMAGE_UPDATE_FAILURE",
    "IMAGE_IMPORT_FAILURE",
]


class ImageStateChangeReasonMembers(TypedDict, total=False):
    code: ImageStateChangeReasonCode | None
    message: str | None


class S3LocationMembers(TypedDict, total=False):
    s3_bucket: str | None
    s3_key: str | None


class ApplicationMembers(TypedDict, total=False):
    name: str | None
    display_name: str | None
    icon_url: str | None
    launch_path: str | None
    launch_parameters: str | None
    enabled: bool | None
    metadata: Mapping[str, str] | None
    working_directory: str | None
    description: str | None
    arn: str | None
    app_block_arn: str | None
    icon_s3_location: S3LocationMembers | None
    platforms: Sequence[PlatformType] | None
    instance_families: Sequence[str] | None
    created_time: datetime | str | None


class ImagePermissionsMembers(TypedDict, total=False):
    allow_fleet: bool | None
    allow_image_builder: bool | None


FleetErrorCode = Literal[
    "IAM_SERVICE_ROLE_MISSING_ENI_DESCRIBE_ACTION",
    "IAM_SERVICE_ROLE_MISSING_ENI_CREATE_ACTION",
    "IAM_SERVICE_ROLE_MISSING_ENI_DELETE_ACTION",
    "NETWORK_INTERFACE_LIMIT_EXCEEDED",
    "INTERNAL_SERVICE_ERROR",
    "IAM_SERVICE_ROLE_IS_MISSING",
    "MACHINE_ROLE_IS_MISSING",
    "STS_DISABLED_IN_REGION",
    "SUBNET_HAS_INSUFFICIENT_IP_ADDRESSES",
    "IAM_SERVICE_ROLE_MISSING_DESCRIBE_SUBNET_ACTION",
    "SUBNET_NOT_FOUND",
    "IMAGE_NOT_FOUND",
    "INVALID_SUBNET_CONFIGURATION",
    "SECURITY_GROUPS_NOT_FOUND",
    "IGW_NOT_ATTACHED",
    "IAM_SERVICE_ROLE_MISSING_DESCRIBE_SECURITY_GROUPS_ACTION",
    "FLEET_STOPPED",
    "FLEET_INSTANCE_PROVISIONING_FAILURE",
    "DOMAIN_JOIN_ERROR_FILE_NOT_FOUND",
    "DOMAIN_JOIN_ERROR_ACCESS_DENIED",
    "DOMAIN_JOIN_ERROR_LOGON_FAILURE",
    "DOMAIN_JOIN_ERROR_INVALID_PARAMETER",
    "DOMAIN_JOIN_ERROR_MORE_DATA",
    "DOMAIN_JOIN_ERROR_NO_SUCH_DOMAIN",
    "DOMAIN_JOIN_ERROR_NOT_SUPPORTED",
    "DOMAIN_JOIN_NERR_INVALID_WORKGROUP_NAME",
    "DOMAIN_JOIN_NERR_WORKSTATION_NOT_STARTED",
    "DOMAIN_JOIN_ERROR_DS_MACHINE_ACCOUNT_QUOTA_EXCEEDED",
    "DOMAIN_JOIN_NERR_PASSWORD_EXPIRED",
    "DOMAIN_JOIN_INTERNAL_SERVICE_ERROR",
    "VALIDATION_ERROR",
]


class ResourceErrorMembers(TypedDict, total=False):
    error_code: FleetErrorCode | None
    error_message: str | None
    error_timestamp: datetime | str | None


LatestAppstreamAgentVersion = Literal[
    "TRUE",
    "FALSE",
]

DynamicAppProvidersEnabled = Literal[
    "ENABLED",
    "DISABLED",
]

ImageType = Literal[
    "CUSTOM",
    "NATIVE",
    "BYOL",
]


class ImageSoftwareMetadataMembers(TypedDict, total=False):
    nvidia_grid_driver_version: str | None


class ImageArguments(TypedDict, total=False):
    arn: str | None
    base_image_arn: str | None
    display_name: str | None
    state: ImageState | None
    visibility: VisibilityType | None
    image_builder_supported: bool | None
    image_builder_name: str | None
    platform: PlatformType | None
    description: str | None
    state_change_reason: ImageStateChangeReasonMembers | None
    applications: Sequence[ApplicationMembers] | None
    public_base_image_released_date: datetime | str | None
    appstream_agent_version: str | None
    image_permissions: ImagePermissionsMembers | None
    image_errors: Sequence[ResourceErrorMembers] | None
    latest_appstream_agent_version: LatestAppstreamAgentVersion | None
    supported_instance_families: Sequence[str] | None
    dynamic_app_providers_enabled: DynamicAppProvidersEnabled | None
    managed_software_included: bool | None
    image_type: ImageType | None
    image_software_metadata: ImageSoftwareMetadataMembers | None


class ImageEntry(ImageArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None
    tags: Mapping[str, str] | None
    shared_with: Sequence[str] | Mapping[str, ImagePermissionsMembers]
    created_time: datetime | str | None
    then: ImageState | None


class ImageStateChangeReasonTypeDef(TypedDict):
    Code: ImageStateChangeReasonCode
    Message: str


class S3LocationTypeDef(TypedDict):
    S3Bucket: str
    S3Key: str


class ApplicationTypeDef(TypedDict):
    Name: str
    DisplayName: str
    IconURL: str
    LaunchPath: str
    LaunchParameters: str
    Enabled: bool
    Metadata: dict[str, str]
    WorkingDirectory: str
    Description: str
    Arn: str
    AppBlockArn: str
    IconS3Location: S3LocationTypeDef
    Platforms: list[PlatformType]
    InstanceFamilies: list[str]
    CreatedTime: datetime


class ImagePermissionsTypeDef(TypedDict):
    allowFleet: bool
    allowImageBuilder: bool


class ResourceErrorTypeDef(TypedDict):
    ErrorCode: FleetErrorCode
    ErrorMessage: str
    ErrorTimestamp: datetime


ImageSharedWithOthers = Literal[
    "TRUE",
    "FALSE",
]


class ImageSoftwareMetadataTypeDef(TypedDict):
    nvidiaGridDriverVersion: str


class ImageTypeDef(TypedDict):
    Name: str
    Arn: str
    BaseImageArn: str
    DisplayName: str
    State: ImageState
    Visibility: VisibilityType
    ImageBuilderSupported: bool
    ImageBuilderName: str
    Platform: PlatformType
    Description: str
    StateChangeReason: ImageStateChangeReasonTypeDef
    Applications: list[ApplicationTypeDef]
    CreatedTime: datetime
    PublicBaseImageReleasedDate: datetime
    AppstreamAgentVersion: str
    ImagePermissions: ImagePermissionsTypeDef
    ImageErrors: list[ResourceErrorTypeDef]
    LatestAppstreamAgentVersion: LatestAppstreamAgentVersion
    SupportedInstanceFamilies: list[str]
    DynamicAppProvidersEnabled: DynamicAppProvidersEnabled
    ImageSharedWithOthers: ImageSharedWithOthers
    ManagedSoftwareIncluded: bool
    ImageType: ImageType
    ImageSoftwareMetadata: ImageSoftwareMetadataTypeDef


SessionState = Literal[
    "ACTIVE",
    "PENDING",
    "EXPIRED",
]

SessionConnectionState = Literal[
    "CONNECTED",
    "NOT_CONNECTED",
]

AuthenticationType = Literal[
    "API",
    "SAML",
    "USERPOOL",
    "AWS_AD",
]


class NetworkAccessConfigurationTypeDef(TypedDict):
    EniPrivateIpAddress: str
    EniIpv6Addresses: list[str]
    EniId: str


InstanceDrainStatus = Literal[
    "ACTIVE",
    "DRAINING",
    "NOT_APPLICABLE",
]


class SessionTypeDef(TypedDict):
    Id: str
    UserId: str
    StackName: str
    FleetName: str
    State: SessionState
    ConnectionState: SessionConnectionState
    StartTime: datetime
    MaxExpirationTime: datetime
    AuthenticationType: AuthenticationType
    NetworkAccessConfiguration: NetworkAccessConfigurationTypeDef
    InstanceId: str
    InstanceDrainStatus: InstanceDrainStatus


class ServiceAccountCredentialsMembers(TypedDict, total=False):
    account_name: str | None
    account_password: str | None


CertificateBasedAuthStatus = Literal[
    "DISABLED",
    "ENABLED",
    "ENABLED_NO_DIRECTORY_LOGIN_FALLBACK",
]


class CertificateBasedAuthPropertiesMembers(TypedDict, total=False):
    status: CertificateBasedAuthStatus | None
    certificate_authority_arn: str | None


class DirectoryConfigArguments(TypedDict, total=False):
    organizational_unit_distinguished_names: Sequence[str] | None
    service_account_credentials: ServiceAccountCredentialsMembers | None
    certificate_based_auth_properties: CertificateBasedAuthPropertiesMembers | None
    created_time: datetime | str | None


class DirectoryConfigEntry(DirectoryConfigArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


class ServiceAccountCredentialsTypeDef(TypedDict):
    AccountName: str
    AccountPassword: str


class CertificateBasedAuthPropertiesTypeDef(TypedDict):
    Status: CertificateBasedAuthStatus
    CertificateAuthorityArn: str


class DirectoryConfigTypeDef(TypedDict):
    DirectoryName: str
    OrganizationalUnitDistinguishedNames: list[str]
    ServiceAccountCredentials: ServiceAccountCredentialsTypeDef
    CreatedTime: datetime
    CertificateBasedAuthProperties: CertificateBasedAuthPropertiesTypeDef


class VpcConfigMembers(TypedDict, total=False):
    subnet_ids: Sequence[str] | None
    security_group_ids: Sequence[str] | None


class DomainJoinInfoMembers(TypedDict, total=False):
    directory_name: str | None
    organizational_unit_distinguished_name: str | None


AccessEndpointType = Literal["STREAMING",]


class AccessEndpointMembers(TypedDict, total=False):
    endpoint_type: AccessEndpointType | None
    vpce_id: str | None


class VolumeConfigMembers(TypedDict, total=False):
    volume_size_in_gb: int | None


AgentAction = Literal[
    "COMPUTER_VISION",
    "COMPUTER_INPUT",
    "FORWARD_MCP_TOOLS",
]

Permission = Literal[
    "ENABLED",
    "DISABLED",
]


class AgentAccessSettingMembers(TypedDict, total=False):
    agent_action: AgentAction | None
    permission: Permission | None


ScreenResolution = Literal["W_1280xH_720",]

ScreenImageFormat = Literal[
    "PNG",
    "JPEG",
]

UserControlMode = Literal[
    "VIEW_ONLY",
    "VIEW_STOP",
    "DISABLED",
]


class ImageBuilderAgentAccessConfigMembers(TypedDict, total=False):
    settings: Sequence[AgentAccessSettingMembers] | None
    s3_bucket_arn: str | None
    screenshots_upload_enabled: bool | None
    screen_resolution: ScreenResolution | None
    screen_image_format: ScreenImageFormat | None
    user_control_mode: UserControlMode | None


ImageBuilderState = Literal[
    "PENDING",
    "UPDATING_AGENT",
    "RUNNING",
    "STOPPING",
    "STOPPED",
    "REBOOTING",
    "SNAPSHOTTING",
    "DELETING",
    "FAILED",
    "UPDATING",
    "PENDING_QUALIFICATION",
    "PENDING_SYNCING_APPS",
    "SYNCING_APPS",
    "PENDING_IMAGE_IMPORT",
]


class ImageBuilderArguments(TypedDict, total=False):
    image_name: str | None
    image_arn: str | None
    instance_type: str | None
    description: str | None
    display_name: str | None
    vpc_config: VpcConfigMembers | None
    iam_role_arn: str | None
    enable_default_internet_access: bool | None
    domain_join_info: DomainJoinInfoMembers | None
    appstream_agent_version: str | None
    tags: Mapping[str, str] | None
    access_endpoints: Sequence[AccessEndpointMembers] | None
    root_volume_config: VolumeConfigMembers | None
    softwares_to_install: Sequence[str] | None
    softwares_to_uninstall: Sequence[str] | None
    disable_imdsv1: bool | None
    agent_access_config: ImageBuilderAgentAccessConfigMembers | None
    state: ImageBuilderState | None
    created_time: datetime | str | None
    image_builder_errors: Sequence[ResourceErrorMembers] | None


class ImageBuilderEntry(ImageBuilderArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


class VpcConfigTypeDef(TypedDict):
    SubnetIds: list[str]
    SecurityGroupIds: list[str]


ImageBuilderStateChangeReasonCode = Literal[
    "INTERNAL_ERROR",
    "IMAGE_UNAVAILABLE",
]


class ImageBuilderStateChangeReasonTypeDef(TypedDict):
    Code: ImageBuilderStateChangeReasonCode
    Message: str


class DomainJoinInfoTypeDef(TypedDict):
    DirectoryName: str
    OrganizationalUnitDistinguishedName: str


class AccessEndpointTypeDef(TypedDict):
    EndpointType: AccessEndpointType
    VpceId: str


class VolumeConfigTypeDef(TypedDict):
    VolumeSizeInGb: int


class AgentAccessSettingTypeDef(TypedDict):
    AgentAction: AgentAction
    Permission: Permission


class ImageBuilderAgentAccessConfigTypeDef(TypedDict):
    Settings: list[AgentAccessSettingTypeDef]
    S3BucketArn: str
    ScreenshotsUploadEnabled: bool
    ScreenResolution: ScreenResolution
    ScreenImageFormat: ScreenImageFormat
    UserControlMode: UserControlMode


class ImageBuilderTypeDef(TypedDict):
    Name: str
    Arn: str
    ImageArn: str
    Description: str
    DisplayName: str
    VpcConfig: VpcConfigTypeDef
    InstanceType: str
    Platform: PlatformType
    IamRoleArn: str
    State: ImageBuilderState
    StateChangeReason: ImageBuilderStateChangeReasonTypeDef
    CreatedTime: datetime
    EnableDefaultInternetAccess: bool
    DomainJoinInfo: DomainJoinInfoTypeDef
    NetworkAccessConfiguration: NetworkAccessConfigurationTypeDef
    ImageBuilderErrors: list[ResourceErrorTypeDef]
    AppstreamAgentVersion: str
    AccessEndpoints: list[AccessEndpointTypeDef]
    RootVolumeConfig: VolumeConfigTypeDef
    LatestAppstreamAgentVersion: LatestAppstreamAgentVersion
    DisableIMDSV1: bool
    AgentAccessConfig: ImageBuilderAgentAccessConfigTypeDef


class ScriptDetailsMembers(TypedDict, total=False):
    script_s3_location: S3LocationMembers | None
    executable_path: str | None
    executable_parameters: str | None
    timeout_in_seconds: int | None


PackagingType = Literal[
    "CUSTOM",
    "APPSTREAM2",
]

AppBlockState = Literal[
    "INACTIVE",
    "ACTIVE",
]


class ErrorDetailsMembers(TypedDict, total=False):
    error_code: str | None
    error_message: str | None


class AppBlockArguments(TypedDict, total=False):
    description: str | None
    display_name: str | None
    source_s3_location: S3LocationMembers | None
    setup_script_details: ScriptDetailsMembers | None
    tags: Mapping[str, str] | None
    post_setup_script_details: ScriptDetailsMembers | None
    packaging_type: PackagingType | None
    state: AppBlockState | None
    created_time: datetime | str | None
    app_block_errors: Sequence[ErrorDetailsMembers] | None


class AppBlockEntry(AppBlockArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


class ScriptDetailsTypeDef(TypedDict):
    ScriptS3Location: S3LocationTypeDef
    ExecutablePath: str
    ExecutableParameters: str
    TimeoutInSeconds: int


class ErrorDetailsTypeDef(TypedDict):
    ErrorCode: str
    ErrorMessage: str


class AppBlockTypeDef(TypedDict):
    Name: str
    Arn: str
    Description: str
    DisplayName: str
    SourceS3Location: S3LocationTypeDef
    SetupScriptDetails: ScriptDetailsTypeDef
    CreatedTime: datetime
    PostSetupScriptDetails: ScriptDetailsTypeDef
    PackagingType: PackagingType
    State: AppBlockState
    AppBlockErrors: list[ErrorDetailsTypeDef]


AppBlockBuilderPlatformType = Literal["WINDOWS_SERVER_2019",]

AppBlockBuilderState = Literal[
    "STARTING",
    "RUNNING",
    "STOPPING",
    "STOPPED",
]


class AppBlockBuilderArguments(TypedDict, total=False):
    description: str | None
    display_name: str | None
    tags: Mapping[str, str] | None
    platform: AppBlockBuilderPlatformType | None
    instance_type: str | None
    vpc_config: VpcConfigMembers | None
    enable_default_internet_access: bool | None
    iam_role_arn: str | None
    access_endpoints: Sequence[AccessEndpointMembers] | None
    disable_imdsv1: bool | None
    state: AppBlockBuilderState | None
    created_time: datetime | str | None
    app_block_builder_errors: Sequence[ResourceErrorMembers] | None


class AppBlockBuilderEntry(AppBlockBuilderArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


AppBlockBuilderStateChangeReasonCode = Literal["INTERNAL_ERROR",]


class AppBlockBuilderStateChangeReasonTypeDef(TypedDict):
    Code: AppBlockBuilderStateChangeReasonCode
    Message: str


class AppBlockBuilderTypeDef(TypedDict):
    Arn: str
    Name: str
    DisplayName: str
    Description: str
    Platform: AppBlockBuilderPlatformType
    InstanceType: str
    EnableDefaultInternetAccess: bool
    IamRoleArn: str
    VpcConfig: VpcConfigTypeDef
    State: AppBlockBuilderState
    CreatedTime: datetime
    AppBlockBuilderErrors: list[ResourceErrorTypeDef]
    StateChangeReason: AppBlockBuilderStateChangeReasonTypeDef
    AccessEndpoints: list[AccessEndpointTypeDef]
    DisableIMDSV1: bool


class AppBlockBuilderAppBlockAssociationArguments(TypedDict, total=False):
    app_block_arn: Required[str]
    app_block_builder_name: Required[str]


class AppBlockBuilderAppBlockAssociationEntry(
    AppBlockBuilderAppBlockAssociationArguments, total=False
):
    region: str | None
    account_id: str | None


class AppBlockBuilderAppBlockAssociationTypeDef(TypedDict):
    AppBlockArn: str
    AppBlockBuilderName: str


class ApplicationArguments(TypedDict, total=False):
    display_name: str | None
    description: str | None
    icon_s3_location: S3LocationMembers | None
    launch_path: str | None
    working_directory: str | None
    launch_parameters: str | None
    platforms: Sequence[PlatformType] | None
    instance_families: Sequence[str] | None
    app_block_arn: Required[str]
    tags: Mapping[str, str] | None
    created_time: datetime | str | None


class ApplicationEntry(ApplicationArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


FleetType = Literal[
    "ALWAYS_ON",
    "ON_DEMAND",
    "ELASTIC",
]


class ComputeCapacityMembers(TypedDict, total=False):
    desired_instances: int | None
    desired_sessions: int | None


StreamView = Literal[
    "APP",
    "DESKTOP",
]

FleetState = Literal[
    "STARTING",
    "RUNNING",
    "STOPPING",
    "STOPPED",
]


class FleetErrorMembers(TypedDict, total=False):
    error_code: FleetErrorCode | None
    error_message: str | None


class FleetArguments(TypedDict, total=False):
    image_name: str | None
    image_arn: str | None
    instance_type: str | None
    fleet_type: FleetType | None
    compute_capacity: ComputeCapacityMembers | None
    vpc_config: VpcConfigMembers | None
    max_user_duration_in_seconds: int | None
    disconnect_timeout_in_seconds: int | None
    description: str | None
    display_name: str | None
    enable_default_internet_access: bool | None
    domain_join_info: DomainJoinInfoMembers | None
    tags: Mapping[str, str] | None
    idle_disconnect_timeout_in_seconds: int | None
    iam_role_arn: str | None
    stream_view: StreamView | None
    platform: PlatformType | None
    max_concurrent_sessions: int | None
    usb_device_filter_strings: Sequence[str] | None
    session_script_s3_location: S3LocationMembers | None
    max_sessions_per_instance: int | None
    root_volume_config: VolumeConfigMembers | None
    disable_imdsv1: bool | None
    state: FleetState | None
    created_time: datetime | str | None
    fleet_errors: Sequence[FleetErrorMembers] | None


class FleetEntry(FleetArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


class ComputeCapacityStatusTypeDef(TypedDict):
    Desired: int
    Running: int
    InUse: int
    Available: int
    DesiredUserSessions: int
    AvailableUserSessions: int
    ActiveUserSessions: int
    ActualUserSessions: int
    Draining: int
    DrainModeActiveUserSessions: int
    DrainModeUnusedUserSessions: int


class FleetErrorTypeDef(TypedDict):
    ErrorCode: FleetErrorCode
    ErrorMessage: str


class FleetTypeDef(TypedDict):
    Arn: str
    Name: str
    DisplayName: str
    Description: str
    ImageName: str
    ImageArn: str
    InstanceType: str
    FleetType: FleetType
    ComputeCapacityStatus: ComputeCapacityStatusTypeDef
    MaxUserDurationInSeconds: int
    DisconnectTimeoutInSeconds: int
    State: FleetState
    VpcConfig: VpcConfigTypeDef
    CreatedTime: datetime
    FleetErrors: list[FleetErrorTypeDef]
    EnableDefaultInternetAccess: bool
    DomainJoinInfo: DomainJoinInfoTypeDef
    IdleDisconnectTimeoutInSeconds: int
    IamRoleArn: str
    StreamView: StreamView
    Platform: PlatformType
    MaxConcurrentSessions: int
    UsbDeviceFilterStrings: list[str]
    SessionScriptS3Location: S3LocationTypeDef
    MaxSessionsPerInstance: int
    RootVolumeConfig: VolumeConfigTypeDef
    DisableIMDSV1: bool


class ApplicationFleetAssociationArguments(TypedDict, total=False):
    fleet_name: Required[str]
    application_arn: Required[str]


class ApplicationFleetAssociationEntry(ApplicationFleetAssociationArguments, total=False):
    region: str | None
    account_id: str | None


class ApplicationFleetAssociationTypeDef(TypedDict):
    FleetName: str
    ApplicationArn: str


StorageConnectorType = Literal[
    "HOMEFOLDERS",
    "GOOGLE_DRIVE",
    "ONE_DRIVE",
]


class StorageConnectorMembers(TypedDict, total=False):
    connector_type: StorageConnectorType | None
    resource_identifier: str | None
    domains: Sequence[str] | None
    domains_require_admin_consent: Sequence[str] | None


Action = Literal[
    "CLIPBOARD_COPY_FROM_LOCAL_DEVICE",
    "CLIPBOARD_COPY_TO_LOCAL_DEVICE",
    "FILE_UPLOAD",
    "FILE_DOWNLOAD",
    "PRINTING_TO_LOCAL_DEVICE",
    "DOMAIN_PASSWORD_SIGNIN",
    "DOMAIN_SMART_CARD_SIGNIN",
    "AUTO_TIME_ZONE_REDIRECTION",
    "SMART_CARD_REDIRECTION",
]


class UserSettingMembers(TypedDict, total=False):
    action: Action | None
    permission: Permission | None
    maximum_length: int | None


class ApplicationSettingsMembers(TypedDict, total=False):
    enabled: bool | None
    settings_group: str | None


PreferredProtocol = Literal[
    "TCP",
    "UDP",
]


class StreamingExperienceSettingsMembers(TypedDict, total=False):
    preferred_protocol: PreferredProtocol | None


class UrlRedirectionConfigMembers(TypedDict, total=False):
    enabled: bool | None
    allowed_urls: Sequence[str] | None
    denied_urls: Sequence[str] | None


class ContentRedirectionMembers(TypedDict, total=False):
    host_to_client: UrlRedirectionConfigMembers | None


class WebAuthnRedirectionMembers(TypedDict, total=False):
    enabled: bool | None
    process_compatibility_list: Sequence[str] | None


class AgentAccessConfigMembers(TypedDict, total=False):
    settings: Sequence[AgentAccessSettingMembers] | None
    s3_bucket_arn: str | None
    screenshots_upload_enabled: bool | None
    replay_session_enabled: bool | None
    kms_key_arn: str | None
    screen_resolution: ScreenResolution | None
    screen_image_format: ScreenImageFormat | None
    user_control_mode: UserControlMode | None


StorageConnectorAuthentication = Literal[
    "FORCE_REAUTHENTICATION",
    "REUSE_CREDENTIALS",
]

StackErrorCode = Literal[
    "STORAGE_CONNECTOR_ERROR",
    "INTERNAL_SERVICE_ERROR",
]


class StackErrorMembers(TypedDict, total=False):
    error_code: StackErrorCode | None
    error_message: str | None


class StackArguments(TypedDict, total=False):
    description: str | None
    display_name: str | None
    storage_connectors: Sequence[StorageConnectorMembers] | None
    redirect_url: str | None
    feedback_url: str | None
    user_settings: Sequence[UserSettingMembers] | None
    application_settings: ApplicationSettingsMembers | None
    tags: Mapping[str, str] | None
    access_endpoints: Sequence[AccessEndpointMembers] | None
    embed_host_domains: Sequence[str] | None
    streaming_experience_settings: StreamingExperienceSettingsMembers | None
    content_redirection: ContentRedirectionMembers | None
    web_authn_redirection: WebAuthnRedirectionMembers | None
    agent_access_config: AgentAccessConfigMembers | None
    storage_connector_authentication: StorageConnectorAuthentication | None
    created_time: datetime | str | None
    stack_errors: Sequence[StackErrorMembers] | None


class StackEntry(StackArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


class StorageConnectorTypeDef(TypedDict):
    ConnectorType: StorageConnectorType
    ResourceIdentifier: str
    Domains: list[str]
    DomainsRequireAdminConsent: list[str]


class StackErrorTypeDef(TypedDict):
    ErrorCode: StackErrorCode
    ErrorMessage: str


class UserSettingTypeDef(TypedDict):
    Action: Action
    Permission: Permission
    MaximumLength: int


class ApplicationSettingsResponseTypeDef(TypedDict):
    Enabled: bool
    SettingsGroup: str
    S3BucketName: str


class StreamingExperienceSettingsTypeDef(TypedDict):
    PreferredProtocol: PreferredProtocol


class UrlRedirectionConfigTypeDef(TypedDict):
    Enabled: bool
    AllowedUrls: list[str]
    DeniedUrls: list[str]


class ContentRedirectionTypeDef(TypedDict):
    HostToClient: UrlRedirectionConfigTypeDef


class WebAuthnRedirectionTypeDef(TypedDict):
    Enabled: bool
    ProcessCompatibilityList: list[str]


class AgentAccessConfigTypeDef(TypedDict):
    Settings: list[AgentAccessSettingTypeDef]
    S3BucketArn: str
    ScreenshotsUploadEnabled: bool
    ReplaySessionEnabled: bool
    KmsKeyArn: str
    ScreenResolution: ScreenResolution
    ScreenImageFormat: ScreenImageFormat
    UserControlMode: UserControlMode


class StackTypeDef(TypedDict):
    Arn: str
    Name: str
    Description: str
    DisplayName: str
    CreatedTime: datetime
    StorageConnectors: list[StorageConnectorTypeDef]
    RedirectURL: str
    FeedbackURL: str
    StackErrors: list[StackErrorTypeDef]
    UserSettings: list[UserSettingTypeDef]
    ApplicationSettings: ApplicationSettingsResponseTypeDef
    AccessEndpoints: list[AccessEndpointTypeDef]
    EmbedHostDomains: list[str]
    StreamingExperienceSettings: StreamingExperienceSettingsTypeDef
    ContentRedirection: ContentRedirectionTypeDef
    WebAuthnRedirection: WebAuthnRedirectionTypeDef
    AgentAccessConfig: AgentAccessConfigTypeDef
    StorageConnectorAuthentication: StorageConnectorAuthentication


class AssociateFleetRequestArguments(TypedDict, total=False):
    fleet_name: Required[str]
    stack_name: Required[str]


class AssociateFleetRequestEntry(AssociateFleetRequestArguments, total=False):
    region: str | None
    account_id: str | None


class AssociateFleetRequestTypeDef(TypedDict):
    FleetName: str
    StackName: str


class ThemeFooterLinkMembers(TypedDict, total=False):
    display_name: str | None
    footer_link_url: str | None


ThemeStyling = Literal[
    "LIGHT_BLUE",
    "BLUE",
    "PINK",
    "RED",
]

ThemeState = Literal[
    "ENABLED",
    "DISABLED",
]


class ThemeArguments(TypedDict, total=False):
    stack_name: Required[str]
    footer_links: Sequence[ThemeFooterLinkMembers] | None
    title_text: Required[str]
    theme_styling: Required[ThemeStyling]
    organization_logo_s3_location: Required[S3LocationMembers]
    favicon_s3_location: Required[S3LocationMembers]
    state: ThemeState | None
    created_time: datetime | str | None


class ThemeEntry(ThemeArguments, total=False):
    region: str | None
    account_id: str | None


class ThemeFooterLinkTypeDef(TypedDict):
    DisplayName: str
    FooterLinkURL: str


class ThemeTypeDef(TypedDict):
    StackName: str
    State: ThemeState
    ThemeTitleText: str
    ThemeStyling: ThemeStyling
    ThemeFooterLinks: list[ThemeFooterLinkTypeDef]
    ThemeOrganizationLogoURL: str
    ThemeFaviconURL: str
    CreatedTime: datetime


MessageAction = Literal[
    "SUPPRESS",
    "RESEND",
]


class UserArguments(TypedDict, total=False):
    message_action: MessageAction | None
    first_name: str | None
    last_name: str | None
    authentication_type: AuthenticationType | None
    created_time: datetime | str | None
    enabled: bool | None
    status: str | None


class UserEntry(UserArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


class UserTypeDef(TypedDict):
    Arn: str
    UserName: str
    Enabled: bool
    Status: str
    FirstName: str
    LastName: str
    CreatedTime: datetime
    AuthenticationType: AuthenticationType


class UserStackAssociationMembers(TypedDict, total=False):
    stack_name: str | None
    user_name: str | None
    authentication_type: AuthenticationType | None
    send_email_notification: bool | None


class UserStackAssociationArguments(TypedDict, total=False):
    user_stack_associations: Required[Sequence[UserStackAssociationMembers]]


class UserStackAssociationEntry(UserStackAssociationArguments, total=False):
    region: str | None
    account_id: str | None


class UserStackAssociationTypeDef(TypedDict):
    StackName: str
    UserName: str
    AuthenticationType: AuthenticationType
    SendEmailNotification: bool


AppVisibility = Literal[
    "ALL",
    "ASSOCIATED",
]


class EntitlementAttributeMembers(TypedDict, total=False):
    name: str | None
    value: str | None


class EntitlementArguments(TypedDict, total=False):
    stack_name: Required[str]
    description: str | None
    app_visibility: Required[AppVisibility]
    attributes: Required[Sequence[EntitlementAttributeMembers]]
    created_time: datetime | str | None
    applications: Sequence[str] | None


class EntitlementEntry(EntitlementArguments, total=False):
    name: Required[str]
    region: str | None
    account_id: str | None


class EntitlementAttributeTypeDef(TypedDict):
    Name: str
    Value: str


class EntitlementTypeDef(TypedDict):
    Name: str
    StackName: str
    Description: str
    AppVisibility: AppVisibility
    Attributes: list[EntitlementAttributeTypeDef]
    CreatedTime: datetime
    LastModifiedTime: datetime


UsageReportExecutionErrorCode = Literal[
    "RESOURCE_NOT_FOUND",
    "ACCESS_DENIED",
    "INTERNAL_SERVICE_ERROR",
]


class LastReportGenerationExecutionErrorMembers(TypedDict, total=False):
    error_code: UsageReportExecutionErrorCode | None
    error_message: str | None


class UsageReportSubscriptionArguments(TypedDict, total=False):
    last_generated_report_date: datetime | str | None
    subscription_errors: Sequence[LastReportGenerationExecutionErrorMembers] | None


class UsageReportSubscriptionEntry(UsageReportSubscriptionArguments, total=False):
    region: str | None
    account_id: str | None


UsageReportSchedule = Literal["DAILY",]


class LastReportGenerationExecutionErrorTypeDef(TypedDict):
    ErrorCode: UsageReportExecutionErrorCode
    ErrorMessage: str


class UsageReportSubscriptionTypeDef(TypedDict):
    S3BucketName: str
    Schedule: UsageReportSchedule
    LastGeneratedReportDate: datetime
    SubscriptionErrors: list[LastReportGenerationExecutionErrorTypeDef]


class Sections(TypedDict, total=False):
    images: Sequence[ImageEntry] | None
    directory_configs: Sequence[DirectoryConfigEntry] | None
    image_builders: Sequence[ImageBuilderEntry] | None
    app_blocks: Sequence[AppBlockEntry] | None
    app_block_builders: Sequence[AppBlockBuilderEntry] | None
    app_block_associations: Sequence[AppBlockBuilderAppBlockAssociationEntry] | None
    applications: Sequence[ApplicationEntry] | None
    fleets: Sequence[FleetEntry] | None
    application_associations: Sequence[ApplicationFleetAssociationEntry] | None
    stacks: Sequence[StackEntry] | None
    fleet_associations: Sequence[AssociateFleetRequestEntry] | None
    themes: Sequence[ThemeEntry] | None
    users: Sequence[UserEntry] | None
    user_assignments: Sequence[UserStackAssociationEntry] | None
    entitlements: Sequence[EntitlementEntry] | None
    usage_reports: Sequence[UsageReportSubscriptionEntry] | None
    copy_failures: Sequence[Mapping[str, object]] | None
    failures: Sequence[Mapping[str, object]] | None
    answers: Sequence[Mapping[str, object]] | None
    quotas: Sequence[Mapping[str, object]] | None
