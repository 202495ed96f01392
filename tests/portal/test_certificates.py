"""Anyone can check a certificate: the seal is verified anew, the holder stays masked."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from deploy.local import seal_keys
from services.chassis import clock, codec, sm2
from services.chassis.envelope import Message
from services.portal.api.certificates import sealed_facts, verification
from services.portal.api.verdict import Verification
from tests.portal.conftest import YUNNAN, Hear, Keys
from tests.portal.stories import CASE, IDENTIFIER, NUMBER, PERSON, said
from tests.portal.test_cases import problem

TYPE = {"type_code": "11100000000013338W009", "name": {"zh": "导游证", "en": "Tour guide certificate"}}
FACTS = {
    "certificate_type": TYPE,
    "holder": PERSON,
    "identifier": IDENTIFIER,
    "issued_on": "2026-11-20",
    "issuer": {"name": YUNNAN.name_zh, "uscc": YUNNAN.uscc},
    "item": "000122008000",
    "province": "530000",
    "valid_until": "2029-11-20",
}


@pytest.fixture(scope="session")
def keys_of_yunnan(keys: Keys) -> Path:
    """Yunnan's seal, made as one machine makes it, under the root that the portal trusts."""
    return keys.folder / YUNNAN.uscc


def sealed(keys: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Content and seal, as certificates publishes them."""
    content = codec.canonical(facts)
    seal = {
        "algorithm": "1.2.156.10197.1.501",
        "signature": b64encode(sm2.sign((keys / "key.pem").read_text(), content)).decode(),
        "certificate": b64encode((keys / "cert.der").read_bytes()).decode(),
        "digest": sm2.sm3_hex(content),
    }
    return {"content": content.decode(), "seal": seal}


def told_of(document: dict[str, Any], day: str) -> dict[str, Any]:
    """What the public is told of a genuine certificate on that day."""
    facts = sealed_facts(document)
    assert facts is not None
    return verification(IDENTIFIER, facts, document, day)


def issued(document: dict[str, Any]) -> Message:
    """The event that tells of it."""
    data = {
        **{name: FACTS[name] for name in ("identifier", "certificate_type", "holder", "issuer", "valid_until")},
        "issued_at": "2026-11-20T00:50:00.000Z",
        **document,
    }
    event = said(50, "certificates.certificate-issued.v1", data, f"certificate-{NUMBER}", CASE)
    event.time = clock.now_stamp()  # the seal's certificate is as young as this test
    return event


def test_a_genuine_certificate_is_confirmed(client: Client, hear: Hear, keys_of_yunnan: Path) -> None:
    """Everybody sees type, issuer and validity; the holder only masked."""
    hear([issued(sealed(keys_of_yunnan, FACTS))])

    answer = client.get(f"/certificates/{IDENTIFIER}")

    told = Verification.model_validate(answer.json())
    assert (told.valid, told.state, told.issuer) == (True, "in-force", FACTS["issuer"])
    assert told.certificate_type == TYPE
    assert PERSON not in answer.text
    assert told.holder == "person-ed4c…"


def test_a_certificate_whose_content_was_altered_is_not_valid(client: Client, hear: Hear, keys_of_yunnan: Path) -> None:
    """A changed word breaks the seal; what was changed is not repeated."""
    document = sealed(keys_of_yunnan, FACTS)
    document["content"] = document["content"].replace("2029", "2099")
    hear([issued(document)])

    told = client.get(f"/certificates/{IDENTIFIER}").json()

    assert told == {"identifier": IDENTIFIER, "valid": False, "state": "altered"}


def test_a_seal_of_another_certificate_proves_nothing(client: Client, hear: Hear, keys_of_yunnan: Path) -> None:
    """Content and seal are genuine, but the identifier asked for is not the one sealed."""
    other = IDENTIFIER.replace("001.E", "002.C")
    event = issued(sealed(keys_of_yunnan, FACTS))
    event.data["identifier"] = other
    hear([event])

    assert client.get(f"/certificates/{other}").json() == {"identifier": other, "valid": False, "state": "altered"}


@pytest.mark.parametrize("part", ["signature", "certificate", "digest"])
def test_a_seal_that_is_no_seal_proves_nothing(keys_of_yunnan: Path, part: str) -> None:
    """Garbage in any of its parts is an altered certificate, not an error."""
    document = sealed(keys_of_yunnan, FACTS)
    document["seal"][part] = "AAAA"

    assert sealed_facts(document) is None


def test_a_certificate_is_good_to_the_end_of_its_last_day(keys_of_yunnan: Path) -> None:
    """The day after, it is expired; one without limit never is; before its first day there was none."""
    document = sealed(keys_of_yunnan, FACTS)
    unlimited = sealed(keys_of_yunnan, {**FACTS, "valid_until": None})

    assert told_of(document, "2029-11-20")["state"] == "in-force"
    assert told_of(document, "2029-11-21")["state"] == "expired"
    assert told_of(document, "2029-11-21")["valid"] is False
    assert told_of(unlimited, "2999-01-01")["valid"] is True
    assert told_of(document, "2026-11-19")["state"] == "not-yet"


def changed(state: str, since: str, reason: str, minute: int) -> Message:
    """A certificate's state is another since then."""
    data = {"identifier": IDENTIFIER, "holder": PERSON, "certificate_type": TYPE["type_code"], "operation": "03"}
    data |= {"state": state, "since": since, "reason": reason}
    return said(minute, "certificates.certificate-status-changed.v1", data, f"certificate-{NUMBER}", CASE)


def test_every_day_of_a_certificates_past_can_be_asked_for(client: Client, hear: Hear, keys_of_yunnan: Path) -> None:
    """Was it valid on that day? In whatever order the news came."""
    hear([changed("01", "2026-12-20", "inquiry-closed", 55)])
    hear([changed("02", "2026-12-10", "certificate-under-inquiry", 53), issued(sealed(keys_of_yunnan, FACTS))])
    hear([changed("07", "2027-01-05", "certificate-revoked-as-penalty", 57)])

    def on(day: str) -> tuple[bool, str, str | None]:
        told = Verification.model_validate(client.get(f"/certificates/{IDENTIFIER}", params={"on": day}).json())
        return told.valid, told.state, told.reason.name if told.reason else None

    assert on("2026-12-09") == (True, "in-force", None)
    assert on("2026-12-10") == (False, "suspended", "certificate-under-inquiry")
    assert on("2026-12-20") == (True, "in-force", None)
    assert on("2027-01-05") == (False, "revoked", "certificate-revoked-as-penalty")
    assert on("2099-01-01") == (False, "revoked", "certificate-revoked-as-penalty")


def test_a_certificate_that_was_renewed_is_shown_as_replaced(keys_of_yunnan: Path) -> None:
    """05 失效 is said in the word that tells why."""
    document = sealed(keys_of_yunnan, FACTS)
    document["history"] = [{"state": "05", "since": "2027-01-05", "reason": "certificate-replaced"}]

    assert told_of(document, "2027-02-01")["state"] == "replaced"
    document["history"][0]["reason"] = "certificate-term-over"
    assert told_of(document, "2027-02-01")["state"] == "expired"


def test_a_seal_that_leads_to_no_trusted_root_is_not_believed(client: Client, hear: Hear, tmp_path: Path) -> None:
    """Anyone can make a key and call it an authority's: of such a certificate nothing is repeated."""
    seal_keys.make(tmp_path, [YUNNAN])
    hear([issued(sealed(tmp_path / YUNNAN.uscc, FACTS))])

    told = client.get(f"/certificates/{IDENTIFIER}").json()

    assert (told["valid"], told["state"]) == (False, "untrusted")
    assert told["reason"]["code"] == "SEAL-0009"
    assert "holder" not in told


def test_what_is_no_day_is_refused(client: Client) -> None:
    """The answer names the field."""
    assert problem(client.get(f"/certificates/{IDENTIFIER}", params={"on": "yesterday"})) == (422, "invalid")


def test_an_unknown_certificate_is_not_found(client: Client, hear: Hear) -> None:
    """Nothing is said of what nobody issued, even if a state of it is told of."""
    hear([changed("02", "2026-12-10", "certificate-under-inquiry", 53)])
    assert problem(client.get(f"/certificates/{IDENTIFIER}")) == (404, "not-found")
