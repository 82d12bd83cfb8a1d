"""One license-included application of one image builder or image, and its status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .resource import Answer, Apart, Members, Resource

STAGED_FOR_INSTALLATION = "STAGED_FOR_INSTALLATION"
PENDING_INSTALLATION = "PENDING_INSTALLATION"
INSTALLED = "INSTALLED"
FAILED_TO_INSTALL = "FAILED_TO_INSTALL"
STAGED_FOR_UNINSTALLATION = "STAGED_FOR_UNINSTALLATION"
PENDING_UNINSTALLATION = "PENDING_UNINSTALLATION"
FAILED_TO_UNINSTALL = "FAILED_TO_UNINSTALL"
FAILURES = (FAILED_TO_INSTALL, FAILED_TO_UNINSTALL)

#: The software of an image builder or an image, as a part of it.
SOFTWARE_APART: Mapping[str, Apart] = {
    "SoftwareAssociations": Apart(
        "SoftwareAssociationsList",
        "DescribeSoftwareAssociations",
        {"AssociatedResource": "Arn"},
    )
}


class SoftwareAssociation(Resource):
    """One application of one image builder or image.

    :param owner: the image builder or the image.
    """

    kind = "software association"
    shape = "SoftwareAssociations"
    name_member = "SoftwareName"
    taggable = False

    def __init__(self, owner: Resource, software_name: str, status: str) -> None:
        super().__init__(owner.here, f"{owner.arn}/{software_name}")
        self.owner_arn = owner.arn
        self.software_name = software_name
        self.status = status
        #: Whether it is deployed when the builder starts the next time.
        self.is_due = False
        #: What its status will be when the deployment in progress is over; maybe GONE.
        self.comes_to: str | None = None
        self.error: Members | None = None

    def belongs_to(self) -> Iterator[str]:
        yield self.owner_arn

    def describe(self, state: str | None = None) -> Answer:
        described = {"SoftwareName": self.software_name, "Status": self.status}
        if self.status in FAILURES and self.error is not None:
            return {**described, "DeploymentError": [self.error]}
        return described
