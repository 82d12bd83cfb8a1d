"""Usage reports, and the use of applications that AWS licenses, as a test asks for them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from moto_appstream.appstream.models import AppStreamBackend
from moto_appstream.appstream.names import in_aws_names
from moto_appstream.appstream.schema import service_model, structure
from moto_appstream.seeding.places import check_account_id
from moto_appstream.seeding.values import checked

_LICENSE = "AdminAppLicenseUsageRecord"
_REPORT_ERROR = "LastReportGenerationExecutionError"


def report(
    backend: AppStreamBackend,
    generated: datetime | str | None,
    error_code: str | None,
    error_message: str,
) -> None:
    """Let a usage report be generated or, with an error code, fail to be.

    :param generated: when; default: now.
    :raises ValueError: an impossible value.
    :raises ResourceNotFound: there is no subscription.
    """
    if error_code is None:
        given = datetime.now(timezone.utc) if generated is None else generated
        shape = "UsageReportSubscription"
        time = _member(shape, "LastGeneratedReportDate", given, "generated")
        backend.usage_reports.report(time)
    elif generated is None:
        code = _member(_REPORT_ERROR, "ErrorCode", error_code, "error_code")
        message = _member(_REPORT_ERROR, "ErrorMessage", error_message, "error_message")
        backend.usage_reports.fail_to_report(code, message)
    else:
        raise ValueError("A report is generated, or fails with an error_code: give one of them.")


def put_license(
    backend: AppStreamBackend,
    user_id: str,
    license_type: str,
    *,
    billing_period: str | None,
    first_used: datetime | str | None,
    last_used: datetime | str | None,
    user_arn: str | None,
    owner_account_id: str | None,
) -> None:
    """Let a user have used a license in a month: None is what ``seed.license_usage`` says.

    :raises ValueError: an impossible value.
    :raises InvalidParameterCombination: the billing period is not in the format yyyy-mm.
    """
    now = datetime.now(timezone.utc)
    first = now if first_used is None else first_used
    owner = backend.account_id if owner_account_id is None else owner_account_id
    check_account_id(owner)
    given: dict[str, tuple[str, Any]] = {
        "UserId": ("user_id", user_id),
        "LicenseType": ("license_type", license_type),
        "BillingPeriod": (
            "billing_period",
            f"{now:%Y-%m}" if billing_period is None else billing_period,
        ),
        "SubscriptionFirstUsedDate": ("first_used", first),
        "SubscriptionLastUsedDate": ("last_used", first if last_used is None else last_used),
        "OwnerAWSAccountId": ("owner_account_id", owner),
    }
    if user_arn is not None:
        given["UserArn"] = ("user_arn", user_arn)
    backend.usage_reports.put_license_usage(
        {member: _member(_LICENSE, member, value, name) for member, (name, value) in given.items()}
    )


def _member(shape: str, member: str, value: Any, name: str) -> Any:
    """A value of a member, which the messages name as the argument that it is."""
    model: Any = service_model().shape_for(shape)
    in_aws_names(model.members[member], value, name)
    return checked(structure(shape).members[member], value, name)
