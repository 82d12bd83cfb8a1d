"""Which license-included applications there are, and where they can be installed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from .. import exceptions
from .resource import Members

_PRODUCTS = (
    "Office_{}_LTSC_Professional_Plus",
    "Office_{}_LTSC_Standard",
    "Visio_{}_LTSC_Professional",
    "Visio_{}_LTSC_Standard",
    "Project_{}_Professional",
    "Project_{}_Standard",
)
#: The version and the architecture of each application that there is.
SOFTWARE = {
    f"Microsoft_{product.format(version)}_{architecture}": (version, architecture)
    for product in _PRODUCTS
    for version in ("2021", "2024")
    for architecture in ("32Bit", "64Bit")
}
#: The platforms of each version.
PLATFORMS = {
    "2021": ("WINDOWS_SERVER_2019", "WINDOWS_SERVER_2022", "WINDOWS_SERVER_2025"),
    "2024": ("WINDOWS_SERVER_2022", "WINDOWS_SERVER_2025"),
}
_FIRST_AGENT = "10-02-2025"
_AGENT_DATE = "%m-%d-%Y"


def check_names(names: Sequence[str]) -> None:
    """
    :raises InvalidParameterCombination: there is no software of such a name (software-names).
    """
    for name in names:
        if name not in SOFTWARE:
            raise exceptions.InvalidParameterCombination(
                f"There is no software {name}. Valid names are: {', '.join(SOFTWARE)}."
            )


def check_mix(names: Collection[str]) -> None:
    """
    :raises InvalidParameterCombination: they do not go together on one builder (software-mix).
    """
    versions = sorted({SOFTWARE[name][0] for name in names})
    architectures = sorted({SOFTWARE[name][1] for name in names})
    for what, values in (("version", versions), ("architecture", architectures)):
        if len(values) > 1:
            raise exceptions.InvalidParameterCombination(
                f"The software of an image builder must have one {what}, not "
                f"{' and '.join(values)}."
            )


def check_platform(names: Sequence[str], builder: Members) -> None:
    """
    :param builder: the members of the image builder.
    :raises IncompatibleImage: it cannot have this software (software-platform).
    """
    platform, agent = builder.get("Platform"), builder["AppstreamAgentVersion"]
    for name in names:
        version, _ = SOFTWARE[name]
        if platform not in PLATFORMS[version]:
            raise exceptions.IncompatibleImage(
                f"The software {name} is not available for the platform {platform}."
            )
        if _is_older(agent, _FIRST_AGENT):
            raise exceptions.IncompatibleImage(
                f"The software {name} needs an agent of {_FIRST_AGENT} or later, not {agent}."
            )


def _is_older(agent: str, than: str) -> bool:
    try:
        return datetime.strptime(agent, _AGENT_DATE) < datetime.strptime(than, _AGENT_DATE)
    except ValueError:  # a version that is no date: a test has it from somewhere else
        return False
