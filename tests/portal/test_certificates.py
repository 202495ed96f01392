"""Anyone can check a certificate: the seal is verified anew, the holder stays masked."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from deploy.local import seal_keys
from deploy.local.authorities import Authority
from services.chassis import codec, sm2
from services.chassis.envelope import Message
from services.portal.api.answers import Verification
from services.portal.api.certificates import verification
from tests.portal.conftest import Hear
from tests.portal.stories import CASE, IDENTIFIER, NUMBER, PERSON, said
from tests.portal.test_cases import problem

YUNNAN = Authority("530000", "云南省行政审批局", "11530000TB5300011J")
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
def keys_of_yunnan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Yunnan's seal, made as one machine makes it."""
    folder = tmp_path_factory.mktemp("seals")
    seal_keys.make(folder, [YUNNAN])
    return folder / YUNNAN.uscc


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


def issued(document: dict[str, Any]) -> Message:
    """The event that tells of it."""
    data = {
        **{name: FACTS[name] for name in ("identifier", "certificate_type", "holder", "issuer", "valid_until")},
        "issued_at": "2026-11-20T00:50:00.000Z",
        **document,
    }
    return said(50, "certificates.certificate-issued.v1", data, f"certificate-{NUMBER}", CASE)


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


def test_a_seal_of_another_certificate_proves_nothing(keys_of_yunnan: Path) -> None:
    """Content and seal are genuine, but the identifier asked for is not the one sealed."""
    other = IDENTIFIER.replace("001.E", "002.C")

    assert verification(other, sealed(keys_of_yunnan, FACTS), "2026-11-21")["state"] == "altered"


@pytest.mark.parametrize("part", ["signature", "certificate", "digest"])
def test_a_seal_that_is_no_seal_proves_nothing(keys_of_yunnan: Path, part: str) -> None:
    """Garbage in any of its parts is an altered certificate, not an error."""
    document = sealed(keys_of_yunnan, FACTS)
    document["seal"][part] = "AAAA"

    assert verification(IDENTIFIER, document, "2026-11-21")["state"] == "altered"


def test_a_certificate_is_good_to_the_end_of_its_last_day(keys_of_yunnan: Path) -> None:
    """The day after, it is expired; one without limit never is."""
    document = sealed(keys_of_yunnan, FACTS)
    unlimited = sealed(keys_of_yunnan, {**FACTS, "valid_until": None})

    assert verification(IDENTIFIER, document, "2029-11-20")["state"] == "in-force"
    assert verification(IDENTIFIER, document, "2029-11-21")["state"] == "expired"
    assert verification(IDENTIFIER, document, "2029-11-21")["valid"] is False
    assert verification(IDENTIFIER, unlimited, "2999-01-01")["valid"] is True


def test_an_unknown_certificate_is_not_found(client: Client) -> None:
    """Nothing is said of what nobody issued."""
    assert problem(client.get(f"/certificates/{IDENTIFIER}")) == (404, "not-found")
