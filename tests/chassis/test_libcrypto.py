"""A machine that cannot sign with SM2 says so, and what to install."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis import libcrypto, sm2


@pytest.fixture
def fresh_search() -> Iterator[None]:
    """Let the library be looked for again, before and after."""
    libcrypto.library.cache_clear()
    yield
    libcrypto.library.cache_clear()


@pytest.mark.usefixtures("fresh_search")
def test_a_machine_without_the_library_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """No silent fallback: the message names the package."""
    monkeypatch.setattr(libcrypto, "_candidates", lambda: iter(["libcrypto.so.absent"]))
    with pytest.raises(libcrypto.CryptographyMissing, match=r"not found.*apt-get install libssl3"):
        sm2.self_test()


@pytest.mark.usefixtures("fresh_search")
def test_a_library_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenSSL 1.1 and LibreSSL call themselves older than 3.0 and are not used."""
    monkeypatch.setattr(libcrypto, "OLDEST", 0xF0000000)
    with pytest.raises(libcrypto.CryptographyMissing, match=r"too old.*libssl3"):
        sm2.self_test()


def test_a_library_without_sm2_is_refused(tmp_path: Path) -> None:
    """Where the configured providers offer no SM2 the start-up check says so instead of signing with anything else."""
    settings = "openssl_conf=a\n[a]\nproviders=b\n[b]\nnull=c\n[c]\nactivate=1\n"
    (tmp_path / "openssl.cnf").write_text(settings)
    program = "from services.chassis import sm2; sm2.self_test()"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "OPENSSL_CONF": str(tmp_path / "openssl.cnf")},
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert run.returncode != 0
    assert b"without SM2 or SM3" in run.stderr
