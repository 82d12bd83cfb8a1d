"""Uses of seed that a type checker lets through."""

from __future__ import annotations

from datetime import datetime, timezone

from moto_appstream import mock_appstream, seed


def as_in_a_test() -> None:
    with mock_appstream() as mock:
        image = seed.image(
            "golden",
            platform="WINDOWS_SERVER_2022",
            applications=[{"name": "editor", "icon_s3_location": {"s3_bucket": "icons"}}],
            tags={"team": "desktop"},
            shared_with={"111122223333": {"allow_fleet": True}},
            created_time=datetime(2026, 11, 1, tzinfo=timezone.utc),
            state="PENDING",
            then="AVAILABLE",
        )
        arn: str = image["Arn"]
        created: datetime = image["CreatedTime"]
        fleet = seed.fleet(
            "production",
            image_name="golden",
            state="RUNNING",
            compute_capacity={"desired_instances": 2},
        )
        desired: int = fleet["ComputeCapacityStatus"]["Desired"]
        seed.stack("lab", user_settings=[{"action": "FILE_UPLOAD", "permission": "ENABLED"}])
        seed.user("jane@example.com", enabled=False, account_id="111122223333")
        seed.failure("CopyImage", "LimitExceededException", times=2)
        seed.answer("DescribeSessions", {"Sessions": []}, times=2)
        seed.answer("ExpireSession", lambda parameters: {}, region="us-west-2")
        seed.quotas(fleets=3, images=None, region="us-west-2")
        seed.everything(
            images=[{"name": "silver", "region": "us-west-2"}],
            fleets=[{"name": "spare", "image_name": "silver", "region": "us-west-2"}],
            fleet_associations=[{"fleet_name": "production", "stack_name": "lab"}],
        )
        session: str = seed.session(stack="lab", fleet="production")["Id"]
        print(arn, created, desired, session, seed.unused())
        print(mock.calls.of("CopyImage").one().parameters["SourceImageName"])
