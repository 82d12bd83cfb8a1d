"""Pages of a listing, and the tokens that lead from one to the next (row image-describe-token)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

from moto.moto_api._internal import mock_random

from ..exceptions import InvalidNextToken

Item = TypeVar("Item")

# A place in a listing. It is the key of the last item shown, or its place among the names asked
# for, and not how many were shown: what is added or deleted meanwhile makes nothing stand twice
# and nothing be skipped.
Position = Any


# Far more than tests walk through at once; a token takes about 400 bytes.
MOST_TOKENS = 10_000


class Pages:
    """The tokens that one backend has handed out.

    It knows the last 10,000; an older one is as good as never handed out. Of the filters that a
    token goes with it keeps a digest, since they may be as long as a request can be.

    :ivar secret: tokens are made with it, so that they say nothing and cannot be forged; each
        backend has its own, and a new one after a reset.
    """

    def __init__(self) -> None:
        self._secret = mock_random.getrandbits(256).to_bytes(32, "big")
        # In the order in which they were last handed out.
        self._handed_out: dict[str, tuple[bytes, Position]] = {}

    def position_of(self, token: str | None, filters: object) -> Position:
        """Where the page begins that a token leads to; None without a token.

        :raises InvalidNextToken: it was not handed out for these filters, or too long ago.
        """
        if token is None:
            return None
        digest, position = self._handed_out.get(token, (None, None))
        if digest != self._digest_of(filters):
            raise InvalidNextToken
        return position

    def cut(
        self, entries: Iterable[tuple[Position, Item]], size: int, filters: object
    ) -> tuple[list[Item], str | None]:
        """The first page of some entries, and the token of the next if there is one."""
        page = list(islice(entries, size + 1))
        token = None
        if len(page) > size:
            del page[size:]
            token = self._token_for(page[-1][0], filters)
        return [item for _, item in page], token

    def _token_for(self, position: Position, filters: object) -> str:
        # The same place has the same token, so that polling does not pile up tokens.
        digest = self._digest_of(filters)
        token = self._digest_of((digest, position)).hex()
        self._handed_out.pop(token, None)
        self._handed_out[token] = digest, position
        if len(self._handed_out) > MOST_TOKENS:
            del self._handed_out[next(iter(self._handed_out))]
        return token

    def _digest_of(self, content: object) -> bytes:
        return blake2b(repr(content).encode(), key=self._secret, digest_size=32).digest()
