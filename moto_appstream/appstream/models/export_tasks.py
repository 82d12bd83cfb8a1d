"""Export image tasks: an own image becomes an AMI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random

from .. import exceptions
from .family import Family, page_size
from .images import AVAILABLE, Image
from .lookups import check_role, has_own_ami
from .resource import Answer, Members, Resource, Tags
from .switches import is_on

if TYPE_CHECKING:
    from . import AppStreamBackend

EXPORTING = "EXPORTING"
COMPLETED = "COMPLETED"
FAILED = "FAILED"
TIMED_OUT = "TIMED_OUT"

_PLATFORMS = ("WINDOWS_SERVER_2022", "WINDOWS_SERVER_2025")
_TASKS_PER_PAGE = 50
_MOST_TASKS_PER_PAGE = 500

# The member that each filter is held against (row export-filters).
_FILTERS = {
    "image-arn": "ImageArn",
    "state": "State",
    "ami-name": "AmiName",
    "task-id": "TaskId",
}


class ExportImageTask(Resource):
    """The task that exports an image."""

    kind = "export image task"
    shape = "ExportImageTask"
    name_member = "TaskId"
    taggable = False

    def __init__(self, here: AppStreamBackend, image: Image, members: Members) -> None:
        super().__init__(here, str(mock_random.uuid4()), {"ImageArn": image.arn, **members})
        #: The AMI that it makes, once it is known.
        self.ami_id: str | None = None
        #: Whether moto's EC2 was given this AMI, and tells from then on whether it is there.
        self.is_in_ec2 = False

    @classmethod
    def create_operation(cls) -> str:
        return ""  # a task tells what has happened: no seed file lets it happen again

    def look(self) -> None:
        super().look()
        self.make_ami()

    def make_ami(self) -> None:
        """Make the AMI of a task that is COMPLETED, if it has none yet (row export-ami)."""
        if self.state == COMPLETED and self.ami_id is None:
            self.is_in_ec2 = is_on("export_amis")
            self.ami_id = _registered_ami(self) if self.is_in_ec2 else _new_ami_id()

    def takes(self, ami_name: str) -> bool:
        """Whether no other AMI can have this name because of this task (row export-name)."""
        has_failed = self.state in (FAILED, TIMED_OUT)
        return self.members["AmiName"] == ami_name and not has_failed and not self.is_in_ec2

    def describe(self, state: str | None = None) -> Answer:
        described = super().describe(state)
        del described["CreatedTime"], described["Arn"]
        described["CreatedDate"] = self.created_time
        if described["State"] == COMPLETED and self.ami_id is not None:
            described["AmiId"] = self.ami_id
        return described


class ExportTasks(Family[ExportImageTask]):
    """The export image tasks of one account in one region (rows export-*)."""

    resource = ExportImageTask

    def __init__(self, here: AppStreamBackend) -> None:
        super().__init__(here)
        #: The states and errors that the next tasks end with.
        self.failures: Sequence[tuple[str, Members]] = ()

    def create_export_image_task(
        self,
        image_name: str,
        ami_name: str,
        iam_role_arn: str,
        tag_specifications: Tags | None = None,
        ami_description: str | None = None,
    ) -> Answer:
        """Export an own image as an AMI (rows export-*).

        :raises ResourceNotFound: no own image has this name.
        :raises ResourceNotAvailable: the image is not AVAILABLE.
        :raises OperationNotPermitted: its platform cannot be exported, or the AMI's name is taken.
        :raises InvalidRole: moto's IAM lacks the role, and ``check_roles`` is on.
        """
        image = self.here.images.in_state(image_name, AVAILABLE)
        if image.members.get("Platform") not in _PLATFORMS:
            raise exceptions.OperationNotPermitted(
                f"The platform of the image {image_name} cannot be exported; "
                f"choose from {', '.join(_PLATFORMS)}."
            )
        if has_own_ami(self.here, ami_name) or any(
            task.takes(ami_name) for task in self.by_name.values()
        ):
            raise exceptions.OperationNotPermitted(f"The AMI {ami_name} already exists.")
        check_role(iam_role_arn)
        members = {
            "AmiName": ami_name,
            "AmiDescription": ami_description or None,
            "TagSpecifications": dict(tag_specifications) if tag_specifications else None,
        }
        task = ExportImageTask(self.here, image, members)
        if self.failures:
            (state, error), *self.failures = self.failures
            task.goes(EXPORTING, state, outcome={"ErrorDetails": [error]})
        else:
            task.goes(EXPORTING, COMPLETED)
        self.add(task)
        answer = {"ExportImageTask": task.describe(EXPORTING)}
        task.make_ami()  # last: what moto's EC2 has is not undone when a call is refused
        return answer

    def get_export_image_task(self, task_id: str | None = None) -> Answer:
        """Describe a task (row export-get).

        :raises InvalidRequest: there is no TaskId.
        :raises ResourceNotFound: there is no such task.
        """
        if task_id is None:
            raise exceptions.InvalidRequest(
                "1 validation error detected: Value null at 'taskId' failed to satisfy "
                "constraint: Member must not be null"
            )
        (described,) = self.look_at([self.get(task_id)])
        return {"ExportImageTask": described}

    def list_export_image_tasks(
        self,
        filters: Sequence[Mapping[str, Any]] = (),
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of tasks, the newest first (rows export-list, export-filters).

        :raises InvalidRequest: a filter has an unknown name.
        :raises InvalidNextToken: the token was not handed out for these filters.
        """
        for one in filters:
            if one["Name"] not in _FILTERS:
                raise exceptions.InvalidRequest(
                    f"{one['Name']} is not the name of a filter; choose from {', '.join(_FILTERS)}."
                )
        asked = tuple((one["Name"], tuple(one["Values"])) for one in filters)
        key = (ExportImageTask.kind, asked)
        start = self.here.pages.position_of(next_token, key)
        size = page_size(max_results or _TASKS_PER_PAGE, _MOST_TASKS_PER_PAGE)
        page, token = self.here.pages.cut(self._newest_first(asked, start), size, key)
        by_state = any(name == "state" for name, _ in asked)
        tasks = [task.describe() for task in page] if by_state else self.look_at(page)
        return {"ExportImageTasks": tasks, "NextToken": token}

    # What no operation does

    def fail_next(self, code: str, message: str, state: str = FAILED) -> None:
        """Let the next task end FAILED, or TIMED_OUT (row export-done).

        :param code: the code of its error.
        :param message: the message of its error.
        """
        error = {"ErrorCode": code, "ErrorMessage": message}
        self.failures = [*self.failures, (state, error)]

    def _newest_first(
        self, filters: Sequence[tuple[str, Sequence[str]]], after: Any
    ) -> Iterator[tuple[Any, ExportImageTask]]:
        """The tasks that hold against all filters, after a place in the listing.

        Whoever asks for a state has looked at each task that is judged by it: else whoever polls
        for the COMPLETED ones would wait for ever, at a pace that goes by looks.
        """
        by_state = [values for name, values in filters if name == "state"]
        others = [(_FILTERS[name], values) for name, values in filters if name != "state"]
        # A test may set its clock back: two tasks may be of one moment.
        placed = [((task.created_time, task.name), task) for task in self.by_name.values()]
        for place, task in sorted(placed, key=lambda entry: entry[0], reverse=True):
            if after is not None and place >= after:
                continue
            described = task.describe()
            if not all(described[member] in values for member, values in others):
                continue
            if by_state:
                task.look()
            if all(task.state in values for values in by_state):
                yield place, task


def _new_ami_id() -> str:
    return f"ami-{mock_random.getrandbits(68):017x}"


def _registered_ami(task: ExportImageTask) -> str:
    """The id of the AMI that moto's EC2 has from now on (row export-ami)."""
    from moto.ec2.models import ec2_backends

    ec2: Any = ec2_backends[task.here.account_id][task.here.region_name]
    ami = ec2.register_image(
        name=task.members["AmiName"], description=task.members.get("AmiDescription")
    )
    # RegisterImage of moto takes no more than a name; only such an AMI could be imported again.
    ami.platform, ami.architecture, ami.virtualization_type = "windows", "x86_64", "hvm"
    if tags := task.members.get("TagSpecifications"):
        ami.add_tags(dict(tags))
    ami_id: str = ami.id
    return ami_id
