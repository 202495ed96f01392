"""Personal data is opened by the capability it is sealed for, and by nobody else."""

import base64
import json
import re
import subprocess
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import ECKey

from services.chassis import sealed

IDENTITY_PRIVATE, IDENTITY_PUBLIC = sealed.new_key_pair()
LOGISTICS_PRIVATE, LOGISTICS_PUBLIC = sealed.new_key_pair()
NUMBER = "53290119900307001X"
DUAN_YU = {"name": "段誉", "number": NUMBER, "address": {"line": "大理市太和街一号"}}
PSEUDONYM_KEY = b"a key that only identity and the portal hold"


def header_of(token: str) -> dict[str, object]:
    """Read the part of a sealed text that anyone can read."""
    first = token.split(".", maxsplit=1)[0]
    header: dict[str, object] = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    return header


def test_the_entitled_capability_reads_what_was_sealed_for_it() -> None:
    """Sealed and opened again, the data is what it was."""
    assert sealed.unseal(IDENTITY_PRIVATE, sealed.seal(IDENTITY_PUBLIC, DUAN_YU)) == DUAN_YU


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50) | st.integers(-(2**53), 2**53) | st.none()))
def test_any_data_comes_back_as_it_was(data: dict[str, object]) -> None:
    """Chinese, emptiness, zero bytes and large numbers survive."""
    assert sealed.unseal(IDENTITY_PRIVATE, sealed.seal(IDENTITY_PUBLIC, data)) == data


def test_another_capability_cannot_open_it() -> None:
    """What is sealed for identity is closed to logistics."""
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(LOGISTICS_PRIVATE, sealed.seal(IDENTITY_PUBLIC, DUAN_YU))


def test_the_same_person_is_sealed_differently_each_time() -> None:
    """Equal data cannot be recognised by equal texts."""
    assert len({sealed.seal(IDENTITY_PUBLIC, DUAN_YU) for _ in range(20)}) == 20


def test_nothing_personal_is_readable_in_the_text() -> None:
    """The readable header names algorithms and a key made for this text alone."""
    token = sealed.seal(IDENTITY_PUBLIC, DUAN_YU)
    header = header_of(token)
    assert (header["alg"], header["enc"]) == ("ECDH-ES+A256KW", "A256GCM")
    assert set(header) == {"alg", "enc", "epk"}
    assert "DUAN" not in token.upper()


@pytest.mark.parametrize("part", range(5))
def test_a_change_in_any_part_is_noticed(part: int) -> None:
    """Header, key, nonce, content and tag: none can be altered."""
    parts = sealed.seal(IDENTITY_PUBLIC, DUAN_YU).split(".")
    parts[part] = ("A" if parts[part][0] != "A" else "B") + parts[part][1:]
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(IDENTITY_PRIVATE, ".".join(parts))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="eyJ.A_-=", max_size=200) | st.just("." * 5000))
def test_what_was_never_sealed_is_unreadable(text: str) -> None:
    """Whatever a stranger sends, the answer is Unreadable and no other error."""
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(IDENTITY_PRIVATE, text)


def test_the_reason_never_quotes_the_data() -> None:
    """A well sealed text that holds no object is refused without repeating it."""
    token = jwe.encrypt_compact(
        {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}, '"段誉"', ECKey.import_key(IDENTITY_PUBLIC)
    )
    with pytest.raises(sealed.Unreadable) as refused:
        sealed.unseal(IDENTITY_PRIVATE, token)
    assert "段誉" not in str(refused.value)


@pytest.mark.parametrize(("alg", "enc"), [("ECDH-ES", "A256GCM"), ("ECDH-ES+A256KW", "A128CBC-HS256")])
def test_other_algorithms_are_refused(alg: str, enc: str) -> None:
    """The sender does not choose how safe the text is."""
    token = jwe.encrypt_compact({"alg": alg, "enc": enc}, "{}", ECKey.import_key(IDENTITY_PUBLIC), [alg, enc])
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(IDENTITY_PRIVATE, token)


