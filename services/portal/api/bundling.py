"""Applying for one thing (一件事): does the form fit the item and its parts, which bundle does it become."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.chassis import codec
from services.portal.access import Citizen
from services.portal.api import rules
from services.portal.api.agents import agent_of
from services.portal.api.applying import as_typed
from services.portal.api.bundle_models import BundleApplication
from services.portal.api.catalogue import Item, in_province
from services.portal.api.dates import today
from services.portal.api.problems import Problem
from services.portal.api.rules import Fault
from services.portal.api.sending import Command
from services.portal.api.window import Window


async def bundle_command(here: Window, form: BundleApplication, key: str | None, caller: Citizen | None) -> Command:
    """What to send; raises Problem for a form that the item, or the caller's part in it, does not allow."""
    agent = agent_of(here.privacy, here.contracts.reasons(), form.applicant, form.mandate, caller)
    further = {**({"agent": agent} if agent else {}), **({"review": True} if form.review else {})}
    if faults := await _faults(here, form):
        raise Problem("invalid", faults)
    bundle = await here.keys.case(form.province, key, _body(form, further), "bundle")
    person, delivery = here.privacy.person(form.applicant), dict[str, str](method=form.delivery.method)
    if form.delivery.address is not None:
        delivery["address_sealed"] = here.privacy.address(form.applicant, form.delivery.address)
    data = {
        "item": form.item,
        "applicant": person,
        "applicant_sealed": here.privacy.applicant(form.applicant),
        "parts": [part.model_dump() for part in form.parts],
        "delivery": delivery,
        "channel": form.channel,
        **({"consents": [consent.model_dump() for consent in form.consents]} if form.consents else {}),
        **further,
    }
    return Command(
        "cases.submit-bundle.v1", bundle, bundle, form.province, data, actor=agent["person"] if agent else person
    )


def _body(form: BundleApplication, further: Mapping[str, Any]) -> bytes:
    """What makes one form another: the same whether or not it could have said more."""
    said = form.model_dump(exclude={"mandate", "review"})
    return codec.canonical({**said, "applicant": as_typed(form.applicant), **further})


async def _faults(here: Window, form: BundleApplication) -> tuple[Fault, ...]:
    """What the item, or one of its parts, does not take."""
    reasons = here.contracts.reasons()
    whole = await _item(here, form.item, form.province)
    if isinstance(whole, str):
        return (rules.refusal("item", reasons[whole]),)
    offered = {part["item"] for part in whole.get("parts", ())}
    if not offered:
        return (rules.refusal("item", reasons["item-without-parts"]),)
    found = list[Fault]()
    for index, wanted in enumerate(form.parts):
        part = await _item(here, wanted.item, form.province) if wanted.item in offered else "part-unknown"
        if isinstance(part, str):
            found.append(rules.refusal(f"parts[{index}].item", reasons[part]))
        else:
            found.extend(_against(part, form, index, reasons))
    return tuple(found)


async def _item(here: Window, code: str, province: str) -> Item | str:
    document = await here.catalogue.document(code)
    item = in_province(document, province, today()) if document else None
    return item if item is not None else "item-not-in-force" if document else "item-unknown"


def _against(part: Item, form: BundleApplication, index: int, reasons: rules.Reasons) -> Iterator[Fault]:
    asked = {material["code"] for material in part["materials"]}
    for number, material in enumerate(form.parts[index].materials):
        if material.code not in asked:
            yield rules.refusal(f"parts[{index}].materials[{number}].code", reasons["material-unknown"])
    if form.delivery.method not in part["delivery"]:
        yield rules.refusal("delivery.method", reasons["delivery-not-offered"])
