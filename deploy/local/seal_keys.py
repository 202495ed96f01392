"""Seal keys of one machine: `python -m deploy.local.seal_keys <folder>`.

A certificate authority that exists on this machine only (通办本机测试CA), and an SM2 key with a certificate
for each stand-in authority of `authorities.csv`:

    <folder>/ca/{key.pem, cert.pem, cert.der}
    <folder>/<USCC>/{key.pem, cert.pem, cert.der}

They prove nothing to anyone else; a real deployment holds the keys in a signing device and gets the
certificates from a licensed authority. What exists is kept; what a crash left half made is made again.
"""

import argparse
import fcntl
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from deploy.local.authorities import Authority, read
from deploy.local.trouble import Trouble

ROOT_NAME = "通办本机测试CA"
TEST_UNIT = "通办本机测试"
"""The organisational unit of every certificate: whoever reads one sees that it is no real office's."""

VALID_DAYS = 3650
_DRAFT = ".draft-"
_FILES = ("key.pem", "cert.pem", "cert.der")

_CONFIGURATION = """\
[req]
distinguished_name = subject
[subject]
[root]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[authority]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""

# Without the id OpenSSL 3.0 signs under an empty one, which no other SM2 implementation accepts.
_REQUEST = (
    *("openssl", "req", "-x509", "-newkey", "sm2", "-noenc", "-utf8"),
    *("-sm3", "-sigopt", "distid:1234567812345678", "-days", str(VALID_DAYS)),
)


def make(folder: Path, authorities: Sequence[Authority]) -> int:
    """Make what is missing, several at a time; returns how many key pairs were made. Raises Trouble."""
    with _alone(folder):
        made = int(_make(folder, "ca", "root", f"/C=CN/O={_escaped(TEST_UNIT)}/CN={ROOT_NAME}"))
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            made += sum(threads.map(lambda authority: _make_for(folder, authority), authorities))
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the keys in the folder that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.seal_keys", description="Make local SM2 seal keys.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    try:
        made = make(folder, read())
    except Trouble as trouble:
        print(f"seal_keys: {trouble}", file=sys.stderr)
        return 1
    print(f"{made} seal keys made in {folder}")
    return 0


def _make_for(folder: Path, authority: Authority) -> bool:
    name = _escaped(authority.name_zh)
    subject = f"/C=CN/O={name}/OU={TEST_UNIT}/serialNumber={authority.uscc}/CN={name}"
    root = folder / "ca"
    signed_by_root = ("-CA", str(root / "cert.pem"), "-CAkey", str(root / "key.pem"))
    return _make(folder, authority.uscc, "authority", subject, signed_by_root)


def _make(folder: Path, name: str, kind: str, subject: str, signing: Sequence[str] = ()) -> bool:
    """Make one key and certificate aside, then move both into place in one step; False when they exist."""
    place = folder / name
    if all((place / file).exists() for file in _FILES):
        return False
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))
    key, certificate, der = (draft / file for file in _FILES)
    configuration = draft / "openssl.cnf"
    configuration.write_text(_CONFIGURATION, encoding="utf-8")
    files = ("-config", str(configuration), "-keyout", str(key), "-out", str(certificate))
    _run([*_REQUEST, *files, "-extensions", kind, "-subj", subject, *signing])
    key.chmod(0o600)
    der.write_bytes(ssl.PEM_cert_to_DER_cert(certificate.read_text(encoding="ascii")))
    configuration.unlink()
    if place.exists():
        shutil.rmtree(place)
    draft.rename(place)
    return True


def _run(command: Sequence[str]) -> None:
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except FileNotFoundError as error:
        raise Trouble("the openssl command is not installed", "apt-get install openssl (3.0 or later)") from error
    if run.returncode:
        reason = (run.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise Trouble(f"openssl made no SM2 key ({reason})", "install OpenSSL 3.0 or later with SM2", run.stderr)


def _escaped(name: str) -> str:
    """The name as `-subj` takes it, where some signs separate parts."""
    return re.sub(r"([/+=\\])", r"\\\1", name)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that every draft found in it is a dead one's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for draft in folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(draft)
        yield


if __name__ == "__main__":
    sys.exit(main())
