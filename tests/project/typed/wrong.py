"""Uses of seed that a type checker refuses: each line says which word its error has."""

from __future__ import annotations

from moto_appstream import mock_appstream, seed


def as_in_a_test() -> None:
    seed.image("golden", plattform="WINDOWS_SERVER_2022")  # error: plattform
    seed.image("golden", state=3)  # error: state
    seed.image("golden", state="AVAILIBLE")  # error: AVAILIBLE
    seed.image("golden", applications=[{"nam": "editor"}])  # error: nam
    seed.image("golden", created_time=2026)  # error: created_time
    seed.image()  # error: name
    seed.image("golden")["Arm"]  # error: Arm
    seed.fleet("production", desired=2)  # error: desired
    seed.fleet("production", fleet_type="SPARE")  # error: SPARE
    seed.failure("CopyImages", "LimitExceededException")  # error: CopyImages
    seed.failure("CopyImage", "LimitExceeded")  # error: LimitExceeded
    seed.quotas(fleet=3)  # error: fleet
    seed.everything(image=[])  # error: image
    seed.everything(stacks=[{"nam": "lab"}])  # error: nam
    seed.answer("DescribeSessions", [])  # error: answer
    mock_appstream().calls.of(operation="CopyImage")  # error: operation
    print(mock_appstream().calls[0].code)  # error: code
