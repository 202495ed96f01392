"""Callbacks prove who sent them."""

import subprocess

import pytest

from services.chassis import signatures
from services.chassis.contracts import Contracts, Spoken

SECRET = "a secret shared with the channel"
BODY = '{"order":"payment-530000-WUDINGMEN","fen":2000}'


def test_the_published_example_comes_out_right() -> None:
    """RFC 4231 test case 2."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert signatures.sign("Jefe", "what do ya want for nothing?") == expected


def test_openssl_makes_the_same_signature() -> None:
    """Anyone with the secret and a standard tool can make and check it."""
    command = ["openssl", "dgst", "-sha256", "-hmac", SECRET, "-r"]
    said = subprocess.run(command, input=BODY.encode(), capture_output=True, check=True, timeout=30).stdout
    assert signatures.verified(SECRET, BODY, said.decode().split()[0])


def test_text_and_bytes_are_the_same_body() -> None:
    """The portal passes the raw body on as text; it stays verifiable."""
    assert signatures.sign(SECRET, "大理") == signatures.sign(SECRET, "大理".encode())


def test_one_changed_character_fails() -> None:
    """A changed body, secret or signature is not verified."""
    signature = signatures.sign(SECRET, BODY)
    assert signatures.verified(SECRET, BODY, signature)
    assert not signatures.verified(SECRET, BODY.replace("2000", "2001"), signature)
    assert not signatures.verified(SECRET + " ", BODY, signature)
    assert not signatures.verified(SECRET, BODY, signature[:-1] + ("0" if signature[-1] != "0" else "1"))


@pytest.mark.parametrize("signature", ["", "签名", "\ud800", "0" * 64, "A" * 100_000])
def test_what_is_no_signature_is_a_plain_no(signature: str) -> None:
    """Whatever a stranger writes into the header, the answer is no and not an error."""
    assert not signatures.verified(SECRET, BODY, signature)


def test_a_body_that_is_no_proper_text_is_a_plain_no() -> None:
    """JSON can carry half a character; it fails the comparison."""
    assert not signatures.verified(SECRET, "\ud800", "0" * 64)


def test_an_empty_secret_signs_nothing() -> None:
    """Without a secret anyone could sign, so nobody can."""
    with pytest.raises(ValueError, match="secret is empty"):
        signatures.sign("", BODY)
    with pytest.raises(ValueError, match="secret is empty"):
        signatures.verified("", BODY, "")


def test_a_callback_is_believed_or_there_is_a_reason_not_to() -> None:
    """Each sender has a secret of its own; both reasons are ones that people can look up."""
    secrets = {"channel": SECRET, "carrier": "another secret altogether"}
    genuine = signatures.sign(SECRET, BODY)

    assert signatures.disbelief(secrets, "channel", BODY, genuine) is None
    assert signatures.disbelief(secrets, "carrier", BODY, genuine) == "signature-invalid"
    assert signatures.disbelief(secrets, "stranger", BODY, genuine) == "sender-unknown"
    assert {"signature-invalid", "sender-unknown"} <= set(Contracts.load(spoken=Spoken()).reasons())
