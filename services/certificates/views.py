"""What certificates keeps of its own words: every holder's certificates, so that one can be presented."""

from services.chassis.vocabulary import Data, Foreign, View


def _issued(event: Foreign) -> Data:
    return {
        "identifier": event["identifier"],
        "certificate": event["subject"],
        "certificate_type": event["certificate_type"]["type_code"],
        "valid_until": event["valid_until"],
    }


def _changed(event: Foreign) -> Data:
    return {"identifier": event["identifier"], "state": event["state"]}


def _held(parts: list[Data]) -> Data:
    """Each certificate once, with its last state; what is told of one not issued yet waits for it."""
    held: dict[str, dict[str, str]] = {}
    for part in parts:
        held.setdefault(part["identifier"], {"state": "01"}).update(part)
    return {"held": [held[identifier] for identifier in sorted(held) if "certificate" in held[identifier]]}


HOLDINGS = View(
    "holdings",
    key=lambda event: str(event["holder"]),
    keep={},
    own={
        "certificates.certificate-issued.v1": _issued,
        "certificates.certificate-status-changed.v1": _changed,
    },
    show=_held,
)

VIEWS = (HOLDINGS,)
