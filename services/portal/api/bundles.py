"""One thing (一件事): one form, several cases, one status."""

import re
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Security
from fastapi.responses import Response
from fastapi.security import APIKeyHeader

from services.portal.api import showing, words
from services.portal.api.bundle_models import BundleAccepted, BundleApplication, BundleApplied, BundleShown
from services.portal.api.bundling import bundle_command
from services.portal.api.callers import ACCESS_CODE, Caller
from services.portal.api.case_view import find
from services.portal.api.cases import IdempotencyKey
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.door import Lasting
from services.portal.api.models import Withdrawal
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.sending import Command, about
from services.portal.api.window import Here, said

router = APIRouter(prefix="/bundles", tags=["bundles 一件事"], route_class=Strictly)

BUNDLE = re.compile(r"bundle-(?P<province>[0-9]{6})-[0-9A-Z]{20}")

_TOLD = 'event: case\ndata: {"bundle": "bundle-530000-0123456789ABCDEFGHIJ"}\n\n'

_THEIRS = ("code-needed", "code-wrong", "not-found", "unavailable")
_READS: Responses = problems(*_THEIRS)

_code = APIKeyHeader(
    name=ACCESS_CODE,
    scheme_name="AccessCode",
    description="What the answer to the application gave out.",
    auto_error=False,
)


async def _their_bundle(bundle: str, here: Here, code: Annotated[str | None, Security(_code)]) -> str:
    if not BUNDLE.fullmatch(bundle):
        raise Problem("not-found")
    if not code:
        raise Problem("code-needed")
    if not here.case_ids.opens(bundle, code):
        raise Problem("code-wrong")
    return bundle


Theirs = Annotated[str, Depends(_their_bundle)]
"""The bundle in the path, once its access code was right."""


@router.post(
    "",
    status_code=202,
    responses={
        **answers(202, BundleApplied, "The form is on its way"),
        **problems(
            "unreadable", "citizens-sign-in-needed", "too-large", "invalid", "key-reused", "unavailable", "unserved"
        ),
    },
)
async def apply(
    here: Here, caller: Caller, form: BundleApplication, idempotency_key: IdempotencyKey = None
) -> Response:
    """Apply for one thing (一件事): one case for each part. Keep the access code: it opens them all."""
    command = await bundle_command(here, form, idempotency_key, caller)
    await here.sender.send(command)
    body = {**_accepted(command.subject), "access_code": here.case_ids.access_code(command.subject)}
    return said(body, 202, {"Location": f"/bundles/{command.subject}"})


@router.get("/{bundle}", responses={**answers(200, BundleShown, "The bundle"), **_READS})
async def get_bundle(here: Here, theirs: Theirs) -> Response:
    """Where each part stands, and at the end how each ended and why."""
    told = await find(here.reading, theirs)
    shown = showing.bundle(here.contracts.reasons(), here.case_ids, theirs, told)
    for part in shown["parts"]:
        if case := await find(here.reading, part["case"]):
            part.update(stage=case["stage"], stage_text=words.STAGES[case["stage"]])
    return said(shown)


@router.get(
    "/{bundle}/events",
    response_class=Response,
    responses={
        200: {
            "description": "Events `case` with the bundle as in GET /bundles/{bundle}, without the parts' stages",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _TOLD}},
        },
        **_READS,
    },
)
async def follow(here: Here, theirs: Theirs) -> Response:
    """The bundle now, when its parts are known and when they have ended, as server-sent events."""
    show = partial(showing.bundle, here.contracts.reasons(), here.case_ids, theirs)
    return Lasting(partial(here.follower.serve, theirs, show), "text/event-stream", {"X-Accel-Buffering": "no"})


@router.post(
    "/{bundle}/withdrawal",
    status_code=202,
    responses={
        **answers(202, BundleAccepted, "On its way"),
        **problems(*_THEIRS, "unreadable", "too-large", "invalid", "unserved"),
    },
)
async def withdraw(here: Here, theirs: Theirs, body: Withdrawal) -> Response:
    """Withdraw what is not decided yet (撤回); what is decided goes on."""
    data = body.model_dump()
    told = await find(here.reading, theirs) or {}
    province, actor = theirs.split("-")[1], told.get("applicant")
    command = Command("cases.withdraw-application.v1", theirs, theirs, province, data, about(data), actor)
    await here.sender.send(command)
    return said(_accepted(theirs), 202)


def _accepted(bundle: str) -> dict[str, object]:
    return {"bundle": bundle, "links": {"self": f"/bundles/{bundle}", "events": f"/bundles/{bundle}/events"}}
