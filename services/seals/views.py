"""What seals keeps: which cases hold an approving decision, and how every seal stands."""

from services.chassis.vocabulary import Data, Foreign, View

APPROVALS = View(
    "approvals",
    key=lambda event: str(event["case"]),
    keep={"cases.application-approved.v1": lambda event: {"item": event["item"]}},
    show=lambda parts: parts[0],
)


def _registered(event: Foreign) -> Data:
    return {"standing": None, "term": [event["valid_from"], event["valid_until"]]}


def _standing(reason: str | None) -> Data:
    return {"standing": reason}


def _shown(parts: list[Data]) -> Data:
    """How the seal stands (contracts/reasons.json; None: in force), and the terms of its certificates.

    A new certificate replaces a revoked seal and all its certificates; a suspended one stays suspended under it.
    """
    standing, terms = "seal-unknown", list[list[str]]()
    for part in parts:
        if part["standing"] == "seal-revoked":
            terms.clear()
        if "term" in part:
            terms.append(part["term"])
        if "term" not in part or standing != "seal-suspended":
            standing = part["standing"]
    return {"standing": standing, "terms": terms}


SEALS = View(
    "seals",
    key=lambda event: str(event["authority"]),
    keep={},
    own={
        "seals.seal-registered.v1": _registered,
        "seals.seal-suspended.v1": lambda _: _standing("seal-suspended"),
        "seals.seal-restored.v1": lambda _: _standing(None),
        "seals.seal-revoked.v1": lambda _: _standing("seal-revoked"),
    },
    show=_shown,
)

VIEWS = (APPROVALS, SEALS)
