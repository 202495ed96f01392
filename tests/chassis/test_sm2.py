"""SM2 as the standard, the openssl command and our services agree on it."""

import gc
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from services.chassis import libcrypto, sm2

DISTID = "distid:1234567812345678"
CONTENT = "准予大理古城段氏客栈变更登记".encode()


class Pair(NamedTuple):
    """A key and its certificate, made by the openssl command."""

    folder: Path
    private_pem: str
    public_pem: str
    certificate: bytes


def openssl(*arguments: str | Path, said: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run the openssl command, an implementation of the standard's interface that is not ours."""
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, input=said, capture_output=True, check=False, timeout=30)


def made(folder: Path, *key_options: str) -> Pair:
    """Make a key and a certificate signed by itself."""
    key, certificate = folder / "key.pem", folder / "cert.der"
    assert openssl("genpkey", *key_options, "-out", key).returncode == 0
    request = ("req", "-x509", "-new", "-key", key, "-subj", "/CN=test", "-outform", "DER", "-out", certificate)
    digest = ("-sm3", "-sigopt", DISTID) if "SM2" in key_options else ("-sha256",)
    assert openssl(*request, *digest).returncode == 0
    public_pem = openssl("pkey", "-in", key, "-pubout").stdout.decode()
    return Pair(folder, key.read_text(), public_pem, certificate.read_bytes())


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """One SM2 key pair for the module: making it is the slow part."""
    return made(tmp_path_factory.mktemp("sm2"), "-algorithm", "SM2")


