"""SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905), OID 1.2.156.10197.1.501, by the system's libcrypto.

Signatures are DER `SEQUENCE { r INTEGER, s INTEGER }` over the content, with the signer's id of GM/T 0009.
libcrypto releases the GIL while it computes, so threads run side by side; loaded keys are shared by them.
"""

import ctypes
import hashlib
import weakref
from base64 import encodebytes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from services.chassis.libcrypto import CryptographyError, CryptographyMissing, Library, library

ALGORITHM = "1.2.156.10197.1.501"
"""The object identifier of SM2 signing with SM3 (GM/T 0006)."""

USER_ID = b"1234567812345678"
"""The default distinguishing id (GM/T 0009-2012); OpenSSL 3.0 itself would silently use an empty one."""

LONGEST_SIGNATURE = 72
"""Bytes: two 256-bit integers, each with a sign byte, in DER."""

_KEPT_KEYS = 256

_PUBLIC_KEY_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
"""DER of a SubjectPublicKeyInfo on the SM2 curve, up to the point's coordinates."""

_PRIVATE_KEY_HEAD = bytes.fromhex("30310201010420"), bytes.fromhex("a00a06082a811ccf5501822d")
"""DER of an ECPrivateKey (RFC 5915) on the SM2 curve, before and after its number."""

