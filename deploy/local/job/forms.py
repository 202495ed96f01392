"""What applicants fill in."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.local.job.incidents import ADDRESSED, Incident, promised
from deploy.local.job.offers import Item
from deploy.local.job.plan import Application


def form(application: Application) -> dict[str, Any]:
    """An application for one item."""
    left_out, beside = _instead(application)
    required = [code for code in _required(application.item) if code not in left_out]
    if application.incident is Incident.MISSING_MATERIAL:
        required = required[1:]
    materials = [material(application, code) for code in required]
    return {**_usual(application), "materials": materials, **beside}


def bundle_form(application: Application) -> dict[str, Any]:
    """One form for one thing (一件事): what an earlier part produces is presented to the later ones."""
    consents, parts = dict[tuple[str, str], dict[str, str]](), list[dict[str, Any]]()
    for part in application.parts:
        held = _held(part, _made(application))
        consents |= {(one["material"], one["certificate_type"]): one for one in held}
        left_out = {one["material"] for one in held}
        codes = [code for code in _required(part) if code not in left_out]
        parts.append({"item": part["code"], "materials": [material(application, code) for code in codes]})
    return {**_usual(application), "parts": parts, "consents": list(consents.values())}


def presented(application: Application) -> tuple[str, ...]:
    """The materials for which a certificate is presented in this case."""
    made = _made(application) if application.parts else set[str]()
    held = _held(application.item, made) if made else _instead(application)[1].get("consents", ())
    return tuple(one["material"] for one in held)


def material(application: Application, code: str) -> dict[str, str]:
    """A paper of this applicant."""
    content = f"{code} of {application.person.number}"
    return {"code": code, "digest": hashlib.sha256(content.encode()).hexdigest()}


def _instead(application: Application) -> tuple[set[str], Mapping[str, Any]]:
    """Materials that are not handed in, and what is said instead."""
    item = application.item
    if application.incident is Incident.CERTIFICATE_HELD:
        consents = _held(item, {of for one in item["materials"] for of in one.get("satisfied_by", ())})
        return {one["material"] for one in consents}, {"consents": consents}
    if application.incident is Incident.PROMISED:
        return set(promised(item)), {"commitment": True}
    return set(), {"decided_in": application.decided_in.code} if application.decided_in else {}


def _made(application: Application) -> set[str]:
    """The types of the certificates that the parts produce."""
    return {part["certificate"]["type_code"] for part in application.parts if part.get("certificate")}


def _held(item: Item, types: set[str]) -> list[dict[str, str]]:
    """A consent for each required material that a certificate of these types stands for."""
    return [
        {"material": one["code"], "certificate_type": of}
        for one in item["materials"]
        for of in [next((of for of in one.get("satisfied_by", ()) if of in types), None)]
        if one["required"] and of
    ]


def _required(item: Item) -> Sequence[str]:
    return [one["code"] for one in item["materials"] if one["required"]]


def _usual(application: Application) -> dict[str, Any]:
    person = application.person
    delivery: dict[str, Any] = {"method": application.delivery}
    if application.delivery == "post":
        delivery["address"] = person.address + ADDRESSED.get(application.incident, "")
    return {
        "item": application.item["code"],
        "province": application.province.code,
        "applicant": {"name": person.name, "number": person.number, "phone": person.phone},
        "delivery": delivery,
        "channel": "desktop",
    }