@pytest.fixture(scope="module")
def p256(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A key pair on the wrong curve."""
    return made(tmp_path_factory.mktemp("p256"), "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")


def test_the_published_examples_come_out_right() -> None:
    """The start-up check passes on this machine."""
    sm2.self_test()


def test_the_published_digest_of_the_signed_message_comes_out_right() -> None:
    """SM3(ZA ‖ M) of GB/T 32918.5-2017 annex A.2 is the published e."""
    za = "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
    expected = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
    assert sm2.sm3_hex(bytes.fromhex(za) + b"message digest") == expected


def test_the_second_published_sm3_example_comes_out_right() -> None:
    """GB/T 32905-2016 annex A.2: sixteen times `abcd`."""
    expected = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    assert sm2.sm3_hex(b"abcd" * 16) == expected


@pytest.mark.parametrize("name", ["_VECTOR_SIGNATURE", "_VECTOR_SM3", "_VECTOR_PRIVATE"])
def test_the_start_up_check_notices_a_wrong_result(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that disagrees with one published value is refused by name of what is wrong."""
    value = getattr(sm2, name)
    monkeypatch.setattr(sm2, name, value[:-1] + ("0" if value[-1] != "0" else "1"))
    with pytest.raises(libcrypto.CryptographyMissing, match="wrongly"):
        sm2.self_test()


def test_openssl_accepts_our_signature(pair: Pair) -> None:
    """What we sign verifies under the standard's default id by the openssl command."""
    for name, content in (
        ("signature", sm2.sign(pair.private_pem, CONTENT)),
        ("content", CONTENT),
        ("public", pair.public_pem.encode()),
    ):
        (pair.folder / name).write_bytes(content)
    check = ("dgst", "-sm3", "-verify", pair.folder / "public", "-sigopt", DISTID, "-signature")
    assert openssl(*check, pair.folder / "signature", pair.folder / "content").returncode == 0


def test_we_accept_the_signature_of_openssl(pair: Pair) -> None:
    """What the openssl command signs under the default id verifies with certificate and public key alike."""
    command = ("dgst", "-sm3", "-sign", pair.folder / "key.pem", "-sigopt", DISTID)
    signature = openssl(*command, said=CONTENT).stdout
    assert sm2.verify(pair.certificate, CONTENT, signature)
    assert sm2.verify(pair.public_pem, CONTENT, signature)


def test_a_signature_under_another_id_is_refused(pair: Pair) -> None:
    """The signer's id is part of what is signed: an empty one, the trap of OpenSSL 3.0, does not pass."""
    without_id = openssl("dgst", "-sm3", "-sign", pair.folder / "key.pem", said=CONTENT).stdout
    assert not sm2.verify(pair.certificate, CONTENT, without_id)
    named = sm2.sign(pair.private_pem, CONTENT, b"ALICE123@YAHOO.COM")
    assert not sm2.verify(pair.certificate, CONTENT, named)
    assert sm2.verify(pair.certificate, CONTENT, named, b"ALICE123@YAHOO.COM")


def test_the_same_content_is_signed_differently_each_time(pair: Pair) -> None:
    """Each signature has its own nonce: a repeated one would give the key away."""
    assert len({sm2.sign(pair.private_pem, CONTENT) for _ in range(50)}) == 50


def test_every_flipped_bit_of_the_signature_fails(pair: Pair) -> None:
    """No bit of a signature can change."""
    signature = sm2.sign(pair.private_pem, CONTENT)
    for position in range(len(signature) * 8):
        changed = bytearray(signature)
        changed[position // 8] ^= 1 << position % 8
        assert not sm2.verify(pair.certificate, CONTENT, bytes(changed)), f"bit {position}"


def test_a_flipped_bit_of_the_content_fails(pair: Pair) -> None:
    """No bit of what was signed can change."""
    signature = sm2.sign(pair.private_pem, CONTENT)
    for position in range(0, len(CONTENT) * 8, 7):
        changed = bytearray(CONTENT)
        changed[position // 8] ^= 1 << position % 8
        assert not sm2.verify(pair.certificate, bytes(changed), signature), f"bit {position}"


@pytest.mark.parametrize("signature", [b"", b"\x30", b"\x30\x00", b"\x00" * 64, b"x" * 10_000])
def test_what_is_no_signature_is_not_valid(pair: Pair, signature: bytes) -> None:
    """Garbage from outside is a plain no, and leaves nothing behind for whoever uses OpenSSL next."""
    assert not sm2.verify(pair.certificate, CONTENT, signature)
    assert libcrypto.library().ERR_get_error() == 0


@pytest.mark.parametrize("content", [b"", b"\x00", b"a\x00b", b"x" * 1_000_000])
def test_any_bytes_can_be_signed(pair: Pair, content: bytes) -> None:
    """Nothing is cut at a zero byte, nothing is too short or too long."""
    signature = sm2.sign(pair.private_pem, content)
    assert sm2.verify(pair.certificate, content, signature)
    assert not sm2.verify(pair.certificate, content + b"\x00", signature)
    assert len(signature) <= sm2.LONGEST_SIGNATURE


def test_another_key_does_not_verify(pair: Pair, tmp_path: Path) -> None:
    """A signature belongs to one key."""
    other = made(tmp_path, "-algorithm", "SM2")
    assert not sm2.verify(other.certificate, CONTENT, sm2.sign(pair.private_pem, CONTENT))


def test_a_key_on_another_curve_is_refused(p256: Pair) -> None:
    """A P-256 key would make ECDSA signatures: it is refused in every form."""
    with pytest.raises(sm2.UnreadableKey, match="SM2 curve"):
        sm2.sign(p256.private_pem, CONTENT)
    for given in (p256.public_pem, p256.certificate):
        with pytest.raises(sm2.UnreadableKey, match="SM2 curve"):
            sm2.verify(given, CONTENT, b"")


def test_what_is_no_key_is_refused(pair: Pair) -> None:
    """Text, emptiness, cut certificates, bytes after a certificate and a public key for signing are refused."""
    for given in ("", "key", "-----BEGIN PUBLIC KEY-----", pair.certificate[:-1], pair.certificate + b"\x00"):
        with pytest.raises(sm2.UnreadableKey):
            sm2.verify(given, CONTENT, b"")
    for given in ("", "key", pair.public_pem):
        with pytest.raises(sm2.UnreadableKey):
            sm2.sign(given, CONTENT)
    assert libcrypto.library().ERR_get_error() == 0


def test_a_key_behind_a_password_is_refused_without_asking(pair: Pair) -> None:
    """A server has nobody at the terminal to type a password."""
    locked = openssl("pkey", "-in", pair.folder / "key.pem", "-aes256", "-passout", "pass:secret").stdout
    with pytest.raises(sm2.UnreadableKey):
        sm2.Signer(locked)


def test_many_threads_share_one_key(pair: Pair) -> None:
    """Eight threads sign and verify with the same loaded key, and every answer is right."""
    signer, verifier = sm2.Signer(pair.private_pem), sm2.Verifier(pair.certificate)

    def right(number: int) -> bool:
        content = str(number).encode()
        signature = signer.sign(content)
        return verifier.verify(content, signature) and not verifier.verify(content + b".", signature)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(right, range(400)))


def test_every_handle_is_given_back(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is allocated for loading, signing, verifying and refusing is freed, each once."""
    crypto = libcrypto.library()
    counts = dict.fromkeys(("new", "free"), 0)
    makers = ("BIO_new_mem_buf", "PEM_read_bio_PrivateKey", "PEM_read_bio_PUBKEY", "d2i_X509_bio", "X509_get_pubkey")
    for name in (*makers, "EVP_MD_CTX_new", "EVP_PKEY_CTX_new"):
        monkeypatch.setitem(crypto.__dict__, name, _counted(getattr(crypto, name), counts, "new"))
    for name in ("BIO_free", "X509_free", "EVP_PKEY_free", "EVP_MD_CTX_free", "EVP_PKEY_CTX_free"):
        monkeypatch.setitem(crypto.__dict__, name, _counted(getattr(crypto, name), counts, "free"))
    signature = sm2.Signer(pair.private_pem).sign(CONTENT)
    for given in (pair.certificate, pair.public_pem):
        assert sm2.Verifier(given).verify(CONTENT, signature)
        assert not sm2.Verifier(given).verify(CONTENT, b"")
    with pytest.raises(sm2.UnreadableKey):
        sm2.Verifier(pair.certificate + b"\x00")
    gc.collect()
    assert counts["new"] == counts["free"] > 20


def _counted(function: Callable[..., Any], counts: dict[str, int], kind: str) -> Callable[..., Any]:
    """Count each call that makes a handle, and each that frees one."""

    def counting(*arguments: Any) -> Any:
        handle = function(*arguments)
        counts[kind] += kind == "free" or bool(handle)
        return handle

    return counting