_VECTOR_PRIVATE = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
_VECTOR_PUBLIC = (
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
_VECTOR_CONTENT = b"message digest"
_VECTOR_SIGNATURE = (
    "3046"
    "022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)
_VECTOR_SM3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
"""GB/T 32918.5-2017 annex A.2 (signing) and GB/T 32905-2016 annex A.1 (SM3 of `abc`)."""


class UnreadableKey(ValueError):
    """What was given is not a readable key or certificate on the SM2 curve."""


class _Key:
    """One EVP_PKEY, freed with its last user."""

    def __init__(self, crypto: Library, handle: int | None, what: str) -> None:
        if not handle:
            raise UnreadableKey(f"not {what}: {crypto.reasons()}")
        weakref.finalize(self, crypto.EVP_PKEY_free, handle)
        if crypto.EVP_PKEY_is_a(handle, b"SM2") != 1:
            raise UnreadableKey(f"not {what}: the key is not on the SM2 curve")
        self.crypto, self.handle = crypto, handle

    @contextmanager
    def context(self, user_id: bytes) -> Iterator[int]:
        """A digest context bound to the key and the signer's id."""
        crypto = self.crypto
        crypto.ERR_clear_error()
        key_context = crypto.EVP_PKEY_CTX_new(self.handle, None)
        digest_context = crypto.EVP_MD_CTX_new()
        try:
            if not (key_context and digest_context):
                raise CryptographyError(f"no context: {crypto.reasons()}")
            if crypto.EVP_PKEY_CTX_set1_id(key_context, user_id, len(user_id)) != 1:
                raise CryptographyError(f"the id was refused: {crypto.reasons()}")
            crypto.EVP_MD_CTX_set_pkey_ctx(digest_context, key_context)
            yield digest_context
        finally:
            crypto.EVP_MD_CTX_free(digest_context)
            crypto.EVP_PKEY_CTX_free(key_context)


class Signer:
    """A loaded private key (PEM, PKCS#8 or SEC1, without a password); may be used by many threads at once."""

    def __init__(self, private_pem: str | bytes, user_id: bytes = USER_ID) -> None:
        crypto = library()
        crypto.ERR_clear_error()
        with crypto.reading(_bytes(private_pem)) as bio:
            # The empty password keeps OpenSSL from asking for one on the terminal.
            handle = crypto.PEM_read_bio_PrivateKey(bio, None, None, b"")
        self._key, self._user_id = _Key(crypto, handle, "an SM2 private key in PEM"), user_id

    def sign(self, content: bytes) -> bytes:
        """Sign the content; returns DER r,s of at most LONGEST_SIGNATURE bytes."""
        crypto = self._key.crypto
        signature = ctypes.create_string_buffer(LONGEST_SIGNATURE)
        length = ctypes.c_size_t(LONGEST_SIGNATURE)
        with self._key.context(self._user_id) as context:
            if crypto.EVP_DigestSignInit(context, None, crypto.sm3, None, self._key.handle) != 1:
                raise CryptographyError(f"signing could not begin: {crypto.reasons()}")
            if crypto.EVP_DigestSign(context, signature, ctypes.byref(length), content, len(content)) != 1:
                raise CryptographyError(f"signing failed: {crypto.reasons()}")
        return signature.raw[: length.value]


class Verifier:
    """A loaded public key, of a certificate (DER) or a public key (PEM); may be used by many threads at once."""

    def __init__(self, certificate_der_or_public_pem: str | bytes, user_id: bytes = USER_ID) -> None:
        crypto, given = library(), _bytes(certificate_der_or_public_pem)
        crypto.ERR_clear_error()
        with crypto.reading(given) as bio:
            if given.lstrip().startswith(b"-----BEGIN"):
                handle = crypto.PEM_read_bio_PUBKEY(bio, None, None, b"")
            else:
                handle = _certified_key(crypto, bio)
        self._key = _Key(crypto, handle, "an SM2 certificate in DER or public key in PEM")
        self._user_id = user_id

    def verify(self, content: bytes, signature: bytes) -> bool:
        """Say whether the signature (DER r,s) is this key's over the content; a malformed one is not."""
        crypto = self._key.crypto
        with self._key.context(self._user_id) as context:
            if crypto.EVP_DigestVerifyInit(context, None, crypto.sm3, None, self._key.handle) != 1:
                raise CryptographyError(f"verifying could not begin: {crypto.reasons()}")
            answer: int = crypto.EVP_DigestVerify(context, signature, len(signature), content, len(content))
        crypto.ERR_clear_error()
        return answer == 1


def sign(private_pem: str | bytes, content: bytes, user_id: bytes = USER_ID) -> bytes:
    """Sign with a key given as PEM; the loaded key is kept. Raises UnreadableKey."""
    return _signer(private_pem, user_id).sign(content)


def verify(
    certificate_der_or_public_pem: str | bytes, content: bytes, signature: bytes, user_id: bytes = USER_ID
) -> bool:
    """Verify with a certificate (DER) or a public key (PEM); the loaded key is kept. Raises UnreadableKey."""
    return _verifier(certificate_der_or_public_pem, user_id).verify(content, signature)


def sm3_hex(content: bytes) -> str:
    """The SM3 digest (GB/T 32905) in 64 hexadecimal digits."""
    try:
        return hashlib.new("sm3", content).hexdigest()
    except ValueError as error:
        raise CryptographyMissing(
            "Python's hashlib has no SM3: use a Python linked with OpenSSL 3.0 or later."
        ) from error


def self_test() -> None:
    """Compute the published examples; raises CryptographyMissing if this machine gets one of them wrong."""
    signature = bytes.fromhex(_VECTOR_SIGNATURE)
    verifier = Verifier(_public_pem(bytes.fromhex(_VECTOR_PUBLIC)))
    made_here = Signer(_private_pem(bytes.fromhex(_VECTOR_PRIVATE))).sign(_VECTOR_CONTENT)
    right = {
        "SM3 of the published example": sm3_hex(b"abc") == _VECTOR_SM3,
        "the published signature": verifier.verify(_VECTOR_CONTENT, signature),
        "a signature of its own": verifier.verify(_VECTOR_CONTENT, made_here),
        "refusing a changed content": not verifier.verify(_VECTOR_CONTENT + b".", signature),
        "refusing a changed signature": not verifier.verify(_VECTOR_CONTENT, _flipped(signature)),
    }
    if wrong := [name for name, passed in right.items() if not passed]:
        raise CryptographyMissing(f"libcrypto computes SM2 or SM3 wrongly ({', '.join(wrong)}); do not use it.")


@lru_cache(maxsize=_KEPT_KEYS)
def _signer(private_pem: str | bytes, user_id: bytes) -> Signer:
    return Signer(private_pem, user_id)


@lru_cache(maxsize=_KEPT_KEYS)
def _verifier(certificate_der_or_public_pem: str | bytes, user_id: bytes) -> Verifier:
    return Verifier(certificate_der_or_public_pem, user_id)


def _certified_key(crypto: Library, bio: int) -> int | None:
    certificate = crypto.d2i_X509_bio(bio, None)
    if not certificate:
        return None
    try:
        if crypto.BIO_ctrl_pending(bio):
            raise UnreadableKey("not a certificate in DER: bytes follow it")
        handle: int | None = crypto.X509_get_pubkey(certificate)
        return handle
    finally:
        crypto.X509_free(certificate)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _flipped(signature: bytes) -> bytes:
    return signature[:-1] + bytes([signature[-1] ^ 1])


def _public_pem(point: bytes) -> bytes:
    return _pem(b"PUBLIC KEY", _PUBLIC_KEY_HEAD + point)


def _private_pem(number: bytes) -> bytes:
    before, after = _PRIVATE_KEY_HEAD
    return _pem(b"EC PRIVATE KEY", before + number + after)


def _pem(name: bytes, der: bytes) -> bytes:
    return b"-----BEGIN " + name + b"-----\n" + encodebytes(der) + b"-----END " + name + b"-----\n"
