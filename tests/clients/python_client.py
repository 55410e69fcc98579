"""The Python client in the scene that clients.test.mjs sets up."""

import os

from proofmark_client import Proofmark, ProofmarkError
from proofmark_client.generated.api.achievements import create_achievement
from proofmark_client.generated.api.credentials import issue_credential, list_credentials, revoke_credential
from proofmark_client.generated.api.documents import get_credential_document
from proofmark_client.generated.api.organization import get_organization
from proofmark_client.generated.api.verification import verify_credential
from proofmark_client.generated.models import IssueRequest, NewAchievement, Reason

SCENE = {name.removeprefix("SCENE_"): value for name, value in os.environ.items() if name.startswith("SCENE_")}


def refused(status: int, code: str, operation, *arguments, **named) -> ProofmarkError:
    try:
        operation(*arguments, **named)
    except ProofmarkError as error:
        assert (error.status, error.code) == (status, code), error
        return error
    raise AssertionError(f"not refused with {code}")


def issue(achievement_id: str, name: str) -> IssueRequest:
    recipient = {"name": name, "email": f"{name}@example.com"}
    return IssueRequest.from_dict({"achievementId": achievement_id, "recipient": recipient})


proofmark = Proofmark(SCENE["LOSSY_URL"], SCENE["KEY"], sleep=lambda seconds: None)
achievement = proofmark.call(
    create_achievement,
    body=NewAchievement.from_dict(
        {"name": "Welding 101", "description": "Can weld.", "criteria": {"narrative": "Weld two plates."}}
    ),
)
for name in ["Ada", "Grace", "Hedy"]:
    proofmark.call(issue_credential, body=issue(achievement.id, name))
issued = [each.id for each in proofmark.every_item(list_credentials, achievement_id=achievement.id, limit=2)]
assert len(issued) == len(set(issued)) == 3, "each was issued once, on two pages"

revoked = proofmark.call(revoke_credential, issued[0], body=Reason(reason="Issued by mistake"))
assert revoked.status == "revoked", revoked.status
public = Proofmark(SCENE["URL"])
assert public.call(verify_credential, issued[0]).status == "revoked"
assert public.call(get_credential_document, f"{issued[0]}.json") is not None

faults = refused(422, "validation_failed", proofmark.call, issue_credential, body=issue("?", "")).details
assert any(fault["pointer"].startswith("/recipient") for fault in faults), faults

waits: list[float] = []
hasty = Proofmark(SCENE["LIMITED_URL"], SCENE["LIMITED_KEY"], retries=2, sleep=waits.append)


def ask_too_often() -> None:
    for _ in range(20):
        hasty.call(get_organization)


refused(429, "rate_limited", ask_too_often)
assert len(waits) == 2 and all(1 <= wait <= 60 for wait in waits), waits
print("all of it works")