def test_a_compressed_text_is_refused() -> None:
    """A small text that unfolds into a large one is never unfolded."""
    algorithms = ["ECDH-ES+A256KW", "A256GCM", "DEF"]
    header = {"alg": algorithms[0], "enc": algorithms[1], "zip": "DEF"}
    bomb = json.dumps({"name": "誉" * 100_000})
    assert len(zlib.compress(bomb.encode())) < sealed.LARGEST_DATA
    token = jwe.encrypt_compact(header, bomb, ECKey.import_key(IDENTITY_PUBLIC), algorithms)
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(IDENTITY_PRIVATE, token)


def test_data_is_sealed_up_to_its_bound_and_not_beyond() -> None:
    """The largest data fits into the largest text; one byte more is refused before anything is sent."""
    overhead = len('{"note":""}')
    largest = {"note": "x" * (sealed.LARGEST_DATA - overhead)}
    token = sealed.seal(IDENTITY_PUBLIC, largest)
    assert len(token) <= sealed.LARGEST_TOKEN
    assert sealed.unseal(IDENTITY_PRIVATE, token) == largest
    with pytest.raises(sealed.TooLarge):
        sealed.seal(IDENTITY_PUBLIC, {"note": largest["note"] + "x"})


def test_a_text_beyond_its_bound_is_not_even_tried() -> None:
    """Size is checked before any arithmetic."""
    with pytest.raises(sealed.Unreadable, match="characters"):
        sealed.unseal(IDENTITY_PRIVATE, "A" * (sealed.LARGEST_TOKEN + 1))


def test_a_wrong_key_is_the_operators_mistake_not_the_senders() -> None:
    """Another curve, no key at all, or a public key for opening: ValueError, so that no message is blamed."""
    p384 = ECKey.generate_key("P-384", auto_kid=False).as_pem(private=False).decode()
    token = sealed.seal(IDENTITY_PUBLIC, DUAN_YU)
    for wrong in (p384, "", "key"):
        with pytest.raises(ValueError):  # noqa: PT011 - the library's own words
            sealed.seal(wrong, DUAN_YU)
    with pytest.raises(ValueError, match="public key opens nothing"):
        sealed.unseal(IDENTITY_PUBLIC, token)


def test_a_person_has_one_pseudonym() -> None:
    """However the number is typed, the name on the bus is the same: a short text of fixed form."""
    name = sealed.pseudonym(PSEUDONYM_KEY, NUMBER)
    assert name == sealed.pseudonym(PSEUDONYM_KEY, f" {NUMBER.lower()} ")
    assert re.fullmatch("person-[0-9a-f]{24}", name)


def test_a_pseudonym_is_the_keyed_digest_of_the_number() -> None:
    """Any language makes the same: the first 96 bits of HMAC-SHA256."""
    command = ["openssl", "dgst", "-sha256", "-hmac", PSEUDONYM_KEY.decode(), "-r"]
    said = subprocess.run(command, input=NUMBER.encode(), capture_output=True, check=True, timeout=30).stdout
    assert sealed.pseudonym(PSEUDONYM_KEY, NUMBER) == f"person-{said.decode()[:24]}"


def test_pseudonyms_need_the_key() -> None:
    """Another key gives other names, and a key short enough to guess is refused."""
    assert sealed.pseudonym(PSEUDONYM_KEY, NUMBER) != sealed.pseudonym(PSEUDONYM_KEY + b".", NUMBER)
    with pytest.raises(ValueError, match="at least 16 bytes"):
        sealed.pseudonym(b"short", NUMBER)


def test_what_is_locked_is_opened_by_its_key_alone() -> None:
    """One key a person: whoever destroys it destroys what it locks. Neither kind of text passes for the other."""
    key, other = sealed.new_lock(), sealed.new_lock()
    token = sealed.lock(key, DUAN_YU)
    assert sealed.unlock(key, token) == DUAN_YU
    assert header_of(token) == {"alg": "dir", "enc": "A256GCM"}
    for wrong, text in ((other, token), (key, sealed.seal(IDENTITY_PUBLIC, DUAN_YU)), (key, token[:-4] + "AAAA")):
        with pytest.raises(sealed.Unreadable):
            sealed.unlock(wrong, text)
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(IDENTITY_PRIVATE, token)
    with pytest.raises(sealed.TooLarge):
        sealed.lock(key, {"note": "x" * sealed.LARGEST_DATA})
