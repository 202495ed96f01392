"""The system's libcrypto (OpenSSL 3.0 or later): found, checked, and its functions declared for `sm2.py`.

Python's `ssl` offers no SM2 and no maintained package does as fast, so `sm2.py` calls the library the
operating system keeps up to date. Nothing is bundled and nothing insecure is fallen back to: what is missing
is said, with what to install.
"""

import ctypes
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_ulong, c_void_p
from ctypes.util import find_library
from functools import lru_cache
from typing import Any

from services.chassis.errors import CannotStart

OLDEST = 0x30000000
"""OpenSSL 3.0.0 as `OpenSSL_version_num` writes it; LibreSSL answers 0x20000000 for ever."""

_REMEDY = "Install OpenSSL 3.0 or later with SM2 and SM3 (Debian: apt-get install libssl3; Alpine: apk add libcrypto3)."
_NAMES = ("libcrypto.so.3", "libcrypto.so.4", "libcrypto.3.dylib", "libcrypto.4.dylib")

_Functions = Mapping[str, tuple[Any, Sequence[Any]]]

_VERSION: _Functions = {"OpenSSL_version_num": (c_ulong, ())}

_ERRORS: _Functions = {
    "ERR_clear_error": (None, ()),
    "ERR_get_error": (c_ulong, ()),
    "ERR_error_string_n": (None, (c_ulong, c_char_p, c_size_t)),
}

_FETCHING: _Functions = {
    "EVP_MD_fetch": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_SIGNATURE_fetch": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_SIGNATURE_free": (None, (c_void_p,)),
}

_READING: _Functions = {
    "BIO_new_mem_buf": (c_void_p, (c_char_p, c_int)),
    "BIO_ctrl_pending": (c_size_t, (c_void_p,)),
    "BIO_free": (c_int, (c_void_p,)),
    "PEM_read_bio_PrivateKey": (c_void_p, (c_void_p, c_void_p, c_void_p, c_char_p)),
    "PEM_read_bio_PUBKEY": (c_void_p, (c_void_p, c_void_p, c_void_p, c_char_p)),
    "d2i_X509_bio": (c_void_p, (c_void_p, c_void_p)),
    "X509_get_pubkey": (c_void_p, (c_void_p,)),
    "X509_free": (None, (c_void_p,)),
    "EVP_PKEY_is_a": (c_int, (c_void_p, c_char_p)),
    "EVP_PKEY_free": (None, (c_void_p,)),
}

_SIGNING: _Functions = {
    "EVP_MD_CTX_new": (c_void_p, ()),
    "EVP_MD_CTX_free": (None, (c_void_p,)),
    "EVP_MD_CTX_set_pkey_ctx": (None, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_new": (c_void_p, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_CTX_set1_id": (c_int, (c_void_p, c_char_p, c_size_t)),
    "EVP_DigestSignInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestSign": (c_int, (c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_DigestVerifyInit": (c_int, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "EVP_DigestVerify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
}


class CryptographyMissing(CannotStart):
    """This machine's libcrypto is absent, too old, lacks SM2 or SM3, or computes them wrongly."""


class CryptographyError(RuntimeError):
    """libcrypto refused an operation that cannot fail for the caller's data; carries the library's own reasons."""


class Library:
    """libcrypto with every function declared. `sm3` is the fetched digest, shared by all threads."""

    def __init__(self, loaded: ctypes.CDLL) -> None:
        self._loaded = loaded
        _declare(loaded, _VERSION)
        found = loaded.OpenSSL_version_num()
        if found < OLDEST:
            raise CryptographyMissing(f"libcrypto is too old (version number {found:#x}). {_REMEDY}")
        for functions in (_ERRORS, _FETCHING, _READING, _SIGNING):
            _declare(loaded, functions)
        self.sm3 = self._fetched_sm3()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(self._loaded, name)
        self.__dict__[name] = function
        return function

    def _fetched_sm3(self) -> int:
        signature = self.EVP_SIGNATURE_fetch(None, b"SM2", None)
        digest = self.EVP_MD_fetch(None, b"SM3", None)
        self.EVP_SIGNATURE_free(signature)
        if not (signature and digest):
            self.ERR_clear_error()
            raise CryptographyMissing(f"libcrypto was built, or is configured, without SM2 or SM3. {_REMEDY}")
        return int(digest)

    def reasons(self) -> str:
        """Empty this thread's error queue and return it as text; Python's own `ssl` shares the queue."""
        texts = []
        text = ctypes.create_string_buffer(256)
        while code := self.ERR_get_error():
            self.ERR_error_string_n(code, text, len(text))
            texts.append(text.value.decode("ascii", "replace"))
        return "; ".join(texts) or "no reason given"

    @contextmanager
    def reading(self, content: bytes) -> Iterator[int]:
        """A read-only memory BIO over `content`, freed at the end."""
        bio = self.BIO_new_mem_buf(content, len(content))
        if not bio:
            raise CryptographyError(f"no memory BIO: {self.reasons()}")
        try:
            yield bio
        finally:
            self.BIO_free(bio)


def _declare(loaded: ctypes.CDLL, functions: _Functions) -> None:
    for name, (result, arguments) in functions.items():
        try:
            function = getattr(loaded, name)
        except AttributeError:
            raise CryptographyMissing(f"libcrypto has no {name}. {_REMEDY}") from None
        function.restype, function.argtypes = result, arguments


def _candidates() -> Iterator[str]:
    yield from _NAMES
    if found := find_library("crypto"):  # slow: it may start a compiler
        yield found


def _opened() -> ctypes.CDLL:
    for name in _candidates():
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise CryptographyMissing(f"libcrypto was not found. {_REMEDY}")


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the one libcrypto of this process; raises CryptographyMissing, naming what to install."""
    return Library(_opened())
