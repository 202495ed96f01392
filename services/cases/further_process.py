"""What a case owes to other cases, to its bundle and about certificates; an ordinary case owes none of it."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from services.cases.bundle_events import Bundled, BundlePart
from services.cases.bundles import begun, open_parts
from services.cases.dossier import Promise, Ties
from services.cases.states import Closed, Ended, Expired, Presenting, Refused, State, Transferred
from services.chassis.vocabulary import Deadline, Owed


def errands(state: State) -> tuple[Owed, ...]:
    """In the order in which they come up."""
    match state:
        case Presenting():
            return _to_certificates(state)
        case Transferred():
            return _to_the_other_province(state)
        case Bundled():
            return _to_the_parts(state)
        case _ if isinstance(state, Ended) and state.ties is not None:
            return _of_an_ended_case(state, state.ties)
        case _:
            return ()


def _to_certificates(state: Presenting) -> tuple[Owed, ...]:
    """One presentation (亮证) for each material the holder consented to."""
    application = state.application
    name, number = application.item.name, application.case.removeprefix("case")
    given = application.dossier.applied_at or state.since
    return tuple(
        Owed(
            f"present-{consent.material}",
            "certificates.present-certificate.v1",
            f"presentation{number}-{consent.material}",
            {
                "holder": application.applicant,
                "material": consent.material,
                "certificate_type": consent.certificate_type,
                "purpose": name.zh if name else application.item.code,
                "consent": {"given_at": _time(given)},
            },
        )
        for consent in state.asked
    )


def _to_the_other_province(state: Transferred) -> tuple[Owed, ...]:
    there = {"case": state.to, "province": province_of(state.to)}
    handed = Owed("take-over-case", "cases.take-over-case.v1", state.to, _travels(state), **there)
    lost = [
        Owed(
            f"note-revocation-{identifier}",
            "cases.note-revocation.v1",
            state.to,
            {"identifier": identifier, "reason": reason},
            **there,
        )
        for identifier, reason in state.revoked
    ]
    if state.withdrawal is None:
        return (handed, *lost)
    words = {"reason_text": state.withdrawal}
    return (handed, *lost, Owed("withdraw-there", "cases.withdraw-application.v1", state.to, words, **there))


def _travels(state: Transferred) -> dict[str, Any]:
    """Materials and clock travel together; who applies stays sealed for identity."""
    application, dossier = state.application, state.application.dossier
    optional = {
        "applicant_level": application.evidence.level,
        "satisfied": [asdict(one) for one in dossier.satisfied],
        "promised": list(dossier.promised),
    }
    return {
        "origin": application.case,
        "item": application.item.code,
        "applicant": application.applicant,
        "applicant_sealed": application.applicant_sealed,
        "materials": [asdict(material) for material in dossier.materials],
        "delivery": _delivery(application.delivery.method, application.delivery.address_sealed),
        "channel": application.channel,
        "received_at": _time(state.received_at),
        **{name: values for name, values in optional.items() if values},
    }


def _delivery(method: str, address: str | None) -> dict[str, str]:
    return {"method": method, **({"address_sealed": address} if address else {})}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _to_the_parts(state: Bundled) -> tuple[Owed, ...]:
    began = [_submission(state, part) for part in begun(state)]
    if state.withdrawal is None:
        return tuple(began)
    words = {"reason_text": state.withdrawal}
    withdrawn = [
        Owed(f"withdraw-{part.item}", "cases.withdraw-application.v1", part.case, words, case=part.case)
        for part in open_parts(state)
    ]
    return (*began, *withdrawn)


def _submission(state: Bundled, part: BundlePart) -> Owed:
    form = state.form
    data = {
        "item": part.item,
        "applicant": form.applicant,
        "applicant_sealed": form.applicant_sealed,
        "materials": [asdict(material) for material in part.materials],
        "delivery": _delivery(form.method, form.address_sealed),
        "channel": form.channel,
        "bundle": form.bundle,
        **({"consents": [asdict(consent) for consent in form.consents]} if form.consents else {}),
        **({"agent": asdict(form.agent)} if form.agent else {}),
        **({"review": True} if form.review else {}),
    }
    return Owed(f"submit-{part.item}", "cases.submit-application.v1", part.case, data, case=part.case)


def _of_an_ended_case(state: Ended, ties: Ties) -> tuple[Owed, ...]:
    owed = list[Owed]()
    end = _end(state)
    if ties.origin is not None:
        there = {"case": ties.origin, "province": province_of(ties.origin)}
        staged = {"stage": ties.stage} if ties.stage else {}
        handed = {"delivered": state.delivered} if isinstance(state, Closed) else {}
        data = {**end, **staged, **handed}
        owed.append(Owed("record-outcome", "cases.record-outcome.v1", ties.origin, data, **there))
    if ties.bundle is not None:
        part = {"part": ties.case, **end}
        owed.append(Owed("record-part", "cases.record-part.v1", ties.bundle, part, case=ties.bundle))
    if isinstance(state, Closed) and state.certificate and ties.promise and ties.promise.kept is False:
        owed.append(_take_back(ties.case, ties.promise))
    return (*owed, *(_lapsed(ties.case, material) for material in ties.presented))


def _lapsed(case: str, material: str) -> Owed:
    """The consent to a certificate's use ends with the case."""
    presentation = f"presentation{case.removeprefix('case')}-{material}"
    return Owed(f"lapse-{material}", "certificates.lapse-presentation.v1", presentation, {})


def _take_back(case: str, promise: Promise) -> Owed:
    """撤销: what was given on a promise that is broken is withdrawn (states of certificates: 03, by operation 05)."""
    ground = {"ground": promise.opinion} if promise.opinion else {}
    change = {"operation": "05", "state": "03", "reason": "commitment-broken", **ground}
    return Owed("take-back", "certificates.change-status.v1", "certificate" + case.removeprefix("case"), change)


def _end(state: Ended) -> dict[str, str]:
    match state:
        case Closed():
            return {"outcome": "closed", **({"certificate": state.certificate} if state.certificate else {})}
        case Refused():
            return {"outcome": "refused", "reason": state.reason}
        case Expired():
            return {"outcome": "expired", "reason": state.reason}
        case _:
            return {"outcome": "withdrawn", "reason": "withdrawn-by-applicant"}


def province_of(case: str) -> str:
    """The province that a case's number names."""
    return case.split("-")[1]


def errand_deadlines(state: State) -> tuple[Deadline, ...]:
    """A promise that nobody has checked is called for when it is due, once the case is closed."""
    promise = state.ties.promise if isinstance(state, Closed) and state.ties else None
    if promise is None or promise.kept is not None or promise.called:
        return ()
    return (Deadline("commitment-check", promise.due, "cases.call-commitment-check.v1"),)
