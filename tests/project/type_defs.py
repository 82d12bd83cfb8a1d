"""The types of what ``seed`` takes and gives, made from the service model.

python tests/project/type_defs.py    writes moto_appstream/type_defs.py anew
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import cast

from botocore import model, xform_name

from moto_appstream import seed
from moto_appstream.appstream.exceptions import COMMON_ERRORS
from moto_appstream.appstream.models.images import Image
from moto_appstream.appstream.schema import service_model
from moto_appstream.seeding import create

FILE = Path(__file__).parents[2] / "moto_appstream" / "type_defs.py"

HEADER = '''"""What ``seed`` takes and gives, for type checkers: nothing imports this at run time.

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
'''

# What the functions of seed have as arguments of their own.
PLACE = {"region": "str | None", "account_id": "str | None"}


class TypeDefs:
    """The text of the file, put together."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self._literal("OperationName", sorted(service_model().operation_names))
        codes = {error.name for error in service_model().error_shapes} | COMMON_ERRORS.keys()
        self._literal("ErrorCode", sorted(codes))
        self._typed_dict("Quotas", dict.fromkeys(create.quota_names(), "int | None"))
        members = dict(_members_of_image())
        self._typed_dict("ImageArguments", self._arguments(members))
        own = {
            "tags": "Mapping[str, str] | None",
            "shared_with": "Sequence[str] | Mapping[str, ImagePermissionsMembers]",
            "created_time": "datetime | str | None",
            "then": "ImageState | None",
        }
        for one, apart in Image.apart.items():
            listed = self._argument(service_model().shape_for(apart.shape))
            own[xform_name(one)] = f"{listed} | None"
        self._typed_dict("ImageEntry", {"name": "Required[str]", **PLACE, **own}, "ImageArguments")
        self.type_def("Image")
        self.type_def("Session")
        sections = {"images": "Sequence[ImageEntry] | None"}
        for section, kind in create.sections().items():
            name = f"{kind.shape}Arguments"
            members = {
                one: shape for one, shape in create.members(section).items() if one != "Name"
            }
            needed = {xform_name(one) for one in create.required(section)}
            self._typed_dict(name, self._arguments(members, needed - {"name"}))
            named = {"name": "Required[str]"} if "Name" in create.members(section) else {}
            self._typed_dict(f"{kind.shape}Entry", {**named, **PLACE}, name)
            self.type_def(kind.shape)
            sections[section] = f"Sequence[{kind.shape}Entry] | None"
        for section in seed.section_names():
            sections.setdefault(section, "Sequence[Mapping[str, object]] | None")
        self._typed_dict("Sections", sections)

    def text(self) -> str:
        """The file, as ruff formats it."""
        ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(FILE), "-"]
        written = HEADER + "".join(self.parts.values())
        return subprocess.run(
            ruff, input=written, capture_output=True, text=True, check=True
        ).stdout

    def type_def(self, name: str) -> str:
        """A structure as AWS answers it."""
        shape = service_model().shape_for(name)
        assert isinstance(shape, model.StructureShape)
        named = f"{name}TypeDef"
        if named not in self.parts:
            members = {one: self._answer(inner) for one, inner in shape.members.items()}
            self._typed_dict(named, members, is_total=True)
        return named

    def _answer(self, shape: model.Shape) -> str:
        if isinstance(shape, model.StructureShape):
            return self.type_def(shape.name)
        if isinstance(shape, model.ListShape):
            return f"list[{self._answer(shape.member)}]"
        if isinstance(shape, model.MapShape):
            return f"dict[{self._answer(shape.key)}, {self._answer(shape.value)}]"
        return "datetime" if shape.type_name == "timestamp" else self._scalar(shape)

    def _arguments(
        self, members: dict[str, model.Shape], needed: set[str] | frozenset[str] = frozenset()
    ) -> dict[str, str]:
        typed = {}
        for member, shape in members.items():
            name, value = xform_name(member), self._argument(shape)
            typed[name] = f"Required[{value}]" if name in needed else f"{value} | None"
        return typed

    def _argument(self, shape: model.Shape) -> str:
        if isinstance(shape, model.StructureShape):
            name = f"{shape.name}Members"
            if name not in self.parts:
                self._typed_dict(name, self._arguments(dict(shape.members)))
            return name
        if isinstance(shape, model.ListShape):
            return f"Sequence[{self._argument(shape.member)}]"
        if isinstance(shape, model.MapShape):
            return f"Mapping[{self._argument(shape.key)}, {self._argument(shape.value)}]"
        return "datetime | str" if shape.type_name == "timestamp" else self._scalar(shape)

    def _scalar(self, shape: model.Shape) -> str:
        values = getattr(shape, "enum", None)
        if values:
            if shape.name not in self.parts:
                self._literal(shape.name, values)
            return shape.name
        return {"string": "str", "boolean": "bool"}.get(shape.type_name, "int")

    def _literal(self, name: str, values: list[str]) -> None:
        lines = "".join(f'    "{value}",\n' for value in values)
        self.parts[name] = f"\n{name} = Literal[\n{lines}]\n"

    def _typed_dict(
        self, name: str, members: dict[str, str], base: str = "TypedDict", is_total: bool = False
    ) -> None:
        total = "" if is_total else ", total=False"
        lines = (
            "".join(f"    {member}: {value}\n" for member, value in members.items()) or "    pass\n"
        )
        self.parts[name] = f"\n\nclass {name}({base}{total}):\n{lines}"


def _members_of_image() -> list[tuple[str, model.Shape]]:
    """The members of an image that are no arguments of seed.image by another name."""
    image = cast(model.StructureShape, service_model().shape_for("Image"))
    own = ("Name", "CreatedTime", "ImageSharedWithOthers")
    return [(name, shape) for name, shape in image.members.items() if name not in own]


if __name__ == "__main__":
    FILE.write_text(TypeDefs().text(), encoding="utf-8")
