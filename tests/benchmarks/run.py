"""Where the time and the memory go, side by side with what there is to compare them with.

python tests/benchmarks/run.py                  all parts, which takes some minutes
python tests/benchmarks/run.py calls size       some of them
python tests/benchmarks/run.py --check          fails if a target is missed
"""

from __future__ import annotations

import argparse

import calls
import recording
import size
import start_up
import whole_tests

from moto_appstream.environment import aws_environment

PARTS = {
    "start_up": start_up.measure,
    "whole_tests": whole_tests.measure,
    "calls": calls.measure,
    "recording": recording.measure,
    "size": size.measure,
}


def main() -> int:
    """
    :returns: the exit status.
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part")
    parser.add_argument("--check", action="store_true", help="fail if a target is missed")
    parser.add_argument("--rounds", type=int, default=100, help="default: 100")
    options = parser.parse_args()
    with aws_environment("us-east-1"):
        targets = [
            target for part in options.parts or PARTS for target in PARTS[part](options.rounds)
        ]
    print(f"\n{'':66}{'measured':>9}{'target':>9}")
    for target in targets:
        missed = "" if target.is_met else "  MISSED"
        figures = f"{target.figure:9.4g}{target.limit:9g} {target.unit}"
        print(f"{target.what:66}{figures}{missed}")
    return int(options.check and not all(target.is_met for target in targets))


if __name__ == "__main__":
    raise SystemExit(main())
