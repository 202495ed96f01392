"""EMS (邮政速递): forms in capitals, times of Beijing, HMAC-SM3 in base64 as `CHK_CODE`; an order is an EMS_ORD_NO.

The names are those of the provincial interfaces after GB/T 39046; everything it is asked and everything it says
is signed, over the fields in the order of their names.
"""

import base64
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from services.chassis.clock import now
from services.chassis.forms import Form, authenticated, beijing, moment_of, read_form, same
from services.chassis.outside import Outside
from services.chassis.statements import Unusable, reference, text
from services.chassis.vocabulary import OutsideUnavailable
from services.logistics.addresses import label, split
from services.logistics.carriers import Step, Wanted
from services.logistics.settings import Settings
from services.logistics.words import EMS_INCIDENTS, EMS_STEPS, UNNAMED

TRY_AGAIN = ("500", "503")
"""Rtn_Code of trouble at EMS; every other but 0 is a no."""

BY_CODE = "2"
"""SIGN_TYPE of a parcel that is signed for with a code (凭码签收)."""

_COUNT = re.compile("0|[1-9][0-9]{0,8}")


def chk_code(fields: Form, secret: str) -> str:
    """The signature of a form: HMAC-SM3 over its other fields, in base64."""
    return base64.b64encode(authenticated(fields, secret, "CHK_CODE")).decode()


def signed(fields: Form, secret: str) -> str:
    """The form with its CHK_CODE."""
    return urlencode({**fields, "CHK_CODE": chk_code(fields, secret)})


class Ems:
    """`POST /orders`; the same EMS_ORD_NO is the same parcel."""

    def __init__(self, settings: Settings) -> None:
        self.name, self._secret = settings.ems_name, settings.ems_secret
        self._outside = Outside("EMS", settings.ems_url, settings.carrier_timeout)

    def book(self, wanted: Wanted) -> str | None:
        """Ask for one parcel to be carried, from the office or to it."""
        body = signed(order(wanted) | {"SENDTIME": beijing(now())}, self._secret).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, answered = self._outside.exchange("/orders", body, headers)
        if status != 200:
            raise OutsideUnavailable(f"EMS answers {status}")
        try:
            said = self._genuine(answered)
            code = text(said, "Rtn_Code")
            if code in TRY_AGAIN:
                raise OutsideUnavailable(f"EMS answers Rtn_Code {code}")
            return reference(said, "MAIL_NUM") if code == "0" else None
        except Unusable as fault:
            raise OutsideUnavailable(f"EMS's answer: {fault}") from None

    def disbelief(self, body: str, signature: str) -> str | None:
        """Believe what is signed with the shared secret, over the fields and not the bytes."""
        try:
            genuine = same(chk_code(read_form(body), self._secret), signature)
        except Unusable:
            genuine = False
        return None if genuine else "signature-invalid"

    def step(self, body: str) -> Step:
        """Read a call: TRACE_CODE and REASON_CODE by the tables, TRACE_SEQ counts the steps."""
        said = read_form(body)
        trace, count = text(said, "TRACE_CODE"), text(said, "TRACE_SEQ")
        if trace not in EMS_STEPS:
            raise Unusable("TRACE_CODE is none of those agreed")
        if not _COUNT.fullmatch(count):
            raise Unusable("TRACE_SEQ is not a whole number from 0 on")
        return Step(
            tracking_number=reference(said, "MAIL_NUM"),
            sequence=int(count),
            status=EMS_STEPS[trace],
            at=moment_of(text(said, "TRACE_TIME")),
            incident=EMS_INCIDENTS.get(said.get("REASON_CODE", ""), UNNAMED),
            code=said.get("SIGN_CODE", ""),
        )

    def _genuine(self, answered: bytes) -> Form:
        said = read_form(answered)
        if not same(chk_code(said, self._secret), said.get("CHK_CODE", "")):
            raise Unusable("not signed by it")
        return said


def order(wanted: Wanted) -> dict[str, str]:
    """The order's fields. POST_TYPE 1 brings to the applicant, 2 fetches there; the label shows neither fully."""
    province, case = wanted.parcel.split("-")[1], wanted.parcel.removeprefix("parcel-").rpartition("-")[0]
    office = {"name": wanted.office.name, "address": wanted.office.address, "phone": wanted.office.phone}
    collects = wanted.kind == "collect"
    sender, receiver = (wanted.to, office) if collects else (office, wanted.to)
    return {
        "EMS_ORD_NO": wanted.parcel,
        "POST_TYPE": "2" if collects else "1",
        "NET_TYPE": "1",
        "BUSS_TYPE": "1" if wanted.kind == "result" else "2",
        "ISSEND": "2" if collects else "1",
        "ZWFWZX_CODE": province,
        "INTERNAL_NO": f"case-{case}",
        "ORGNAME": wanted.office.name,
        "ORGID": province,
        **_party("SEND", sender),
        **_party("RCV", receiver),
        "ITEM": "办理结果" if wanted.kind == "result" else "材料原件 " + " ".join(wanted.materials),
        "LABEL": label(receiver.get("name", ""), receiver.get("phone", ""), receiver.get("address", "")),
        "NOTIFY_URL": wanted.notify_url,
        **({"SIGN_TYPE": BY_CODE} if wanted.by_code else {}),
    }


def _party(which: str, party: Mapping[str, str]) -> dict[str, str]:
    """The spellings COUNTRY (for the county) and STRECT are the interface's own."""
    where = split(party.get("address", ""))
    parts = {"PROV": where.province, "CITY": where.city, "COUNTRY": where.county, "STRECT": where.street}
    whom = {"NAME": party.get("name", ""), "PHONE": party.get("phone", ""), "POSTCODE": party.get("postcode", "")}
    return {f"{which}_{name}": value for name, value in {**whom, **parts}.items()}
