"""Calls from payment channels and carriers: passed on unread; the capability itself checks their signature."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response

from services.chassis import ijson
from services.portal.api.case_ids import province_of
from services.portal.api.describing import Responses, problems
from services.portal.api.problems import Problem
from services.portal.api.sending import Command, about
from services.portal.api.window import Here

router = APIRouter(prefix="/callbacks", tags=["callbacks 外部通知"])

LARGEST = 16 * 1024
"""Characters of a notice, as contracts/types/notice-body.v1.json has it."""

_NOTICE: Responses = {
    204: {"description": "It is with the broker: it need not be sent again"},
    **problems("unreadable", "not-found", "too-large", "invalid", "unavailable", "unserved"),
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "*/*": {
                "schema": {"type": "string", "maxLength": LARGEST, "examples": ['{"order":"ORDER-1","status":"paid"}']}
            }
        },
    }
}

_ATTEMPT = re.compile("[1-9][0-9]{0,2}")

Signature = Annotated[
    str, Header(alias="X-Signature", max_length=256, description="hex HMAC-SHA256 of the body under the shared secret")
]
Sender = Annotated[str, Header(alias="X-Sender", min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]


@dataclass(frozen=True, slots=True)
class Notice:
    """What came from outside, unread, and the case it is about."""

    case: str
    province: str
    sender: str
    signature: str
    body: str

    def command(self, message_type: str, stream: str, sender_is: str) -> Command:
        """The command that passes it on. The same notice twice is one message, a mended signature is another."""
        data = {sender_is: self.sender, "body": self.body, "signature": self.signature}
        return Command(message_type, stream, self.case, self.province, data, about(data))


async def _notice(request: Request, case: str, province: str, signature: Signature, sender: Sender) -> Notice:
    if province_of(case) != province:
        raise Problem("not-found")
    try:
        body = (await request.body()).decode()
    except UnicodeDecodeError:
        raise Problem("unreadable") from None
    if len(body) > LARGEST:
        raise Problem("too-large")
    if not ijson.is_plain(body):
        raise Problem("unreadable")  # on the bus it would only be parked
    return Notice(case, province, sender, signature, body)


Given = Annotated[Notice, Depends(_notice)]


@router.post("/payments/{payment}/{case}/{province}", status_code=204, responses=_NOTICE, openapi_extra=_BODY)
async def payment_notice(here: Here, payment: str, notice: Given) -> Response:
    """A payment channel says what became of an order."""
    if payment != f"payment{notice.case.removeprefix('case')}":
        raise Problem("not-found")
    await here.sender.send(notice.command("payments.record-callback.v1", payment, "channel"))
    return Response(status_code=204)


@router.post("/logistics/{parcel}/{case}/{province}", status_code=204, responses=_NOTICE, openapi_extra=_BODY)
async def carrier_notice(here: Here, parcel: str, notice: Given) -> Response:
    """A carrier says where a parcel is."""
    first, _, attempt = parcel.rpartition("-")
    if first != f"parcel{notice.case.removeprefix('case')}" or not _ATTEMPT.fullmatch(attempt):
        raise Problem("not-found")
    await here.sender.send(notice.command("logistics.record-carrier-notice.v1", parcel, "carrier"))
    return Response(status_code=204)
