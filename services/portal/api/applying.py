"""Applying: is it an application that the item can take, which case does it become, what is sent."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

from services.chassis import codec
from services.portal.access import Citizen
from services.portal.api import rules
from services.portal.api.agents import Agent, agent_of
from services.portal.api.case_ids import CaseIds
from services.portal.api.catalogue import Catalogue, Item, in_province
from services.portal.api.dates import today
from services.portal.api.models import Applicant, Application, Consent
from services.portal.api.privacy import Privacy
from services.portal.api.problems import Problem
from services.portal.api.reading import Reading
from services.portal.api.rules import Fault
from services.portal.api.sending import Command

VIEW = "keys"

_FURTHER = {"consents", "commitment", "decided_in", "review"}

REMEMBERED = 10_000
"""Keys that one process remembers: far more than can come in before the view has caught up."""


class Keys:
    """Makes sure that one Idempotency-Key means one application in one province.

    The same application under the same key has the same case number, so it needs no memory. Another one under
    that key is found by the numbers' common beginning: here for what this process took in lately, in the view for
    the rest. What another process took in within the last moment (until its event is in the view) goes unnoticed.
    """

    def __init__(self, case_ids: CaseIds, reading: Reading) -> None:
        self._case_ids, self._reading = case_ids, reading
        self._lately: OrderedDict[str, str] = OrderedDict()

    async def case(self, province: str, key: str | None, body: bytes, kind: str = "case") -> str:
        """The number of a case, or of a bundle; raises Problem where the key means another application already."""
        if key is None:
            return self._case_ids.new(province).replace("case", kind, 1)
        case, beginning = (
            number.replace("case", kind, 1)
            for number in (self._case_ids.of(province, key, body), self._case_ids.beginning(province, key))
        )
        if beginning not in self._lately:
            self._remember(beginning, await self._known(beginning) or case)
        if self._lately[beginning] != case:
            raise Problem("key-reused")
        return case

    async def _known(self, beginning: str) -> str | None:
        found = await self._reading.find(VIEW, beginning)
        return str(found["doc"]["case"]) if found else None

    def _remember(self, beginning: str, case: str) -> None:
        self._lately.setdefault(beginning, case)
        if len(self._lately) > REMEMBERED:
            self._lately.popitem(last=False)


class Applications:
    """Turns an application into the command that begins its case."""

    def __init__(self, catalogue: Catalogue, privacy: Privacy, keys: Keys, reasons: rules.Reasons) -> None:
        self._catalogue, self._privacy, self._keys, self._reasons = catalogue, privacy, keys, reasons

    async def command(self, application: Application, key: str | None, caller: Citizen | None = None) -> Command:
        """What to send; raises Problem for an application that the item, or the caller's part in it, does not allow."""
        agent = agent_of(self._privacy, self._reasons, application.applicant, application.mandate, caller)
        if faults := await self._faults(application):
            raise Problem("invalid", faults)
        case = await self._keys.case(application.province, key, _body(application, agent))
        applicant, person = application.applicant, self._privacy.person(application.applicant)
        delivery: dict[str, str] = {"method": application.delivery.method}
        if application.delivery.address is not None:
            delivery["address_sealed"] = self._privacy.address(applicant, application.delivery.address)
        data = {
            "item": application.item,
            "applicant": person,
            "applicant_sealed": self._privacy.applicant(applicant),
            "materials": [material.model_dump() for material in application.materials],
            "delivery": delivery,
            "channel": application.channel,
            **_further(application, agent),
        }
        actor = agent["person"] if agent else person
        return Command("cases.submit-application.v1", case, case, application.province, data, actor=actor)

    async def _faults(self, application: Application) -> tuple[Fault, ...]:
        document = await self._catalogue.document(application.item)
        item = in_province(document, application.province, today()) if document else None
        if item is None:
            return (rules.refusal("item", self._reasons["item-not-in-force" if document else "item-unknown"]),)
        return (*self._against(item, application), *self._beside(item, application))

    def _against(self, item: Item, application: Application) -> Iterator[Fault]:
        asked = {material["code"] for material in item["materials"]}
        for index, material in enumerate(application.materials):
            if material.code not in asked:
                yield rules.refusal(f"materials[{index}].code", self._reasons["material-unknown"])
        if application.delivery.method not in item["delivery"]:
            yield rules.refusal("delivery.method", self._reasons["delivery-not-offered"])

    def _beside(self, item: Item, application: Application) -> Iterator[Fault]:
        """What the item must offer beside the usual course."""
        elsewhere = application.decided_in not in (None, application.province)
        if item.get("parts"):
            yield rules.refusal("item", self._reasons["item-in-parts"])
        if application.commitment and not item.get("commitment"):
            yield rules.refusal("commitment", self._reasons["commitment-not-offered"])
        if elsewhere and not item.get("handled_across_provinces"):
            yield rules.refusal("decided_in", self._reasons["not-across-provinces"])
        yield from unfit_consents(item, application.consents, self._reasons)


def unfit_consents(item: Item, consents: Sequence[Consent], reasons: rules.Reasons) -> Iterator[Fault]:
    """Consents to certificates that do not stand for the material."""
    accepted = {material["code"]: material.get("satisfied_by", ()) for material in item["materials"]}
    for index, consent in enumerate(consents):
        if consent.material not in accepted:
            yield rules.refusal(f"consents[{index}].material", reasons["material-unknown"])
        elif consent.certificate_type not in accepted[consent.material]:
            yield rules.refusal(f"consents[{index}].certificate_type", reasons["certificate-not-accepted"])


def _further(application: Application, agent: Agent | None) -> dict[str, Any]:
    """What only some applications say: it is left out of the others."""
    said = {**application.model_dump(include=_FURTHER), "agent": agent}
    return {name: value for name, value in said.items() if value}


def _body(application: Application, agent: Agent | None) -> bytes:
    """What makes one application another: the same whether or not it could have said more."""
    usual = application.model_dump(exclude={*_FURTHER, "mandate"})
    return codec.canonical({**usual, "applicant": as_typed(application.applicant), **_further(application, agent)})


def as_typed(applicant: Applicant) -> dict[str, Any]:
    """Who applies; without a word of a card where none is brought."""
    said = applicant.model_dump()
    return said if applicant.card else {name: value for name, value in said.items() if name != "card"}
