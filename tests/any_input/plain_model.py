"""AppStream's images as the ledger has them, in lists, dictionaries and scans alone.

The real code is compared with it, so it shares nothing with that, and is as plain as can be. An
operation answers as boto3 does, or raises ``Refused`` with every reason that the ledger gives:
which of several comes first, the ledger does not say.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

AWS = ""  # the account of PUBLIC images
PARTITIONS = {"us-east-1": "aws", "us-west-2": "aws", "us-gov-west-1": "aws-us-gov"}
KINDS = ("PUBLIC", "PRIVATE", "SHARED")
NOT_COPIED = ("ImageBuilderName", "BaseImageArn", "Description")

Image = dict[str, Any]
Asked = dict[str, Any]
Answer = dict[str, Any]
Reason = tuple[str, str]


class Refused(Exception):  # noqa: N818  it is an answer
    """A call that is refused.

    :param reasons: a code each, and what the message contains.
    """

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def refuse_for(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(*reasons)


def check(*names: str, arns: Sequence[str] = (), size: int = 0, most: int = 0) -> None:
    """What the service model says of names and ARNs, and of the size of pages."""
    wrong = sum(not re.fullmatch("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,100}", name) for name in names)
    wrong += sum(not re.fullmatch(r"arn:aws\S+", arn) for arn in arns)
    wrong += size > most
    if wrong:
        raise Refused(("ValidationException", f"{wrong} validation error"))


def not_available(image: Image) -> list[Reason]:
    name, state = image["members"]["Name"], image["members"]["State"]
    message = (
        f"The image {name} is {state}. "
        "The image must be in an AVAILABLE state for this action to succeed."
    )
    return [] if state == "AVAILABLE" else [("ResourceNotAvailableException", message)]


def covers(arranged: dict[str, Any], account: str, region: str) -> bool:
    return arranged["account_id"] in (None, account) and arranged["region"] in (None, region)


def arn_of(account: str, region: str, name: str) -> str:
    return f"arn:{PARTITIONS[region]}:appstream:{region}:{account}:image/{name}"


def kind(account: str, image: Image) -> str:
    """What an image is to an account."""
    if image["account"] == AWS:
        return "PUBLIC"
    return "PRIVATE" if image["account"] == account else "SHARED"


def place(account: str, image: Image) -> tuple[int, str, str]:
    """Where an image stands in the listings of an account."""
    name, arn = image["members"]["Name"], image["members"]["Arn"]
    return KINDS.index(kind(account, image)), name, arn


def seen_by(account: str, image: Image) -> dict[str, Any]:
    seen = {**image["members"], "Visibility": kind(account, image)}
    if "ImageSharedWithOthers" in seen:  # older service models do not have it
        seen["ImageSharedWithOthers"] = "TRUE" if image["grants"] else "FALSE"
    if seen["Visibility"] == "SHARED":
        seen["ImagePermissions"] = dict(image["grants"][account])
    return seen


class World:
    """All accounts and regions.

    :ivar looks: how many looks a copy takes; 0 is an immediate transition.
    :ivar fleets: the ARN of the image of each, by account, region and name.
    :ivar copy_failures: those planned, as the arguments of seed.copy_failure.
    :ivar quotas: those set, as the arguments of seed.quotas.
    :ivar tokens: what each token stands for; the caller fills in what an answer says of it.
    """

    def __init__(self) -> None:
        self.looks = 0
        self.images: list[Image] = []
        self.fleets: dict[tuple[str, str, str], str] = {}
        self.copy_failures: list[dict[str, Any]] = []
        self.quotas: list[dict[str, Any]] = []
        self.tokens: dict[str, Any] = {}

    def add(self, account: str, region: str, members: dict[str, Any], **more: Any) -> None:
        image = {"account": account, "region": region, "members": members, "looks": 0, **more}
        self.images.append({"tags": {}, "grants": {}, "end": None, **copy.deepcopy(image)})

    def set_looks(self, looks: int) -> None:
        self.looks = looks
        self.settle()

    def settle(self) -> None:
        """Copies that were looked at often enough are at their end."""
        for image in self.images:
            if image["end"] and image["looks"] >= self.looks:
                image["members"].update(image["end"])
                image["end"] = None

    def coming_states(self, image: Image) -> list[str]:
        """What the next three looks at an image will show."""
        end = image["end"]
        if not end:
            return [image["members"]["State"]] * 3
        looks = (image["looks"] + more for more in (1, 2, 3))
        return [end["State"] if count >= self.looks else "COPYING" for count in looks]

    def visible(self, account: str, region: str) -> list[Image]:
        """What an account sees in a region, in the order of a listing."""
        seen = [
            image
            for image in self.images
            if image["region"] == region
            and (image["account"] in (AWS, account) or account in image["grants"])
        ]
        return sorted(seen, key=lambda image: place(account, image))

    def find(self, account: str, region: str, member: str, value: str) -> Image | None:
        for image in self.visible(account, region):
            by_name_too = kind(account, image) != "SHARED"
            if image["members"][member] == value and (by_name_too or member == "Arn"):
                return image
        return None

    def owned(self, account: str, region: str) -> list[Image]:
        return [i for i in self.visible(account, region) if i["account"] == account]

    def own(self, account: str, region: str, name: str) -> Image:
        for image in self.owned(account, region):
            if image["members"]["Name"] == name:
                return image
        message = f"The image {name} for account {account} does not exist."
        raise Refused(("ResourceNotFoundException", message))

    def own_by_arn(self, account: str, region: str, arn: str) -> Image:
        check(arns=[arn])
        for image in self.owned(account, region):
            if image["members"]["Arn"] == arn:
                return image
        raise Refused(("ResourceNotFoundException", ""))

    # The operations: their parameters are those of boto3

    def copy_image(self, account: str, region: str, asked: Asked) -> Answer:
        name, destination = asked["DestinationImageName"], asked["DestinationRegion"]
        check(asked["SourceImageName"], name)
        reasons: list[Reason] = []
        try:
            source = self.own(account, region, asked["SourceImageName"])
            reasons += not_available(source)
        except Refused as refused:
            reasons += refused.reasons
        if PARTITIONS.get(destination) != PARTITIONS[region]:
            reasons.append(("ValidationException", destination))
        if self.find(account, destination, "Name", name):
            reasons.append(("ResourceAlreadyExistsException", ""))
        if self.is_over_quota(account, destination):
            reasons.append(("LimitExceededException", ""))
        refuse_for(reasons)
        members = {k: v for k, v in source["members"].items() if k not in NOT_COPIED}
        members["Name"] = name
        members["Arn"] = arn_of(account, destination, name)
        members["State"] = "COPYING"
        members["CreatedTime"] = None  # now; the caller fills it in
        if asked.get("DestinationImageDescription"):
            members["Description"] = asked["DestinationImageDescription"]
        self.add(account, destination, members, end=self.end_of_copy(account, region))
        self.settle()
        return {"DestinationImageName": name}

    def is_over_quota(self, account: str, region: str) -> bool:
        quotas = [quota for quota in self.quotas if covers(quota, account, region)]
        states = [image["members"]["State"] for image in self.owned(account, region)]
        counts = {"images": len(states), "concurrent_copies": states.count("COPYING")}
        return any(
            quota[what] is not None and count >= quota[what]
            for quota in quotas[-1:]
            for what, count in counts.items()
        )

    def end_of_copy(self, account: str, region: str) -> dict[str, Any]:
        for failure in self.copy_failures:
            if failure["times"] and covers(failure, account, region):
                failure["times"] -= 1
                reason = {"Code": "IMAGE_COPY_FAILURE", "Message": failure["message"]}
                return {"State": "FAILED", "StateChangeReason": reason}
        return {"State": "AVAILABLE"}

    def delete_image(self, account: str, region: str, asked: Asked) -> Answer:
        check(asked["Name"])
        if self.find(AWS, region, "Name", asked["Name"]):
            raise Refused(("OperationNotPermittedException", ""))
        image = self.own(account, region, asked["Name"])
        reasons = []
        if image["members"]["State"] not in ("AVAILABLE", "FAILED"):
            reasons.append(("OperationNotPermittedException", ""))
        if image["grants"]:
            reasons.append(("ResourceInUseException", ""))
        for (*_, fleet), arn in self.fleets.items():
            if arn == image["members"]["Arn"]:
                reasons.append(("ResourceInUseException", fleet))
        refuse_for(reasons)
        self.images.remove(image)
        return {"Image": seen_by(account, image)}

    def asked_for(self, account: str, region: str, asked: Asked) -> list[tuple[Any, Image | None]]:
        """The images that the filters ask for, each with its place; None is not found."""
        wanted = [("Name", name) for name in asked.get("Names", [])]
        wanted += [("Arn", arn) for arn in asked.get("Arns", [])]
        entries: list[tuple[Any, Image | None]]
        if wanted:
            found = [self.find(account, region, *one) for one in dict.fromkeys(wanted)]
            entries = list(enumerate(found))
        else:
            entries = [(place(account, image), image) for image in self.visible(account, region)]
        types = [asked["Type"]] if "Type" in asked else KINDS
        return [(key, i) for key, i in entries if i is None or kind(account, i) in types]

    def describe_images(self, account: str, region: str, asked: Asked) -> Answer:
        names, arns, size = (
            asked.get("Names", []),
            asked.get("Arns", []),
            asked.get("MaxResults", 0),
        )
        check(arns=arns, size=size, most=25)
        entries = self.asked_for(account, region, asked)
        reasons: list[Reason] = []
        if names and arns:
            reasons.append(("InvalidParameterCombinationException", ""))
        filters = "images", account, region, tuple(names), tuple(arns), asked.get("Type")
        page, token = self.page(entries, filters, size or 25, asked.get("NextToken"), reasons)
        for image in page:
            image["looks"] += 1
        self.settle()
        return {"Images": [seen_by(account, image) for image in page], **token}

    def update_image_permissions(self, account: str, region: str, asked: Asked) -> Answer:
        check(asked["Name"])
        image = self.own(account, region, asked["Name"])
        reasons = not_available(image)
        if asked["SharedAccountId"] == account:
            reasons.append(("ValidationException", ""))
        refuse_for(reasons)
        image["grants"][asked["SharedAccountId"]] = dict(asked["ImagePermissions"])
        return {}

    def describe_image_permissions(self, account: str, region: str, asked: Asked) -> Answer:
        size, others = asked.get("MaxResults", 0), asked.get("SharedAwsAccountIds", [])
        check(asked["Name"], size=size, most=500)
        grants = self.own(account, region, asked["Name"])["grants"]
        entries = [
            (other, {"sharedAccountId": other, "imagePermissions": dict(permissions)})
            for other, permissions in sorted(grants.items())
            if not others or other in others
        ]
        filters = "permissions", account, region, asked["Name"], tuple(others)
        page, token = self.page(entries, filters, size or 500, asked.get("NextToken"), [])
        return {"Name": asked["Name"], "SharedImagePermissionsList": page, **token}

    def delete_image_permissions(self, account: str, region: str, asked: Asked) -> Answer:
        check(asked["Name"])
        image = self.own(account, region, asked["Name"])
        reasons = not_available(image)
        if asked["SharedAccountId"] not in image["grants"]:
            reasons.append(("ResourceNotFoundException", ""))
        refuse_for(reasons)
        del image["grants"][asked["SharedAccountId"]]
        return {}

    def tag_resource(self, account: str, region: str, asked: Asked) -> Answer:
        image = self.own_by_arn(account, region, asked["ResourceArn"])
        if len({**image["tags"], **asked["Tags"]}) > 50:
            raise Refused(("LimitExceededException", ""))
        image["tags"].update(asked["Tags"])
        return {}

    def untag_resource(self, account: str, region: str, asked: Asked) -> Answer:
        image = self.own_by_arn(account, region, asked["ResourceArn"])
        for key in asked["TagKeys"]:
            image["tags"].pop(key, None)
        return {}

    def list_tags_for_resource(self, account: str, region: str, asked: Asked) -> Answer:
        return {"Tags": dict(self.own_by_arn(account, region, asked["ResourceArn"])["tags"])}

    def page(
        self, entries: list[Any], filters: object, size: int, token: Any, reasons: list[Reason]
    ) -> tuple[list[Any], Answer]:
        """A page, and what the token of the next one stands for if there is one."""
        known, after = self.tokens.get(token, (None, None)) if token else (filters, None)
        if known != filters:
            reasons.append(("ValidationException", ""))
            after = None
        rest = [entry for entry in entries if after is None or entry[0] > after]
        if any(item is None for _, item in rest):
            reasons.append(("ResourceNotFoundException", ""))
        refuse_for(reasons)
        shown = [item for _, item in rest[:size]]
        return shown, {"NextToken": (filters, rest[size - 1][0])} if len(rest) > size else {}
