"""Each authority of one machine gets a key it can seal with and a certificate that says whose it is."""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from deploy.local import authorities, seal_keys
from services.chassis import sm2

OFFICES = authorities.read()
YUNNAN = next(office for office in OFFICES if office.province == "530000")
CONTENT = b'{"name":"document"}'


def openssl(*arguments: str | Path) -> str:
    """What the openssl command says; the test fails when it fails."""
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, timeout=30).stdout.decode()


def files_of(folder: Path) -> dict[Path, bytes]:
    """Every file below the folder with its content."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All seal keys, made once."""
    folder = tmp_path_factory.mktemp("seal-keys")
    assert seal_keys.make(folder, OFFICES) == len(OFFICES) + 1
    return folder


def test_every_authority_can_seal(keys: Path) -> None:
    """The key of each signs, and its certificate verifies it, in both forms."""
    for office in OFFICES:
        place = keys / office.uscc
        signature = sm2.sign((place / "key.pem").read_bytes(), CONTENT)
        assert sm2.verify((place / "cert.der").read_bytes(), CONTENT, signature)


def test_no_authority_can_seal_for_another(keys: Path) -> None:
    """Every key is its own."""
    signature = sm2.sign((keys / YUNNAN.uscc / "key.pem").read_bytes(), CONTENT)
    others = [keys / office.uscc / "cert.der" for office in OFFICES if office != YUNNAN]
    assert not any(sm2.verify(other.read_bytes(), CONTENT, signature) for other in others)


def test_the_certificate_says_whose_it_is_and_that_it_is_a_test(keys: Path) -> None:
    """Name and code of the office, the unit that marks a test, and an issuer nobody takes for a real one."""
    certificate = keys / YUNNAN.uscc / "cert.pem"
    said = openssl("x509", "-in", certificate, "-noout", "-subject", "-issuer", "-nameopt", "utf8,sep_multiline")
    for part in ("CN=云南省行政审批局", f"serialNumber={YUNNAN.uscc}", "OU=通办本机测试", "CN=通办本机测试CA"):
        assert part in said


def test_openssl_follows_the_certificate_to_the_local_authority(keys: Path) -> None:
    """The chain is signed under the standard's id, as any other implementation would check it."""
    distid = ("-vfyopt", "distid:1234567812345678")
    for office in OFFICES[:3]:
        said = openssl("verify", "-CAfile", keys / "ca" / "cert.pem", *distid, keys / office.uscc / "cert.pem")
        assert said.strip().endswith("OK")


def test_only_the_owner_can_read_a_key(keys: Path) -> None:
    """Keys are 0600 and their folders 0700."""
    for key in keys.glob("*/key.pem"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_the_two_forms_of_a_certificate_are_the_same(keys: Path) -> None:
    """PEM for people and tools, DER for the signature: one certificate."""
    place = keys / YUNNAN.uscc
    openssl("x509", "-in", place / "cert.pem", "-outform", "DER", "-out", keys / "again.der")
    assert (keys / "again.der").read_bytes() == (place / "cert.der").read_bytes()


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """Keys that exist are kept: what was sealed yesterday is verified by the same certificate today."""
    assert seal_keys.make(tmp_path, OFFICES[:2]) == 3
    before = files_of(tmp_path)
    assert seal_keys.make(tmp_path, OFFICES[:2]) == 0
    assert files_of(tmp_path) == before


def test_a_new_authority_gets_its_key_and_the_others_keep_theirs(tmp_path: Path) -> None:
    """Adding a line to the file makes one key more."""
    seal_keys.make(tmp_path, OFFICES[:2])
    before = files_of(tmp_path)
    assert seal_keys.make(tmp_path, OFFICES[:3]) == 1
    assert before.items() <= files_of(tmp_path).items()


def test_what_a_crash_left_half_made_is_made_again(tmp_path: Path) -> None:
    """A draft is thrown away and a place without all its files is not believed."""
    seal_keys.make(tmp_path, OFFICES[:1])
    (tmp_path / OFFICES[0].uscc / "cert.der").unlink()
    draft = tmp_path / f"{seal_keys._DRAFT}dead"
    shutil.copytree(tmp_path / "ca", draft)
    assert seal_keys.make(tmp_path, OFFICES[:1]) == 1
    assert not draft.exists()
    assert (tmp_path / OFFICES[0].uscc / "cert.der").exists()


def test_a_name_with_signs_that_openssl_takes_for_its_own_stays_a_name(tmp_path: Path) -> None:
    """A slash or a plus in an office's name does not add parts to the subject."""
    odd = authorities.Authority("530000", "云南/C=XX+O=省\\局", YUNNAN.uscc)
    seal_keys.make(tmp_path, [odd])
    certificate = tmp_path / odd.uscc / "cert.pem"
    said = openssl("x509", "-in", certificate, "-noout", "-subject", "-nameopt", "utf8,sep_multiline")
    assert "C=XX" not in {line.strip() for line in said.splitlines()}
    assert "省" in said


def test_without_the_openssl_command_the_message_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, with what to type."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert seal_keys.main([str(tmp_path / "keys")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "apt-get install openssl" in said
