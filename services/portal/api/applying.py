"""Applying: is it an application that the item can take, which case does it become, what is sent."""

from collections import OrderedDict
from collections.abc import Iterator

from services.chassis import codec
from services.portal.api import rules
from services.portal.api.case_ids import CaseIds
from services.portal.api.catalogue import Catalogue, Item, in_force
from services.portal.api.dates import today
from services.portal.api.models import Application
from services.portal.api.privacy import Privacy
from services.portal.api.problems import Problem
from services.portal.api.reading import Reading
from services.portal.api.rules import Fault
from services.portal.api.sending import Command

VIEW = "keys"

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

    async def case(self, province: str, key: str | None, body: bytes) -> str:
        """The case number; raises Problem where the key means another application already."""
        if key is None:
            return self._case_ids.new(province)
        case, beginning = self._case_ids.of(province, key, body), self._case_ids.beginning(province, key)
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

    async def command(self, application: Application, key: str | None) -> Command:
        """What to send; raises Problem for an application that the item cannot take."""
        if faults := await self._faults(application):
            raise Problem("invalid", faults)
        case = await self._keys.case(application.province, key, codec.canonical(application.model_dump()))
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
        }
        return Command("cases.submit-application.v1", case, case, application.province, data, actor=person)

    async def _faults(self, application: Application) -> tuple[Fault, ...]:
        versions = await self._catalogue.versions(application.item)
        item = in_force(versions, today())
        if item is None:
            reason = "item-not-in-force" if versions else "item-unknown"
            return (rules.refusal("item", self._reasons[reason]),)
        return tuple(self._against(item, application))

    def _against(self, item: Item, application: Application) -> Iterator[Fault]:
        asked = {material["code"] for material in item["materials"]}
        for index, material in enumerate(application.materials):
            if material.code not in asked:
                yield rules.refusal(f"materials[{index}].code", self._reasons["material-unknown"])
        if application.delivery.method not in item["delivery"]:
            yield rules.refusal("delivery.method", self._reasons["delivery-not-offered"])
