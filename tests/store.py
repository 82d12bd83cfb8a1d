"""All that there is in this process, in plain values: to see that nothing has changed."""

from __future__ import annotations

import copy
from typing import Any

from moto_appstream.appstream.models import all_backends, backend_lock
from moto_appstream.appstream.models.collection import Collection
from moto_appstream.appstream.models.family import Operations
from moto_appstream.appstream.models.resource import Resource
from moto_appstream.appstream.schema import structure


def everything() -> dict[str, Any]:
    """Every resource of every account and region, and what a test has arranged.

    The states that a resource will come through are told by looking at a copy of its way, so that
    nothing has been looked at afterwards.
    """
    with backend_lock:
        found: dict[Any, Any] = {}
        for backend in all_backends():
            for name, operations in backend.operations.items():
                plain = {
                    attribute: _plain(value)
                    for attribute, value in vars(operations).items()
                    if attribute != "here" and not _is_empty(value)
                }
                if plain and not (backend.account_id == "" and not _seeded(operations)):
                    found[backend.account_id, backend.region_name, name] = plain
            if backend.account_id == "" and "arranged" in vars(backend):
                found["arranged"] = _plain(vars(backend.arranged))
        return copy.deepcopy(found)


def _is_empty(value: Any) -> bool:
    # A backend that a refused call has made is as good as none.
    return value is None or (hasattr(value, "__len__") and len(value) == 0)


def _seeded(operations: Operations) -> bool:
    """Whether there is more than AWS's base images, which appear when they are first asked for."""
    from moto_appstream.appstream.models.public_images import is_base_image

    resources = vars(operations).get("by_name", Collection()).values()
    return any(not is_base_image(one.name) for one in resources)


def _plain(value: Any) -> Any:
    if isinstance(value, Collection):
        return {key: _plain(item) for key, item in value.after()}
    if isinstance(value, Resource):
        attributes = {
            name: _reference(part)
            for name, part in vars(value).items()
            if name not in ("here", "_way", "arn", "_related")
        }
        return {"described": value.describe(), "coming": coming_states(value), **attributes}
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value if not hasattr(value, "__dict__") else {**vars(value)}


def _reference(value: Any) -> Any:
    # Resources that hold each other would go round for ever.
    if isinstance(value, Resource):
        return value.arn
    if isinstance(value, (list, tuple)):
        return [_reference(part) for part in value]
    if isinstance(value, dict):
        return {key: _reference(part) for key, part in value.items()}
    return value


def coming_states(resource: Resource) -> list[str | None]:
    """The states that the next three looks would show."""
    way = copy.deepcopy(resource._way)  # with its twin, if it has one
    states = []
    for _ in range(3):
        if way is not None:
            way.look()
        states.append(resource._state if way is None else way.current)
    return states


def images_and_fleets() -> dict[str, Any]:
    """Every image by its ARN, as its owner sees it, and the image of every fleet by its place."""
    known = structure("Image").members  # an older botocore lacks some
    images, fleets = {}, {}
    with backend_lock:
        for backend in all_backends():
            for _, image in backend.images.by_name.after():
                described = image.describe_to(backend.account_id)
                images[image.arn] = {
                    "image": {name: value for name, value in described.items() if name in known},
                    "coming": coming_states(image),
                    "tags": image.tags,
                    "grants": image.grants,
                }
            for name, fleet in backend.fleets.by_name.after():
                place = (backend.account_id, backend.region_name, name)
                fleets[place] = fleet.image and fleet.image.arn
    return copy.deepcopy({"images": images, "fleets": fleets})
