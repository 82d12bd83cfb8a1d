"""Contenders side by side: each round takes one sample of every one of them, in turn.

The time is that of the processor, since none of them waits for anything. What slows the machine
for a while slows all of them, and a ratio is the median of the ratios of the rounds. The garbage
collector runs between the samples and not within, for everybody.

pytest-benchmark and pyperf take all samples of one contender before those of the next.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import process_time

WARM_UP = 3  # rounds


@dataclass(frozen=True, eq=False)
class Contender:
    """
    :param call: what is timed.
    :param prepare: runs before each sample, and is not timed.
    """

    name: str
    call: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


# The seconds that one call took, round by round.
Samples = dict[Contender, list[float]]


@dataclass(frozen=True)
class Target:
    """A figure, and what it may be at most."""

    what: str
    figure: float
    limit: float
    unit: str = "x"

    @property
    def is_met(self) -> bool:
        return self.figure <= self.limit


def compare(contenders: Sequence[Contender], *, rounds: int, calls: int) -> Samples:
    """
    :param calls: how many of them are one sample.
    """
    gc.freeze()  # what is there by now need not be looked through again and again
    samples: Samples = {contender: [] for contender in contenders}
    for _ in range(WARM_UP + rounds):
        for contender in contenders:
            contender.prepare()
            with timed() as watch:
                for _ in range(calls):
                    contender.call()
            samples[contender].append(watch.seconds / calls)
    gc.unfreeze()
    return {contender: times[WARM_UP:] for contender, times in samples.items()}


class Watch:
    seconds = 0.0


@contextmanager
def timed() -> Iterator[Watch]:
    """The time that the block takes, once it is over."""
    watch = Watch()
    gc.collect()
    gc.disable()
    start = process_time()
    try:
        yield watch
    finally:
        watch.seconds = process_time() - start
        gc.enable()


def ratio(times: Sequence[float], reference: Sequence[float]) -> float:
    return median(time / other for time, other in zip(times, reference, strict=True))


def show(title: str, rows: dict[str, list[float]], reference: str) -> None:
    """Print the medians, and how many times that of the reference they are."""
    print(f"\n{title}", flush=True)
    for name, times in rows.items():
        print(f"  {name:50}{median(times) * 1e6:12,.0f} us{ratio(times, rows[reference]):9.3f} x")
