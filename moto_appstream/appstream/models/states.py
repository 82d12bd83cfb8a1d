"""The states that a resource passes through."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from moto.moto_api._internal.managed_state_model import ManagedState

# The end of a way that a deletion takes: a resource in this state is forgotten.
GONE = "GONE"


class Way(ManagedState):
    """The states that a resource passes through, at the pace that moto's state manager sets.

    :param model_name: the name by which the pace is set, such as ``appstream::fleet``.
    :param states: the first, those between, and the last.
    """

    def __init__(self, model_name: str, states: Sequence[str]) -> None:
        super().__init__(model_name, transitions=list(pairwise(states)))
        self._states = states
        self._twin: Way | None = None

    @property
    def current(self) -> str | None:
        """The state as of now: the last one not before the twin has come to its last one, too."""
        status = self.status
        twin = self._twin
        if status == self._states[-1] and twin is not None and twin.status != twin._states[-1]:
            return self._states[-2]
        return status

    def look(self) -> None:
        """Count one look, for the twin as well."""
        self.advance()
        if self._twin is not None:
            self._twin.advance()

    def end_with(self, twin: Way) -> None:
        """Come to the last state in the same step as another way."""
        self._twin, twin._twin = twin, self
