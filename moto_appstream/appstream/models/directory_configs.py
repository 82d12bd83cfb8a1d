"""Directory configs: how fleets and image builders join a domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .family import Answer, Family, Resource


class DirectoryConfig(Resource):
    """A directory config."""

    kind = "directory config"
    shape = "DirectoryConfig"
    name_member = "DirectoryName"
    taggable = False


class DirectoryConfigs(Family[DirectoryConfig]):
    """The directory configs of one account in one region (rows dir-*)."""

    resource = DirectoryConfig

    def create_directory_config(self, directory_name: str, **members: Any) -> Answer:
        """Create a directory config (rows dir-*).

        :raises ResourceAlreadyExists: the name is taken.
        """
        config = DirectoryConfig(self.here, directory_name, self.members_of(members))
        return {"DirectoryConfig": self.add(config).describe()}

    def describe_directory_configs(
        self,
        directory_names: Sequence[str] = (),
        max_results: int | None = None,
        next_token: str | None = None,
    ) -> Answer:
        """Describe one page of directory configs."""
        configs, token = self.page(directory_names, next_token, max_results)
        return {"DirectoryConfigs": configs, "NextToken": token}

    def delete_directory_config(self, directory_name: str) -> Answer:
        """Delete a directory config that nothing uses.

        :raises ResourceNotFound: there is none of this name.
        :raises ResourceInUse: a fleet or an image builder uses it.
        """
        self.remove(self.get(directory_name))
        return {}
