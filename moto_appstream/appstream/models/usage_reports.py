"""Usage reports, and the use of applications that AWS licenses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from itertools import takewhile
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, Any

from .. import exceptions
from .arn import make_arn
from .collection import Collection
from .family import ITEMS_PER_PAGE, Family, page_size
from .resource import Answer, Resource

if TYPE_CHECKING:
    from . import AppStreamBackend

DAILY = "DAILY"

_BILLING_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

# What the records of a listing are sorted by: the billing period, the user, the type of license.
LicenseKey = tuple[str, str, str]


class UsageReportSubscription(Resource):
    """The subscription to the usage reports of one account in one region."""

    kind = "usage report subscription"
    shape = "UsageReportSubscription"
    name_member = "S3BucketName"
    taggable = False
    seedable = ("LastGeneratedReportDate", "SubscriptionErrors")

    def creation(self) -> dict[str, Any]:
        return {}


class UsageReports(Family[UsageReportSubscription]):
    """Usage reports and license usage of one account in one region (rows report-*).

    There is one subscription, or none.
    """

    resource = UsageReportSubscription

    def __init__(self, here: AppStreamBackend) -> None:
        super().__init__(here)
        self.license_usage: Collection[LicenseKey, Answer] = Collection()

    def create_usage_report_subscription(self) -> Answer:
        """Subscribe to usage reports, maybe again (row report-create).

        :raises LimitExceeded: a quota that the test has set is used up.
        """
        subscription = self.find(self.bucket_name)
        if subscription is None:
            members = {"Schedule": DAILY, "SubscriptionErrors": []}
            subscription = self.add(UsageReportSubscription(self.here, self.bucket_name, members))
        return {"S3BucketName": self.bucket_name, "Schedule": subscription.members["Schedule"]}

    def describe_usage_report_subscriptions(
        self, max_results: int | None = None, next_token: str | None = None
    ) -> Answer:
        """Describe the subscription, if there is one (rows report-describe, report-none).

        :raises InvalidNextToken: the token was not handed out for this listing.
        """
        subscriptions, token = self.page(None, next_token, max_results)
        return {"UsageReportSubscriptions": subscriptions, "NextToken": token}

    def delete_usage_report_subscription(self) -> Answer:
        """End the subscription; its bucket stays (row report-delete).

        :raises ResourceNotFound: there is none.
        """
        self.remove(self.get(self.bucket_name))
        return {}

    def describe_app_license_usage(
        self,
        billing_period: str,
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of what was used in a month of licenses (row report-license).

        :raises InvalidParameterCombination: the billing period is not in the format yyyy-mm.
        :raises InvalidNextToken: the token was not handed out for this billing period.
        """
        check_billing_period(billing_period)
        filters = ("license usage", billing_period)
        start = self.here.pages.position_of(next_token, filters)
        entries = self._in_period(billing_period, start)
        size = page_size(max_results, ITEMS_PER_PAGE)
        page, token = self.here.pages.cut(entries, size, filters)
        return {"AppLicenseUsages": page, "NextToken": token}

    # What no operation does

    def report(self, generated: datetime) -> None:
        """Let a usage report have been generated, without errors (row report-describe).

        :param generated: its LastGeneratedReportDate.
        :raises ResourceNotFound: there is no subscription.
        """
        subscription = self.get(self.bucket_name)
        subscription.change({"LastGeneratedReportDate": generated, "SubscriptionErrors": []})

    def fail_to_report(self, code: str, message: str) -> None:
        """Let a usage report not have been generated, for one more reason (row report-describe).

        :param code: RESOURCE_NOT_FOUND, ACCESS_DENIED or INTERNAL_SERVICE_ERROR.
        :raises ResourceNotFound: there is no subscription.
        """
        subscription = self.get(self.bucket_name)
        error = {"ErrorCode": code, "ErrorMessage": message}
        errors = [*subscription.members["SubscriptionErrors"], error]
        subscription.change({"SubscriptionErrors": errors})

    def put_license_usage(self, record: Answer) -> None:
        """Let a user have used a license in a month (row report-license).

        A user has one record for each month and type of license: a second one replaces it.

        :param record: as DescribeAppLicenseUsage answers it; without UserArn it is the ARN of the
            user of the pool who has the UserId for a name, otherwise one that ends with the id.
        :raises InvalidParameterCombination: the billing period is not in the format yyyy-mm.
        """
        check_billing_period(record["BillingPeriod"])
        key = record["BillingPeriod"], record["UserId"], record["LicenseType"]
        self.license_usage.add(key, {"UserArn": self._arn_of_user(record["UserId"]), **record})

    # The parts of an operation

    @property
    def bucket_name(self) -> str:
        """The bucket of the reports: always the same for an account in a region."""
        # The digits are made of the place, so that a reset and another process have the same.
        place = f"{self.here.account_id} {self.here.region_name}"
        return (
            f"appstream-logs-{self.here.region_name}-{self.here.account_id}-{_eight_digits(place)}"
        )

    def _in_period(
        self, billing_period: str, after: LicenseKey | None
    ) -> Iterator[tuple[LicenseKey, Answer]]:
        """The records of a month that come after a key, in the order of their keys."""
        start = after or (billing_period, "", "")
        return takewhile(
            lambda entry: entry[0][0] == billing_period, self.license_usage.after(start)
        )

    def _arn_of_user(self, user_id: str) -> str:
        user = self.here.users.find(user_id)
        if user is not None:
            return user.arn
        return make_arn(self.here.region_name, self.here.account_id, "user", user_id)


def check_billing_period(billing_period: str) -> None:
    """
    :raises InvalidParameterCombination: it is not in the format yyyy-mm.
    """
    if _BILLING_PERIOD.fullmatch(billing_period) is None:
        raise exceptions.InvalidParameterCombination(
            f"BillingPeriod must be in the format yyyy-mm, not {billing_period}."
        )


def _eight_digits(text: str) -> str:
    """Eight of a-z and 0-9 that a text always leads to."""
    alphabet = ascii_lowercase + digits
    digest = blake2b(text.encode(), digest_size=8).digest()
    return "".join(alphabet[byte % len(alphabet)] for byte in digest)
