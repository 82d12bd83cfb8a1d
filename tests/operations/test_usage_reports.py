"""Usage reports and license usage (the rows report-*)."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

import pytest
from support import ACCOUNT, OTHER_ACCOUNT, refused
from untyped import seed

from moto_appstream.appstream.schema import service_model

has_license_usage = pytest.mark.skipif(
    "DescribeAppLicenseUsage" not in service_model().operation_names,
    reason="the installed botocore is older than license usage",
)

FIRST = datetime(2026, 11, 2, 8, 30, tzinfo=timezone.utc)
LAST = datetime(2026, 11, 24, 17, tzinfo=timezone.utc)


def subscribe(client: Any) -> Any:
    answer = client.create_usage_report_subscription()
    return {name: answer[name] for name in answer if name != "ResponseMetadata"}


def subscriptions(client: Any, **page: Any) -> Any:
    answer = client.describe_usage_report_subscriptions(**page)
    assert "NextToken" not in answer
    return answer["UsageReportSubscriptions"]


def license_usage(client: Any, period: str = "2026-11", /, **page: Any) -> list[Any]:
    """The records on all pages."""
    found = []
    while True:
        answer = client.describe_app_license_usage(BillingPeriod=period, **page)
        found += answer["AppLicenseUsages"]
        if "NextToken" not in answer:
            return found
        page["NextToken"] = answer["NextToken"]


@pytest.mark.row("report-create", "report-describe")
def test_a_subscription_names_its_bucket_as_often_as_it_is_made(appstream: Any) -> None:
    created = subscribe(appstream)
    assert created.keys() == {"S3BucketName", "Schedule"}
    bucket = f"appstream-logs-us-east-1-{ACCOUNT}-[a-z0-9]{{8}}"
    assert re.fullmatch(bucket, created["S3BucketName"])
    assert created["Schedule"] == "DAILY"
    for _ in range(3):
        assert subscribe(appstream) == created
    assert subscriptions(appstream) == [{**created, "SubscriptionErrors": []}]
    assert len(subscriptions(appstream, MaxResults=100)) == 1


@pytest.mark.row("report-create")
def test_each_account_has_a_bucket_in_each_region(appstream: Any, appstream_client: Any) -> None:
    clients = [
        appstream,
        appstream_client("eu-west-1"),
        appstream_client("us-gov-west-1"),
        appstream_client(account_id=OTHER_ACCOUNT),
    ]
    buckets = [subscribe(client)["S3BucketName"] for client in clients]
    assert len({bucket[-8:] for bucket in buckets}) == 4
    assert [bucket[:-9] for bucket in buckets] == [
        f"appstream-logs-us-east-1-{ACCOUNT}",
        f"appstream-logs-eu-west-1-{ACCOUNT}",
        f"appstream-logs-us-gov-west-1-{ACCOUNT}",
        f"appstream-logs-us-east-1-{OTHER_ACCOUNT}",
    ]
    appstream.delete_usage_report_subscription()
    assert subscriptions(appstream) == []
    assert all(subscriptions(client) for client in clients[1:])


@pytest.mark.row("report-none")
def test_without_a_subscription_there_is_an_empty_list(appstream: Any) -> None:
    assert subscriptions(appstream) == []
    subscribe(appstream)
    appstream.delete_usage_report_subscription()
    assert subscriptions(appstream) == []


@pytest.mark.row("report-describe")
def test_a_token_that_was_not_handed_out_is_refused(appstream: Any) -> None:
    subscribe(appstream)
    for wrong in ({"NextToken": "forged"}, {"MaxResults": -1}):
        with refused("ValidationException"):
            appstream.describe_usage_report_subscriptions(**wrong)


@pytest.mark.row("report-describe", "report-delete")
def test_a_report_that_was_generated_has_a_date_and_one_that_was_not_an_error(
    appstream: Any,
) -> None:
    created = subscribe(appstream)
    seed.daily_report(error_code="ACCESS_DENIED", error_message="The bucket is closed.")
    seed.daily_report(error_code="RESOURCE_NOT_FOUND", error_message="The bucket is gone.")
    errors = [
        {"ErrorCode": "ACCESS_DENIED", "ErrorMessage": "The bucket is closed."},
        {"ErrorCode": "RESOURCE_NOT_FOUND", "ErrorMessage": "The bucket is gone."},
    ]
    assert subscriptions(appstream) == [{**created, "SubscriptionErrors": errors}]
    seed.daily_report(generated=LAST)
    reported = {**created, "SubscriptionErrors": [], "LastGeneratedReportDate": LAST}
    assert subscriptions(appstream) == [reported]
    assert subscribe(appstream) == created
    assert subscriptions(appstream) == [reported]
    appstream.delete_usage_report_subscription()
    subscribe(appstream)
    assert subscriptions(appstream) == [{**created, "SubscriptionErrors": []}]


@pytest.mark.row("report-delete", "every-missing")
def test_a_subscription_made_again_has_the_same_bucket(appstream: Any) -> None:
    created = subscribe(appstream)
    answer = appstream.delete_usage_report_subscription()
    assert answer.keys() == {"ResponseMetadata"}
    with pytest.raises(appstream.exceptions.ResourceNotFoundException, match="does not exist"):
        appstream.delete_usage_report_subscription()
    assert subscribe(appstream) == created


@pytest.mark.row("report-create")
def test_a_deployment_that_runs_again_and_again_gets_its_bucket(appstream: Any) -> None:
    buckets = {appstream.create_usage_report_subscription()["S3BucketName"] for _ in range(3)}
    assert len(buckets) == 1


@has_license_usage
@pytest.mark.row("report-license")
def test_no_license_was_used_unless_a_test_says_so(appstream: Any) -> None:
    assert license_usage(appstream) == []
    assert license_usage(appstream, "1999-12", MaxResults=100) == []


@has_license_usage
@pytest.mark.row("report-license")
@pytest.mark.parametrize(
    "period",
    ["2026", "2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "2026-11\n", "٢٠٢٦-11"],
)
def test_a_billing_period_is_a_year_and_a_month(appstream: Any, period: str) -> None:
    with pytest.raises(appstream.exceptions.InvalidParameterCombinationException, match="yyyy-mm"):
        appstream.describe_app_license_usage(BillingPeriod=period)


@has_license_usage
@pytest.mark.row("report-license")
def test_license_usage_that_a_test_has_put_is_described(appstream: Any) -> None:
    appstream.create_user(UserName="jane@example.com", AuthenticationType="USERPOOL")
    (user,) = appstream.describe_users(AuthenticationType="USERPOOL")["Users"]
    office = "Microsoft Office"
    november: Any = {"billing_period": "2026-11"}
    times: Any = {"first_used": FIRST, "last_used": "2026-11-24T17:00:00Z"}
    seed.license_usage("jane@example.com", license_type=office, **november, first_used=FIRST)
    seed.license_usage("jane@example.com", license_type=office, **november, **times)
    seed.license_usage("ada", license_type=office, **november, **times)
    seed.license_usage(
        "bob",
        license_type="Microsoft Project",
        billing_period="2026-12",
        **times,
        user_arn="arn:aws:iam::111122223333:user/bob",
        owner_account_id=OTHER_ACCOUNT,
    )
    of_ada = {
        "UserArn": f"arn:aws:appstream:us-east-1:{ACCOUNT}:user/ada",
        "BillingPeriod": "2026-11",
        "OwnerAWSAccountId": ACCOUNT,
        "SubscriptionFirstUsedDate": FIRST,
        "SubscriptionLastUsedDate": LAST,
        "LicenseType": office,
        "UserId": "ada",
    }
    of_jane = {**of_ada, "UserArn": user["Arn"], "UserId": "jane@example.com"}
    assert license_usage(appstream) == [of_ada, of_jane]
    (of_bob,) = license_usage(appstream, "2026-12")
    assert of_bob["UserArn"] == "arn:aws:iam::111122223333:user/bob"
    assert of_bob["OwnerAWSAccountId"] == OTHER_ACCOUNT
    assert license_usage(appstream, "2027-01") == []


@has_license_usage
@pytest.mark.row("report-license", "every-page")
def test_license_usage_comes_in_pages_of_25_at_most(appstream: Any) -> None:
    users = [f"user-{number:02}" for number in range(60)]
    for period in ("2026-10", "2026-11", "2026-12"):
        for user in users:
            seed.license_usage(user, license_type="Microsoft Office", billing_period=period)
    for size in ({}, {"MaxResults": 7}, {"MaxResults": 100}):
        assert [one["UserId"] for one in license_usage(appstream, **size)] == users
    first = appstream.describe_app_license_usage(BillingPeriod="2026-11", MaxResults=100)
    assert len(first["AppLicenseUsages"]) == 25
    with refused("ValidationException"):
        license_usage(appstream, "2026-12", NextToken=first["NextToken"])


@has_license_usage
@pytest.mark.row("report-license")
def test_a_license_is_used_now_and_this_month_unless_a_test_says_otherwise(appstream: Any) -> None:
    before = datetime.now(timezone.utc)
    seed.license_usage("ada", license_type="Microsoft Office")
    after = datetime.now(timezone.utc)
    (used,) = license_usage(appstream, f"{before:%Y-%m}") or license_usage(
        appstream, f"{after:%Y-%m}"
    )
    assert before.replace(microsecond=0) <= used["SubscriptionFirstUsedDate"] <= after
    assert used["SubscriptionLastUsedDate"] == used["SubscriptionFirstUsedDate"]


@has_license_usage
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"billing_period": "2026-13"}, "yyyy-mm"),
        ({"first_used": "yesterday"}, "first_used must be a datetime"),
        ({"license_type": ""}, "license_type"),
        ({"user_arn": 5}, "user_arn"),
        ({"owner_account_id": "me"}, "twelve digits"),
    ],
)
def test_a_license_usage_that_cannot_be_is_refused(
    appstream: Any, wrong: dict[str, Any], message: str
) -> None:
    given = {"license_type": "Microsoft Office", "billing_period": "2026-11", **wrong}
    with pytest.raises(ValueError, match=message):
        seed.license_usage("ada", **given)
    assert license_usage(appstream) == []


def test_a_usage_report_needs_a_subscription_and_is_generated_or_fails(appstream: Any) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        seed.daily_report()
    created = subscribe(appstream)
    for wrong, message in [
        ({"error_code": "LOST"}, "error_code"),
        ({"error_code": "ACCESS_DENIED", "generated": LAST}, "one of them"),
        ({"generated": "2026"}, "generated must be a datetime"),
    ]:
        given: Any = wrong
        with pytest.raises(ValueError, match=message):
            seed.daily_report(**given)
    assert subscriptions(appstream) == [{**created, "SubscriptionErrors": []}]
    seed.daily_report()
    (reported,) = subscriptions(appstream)
    assert reported["LastGeneratedReportDate"] <= datetime.now(timezone.utc)


@pytest.mark.skipif(
    "DescribeAppLicenseUsage" in service_model().operation_names,
    reason="the installed botocore has license usage",
)
def test_an_older_botocore_has_no_license_usage_to_seed(appstream: Any) -> None:
    with pytest.raises(ValueError, match="DescribeAppLicenseUsage is not an operation"):
        seed.license_usage("ada", license_type="Microsoft Office")
