"""Whom the portal trusts: each link of a seal's chain is checked, at the moment at which it sealed."""

import base64
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local import seal_keys
from services.chassis import clock, der, x509
from services.chassis.errors import SettingMissing
from services.portal.api.trust import Trust
from tests.portal.conftest import YUNNAN

ID = "distid:1234567812345678"
AUTHORITY = "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"
SEAL = "basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature"
EMPTY = "[req]\ndistinguished_name = subject\n[subject]\n"


def made(folder: Path, name: str, extensions: Sequence[str], above: str | None = None) -> bytes:
    """A key and certificate by OpenSSL's own command, signed by itself or by the one above; its DER."""
    (folder / "openssl.cnf").write_text(EMPTY)
    signing = ("-CA", str(folder / f"{above}.pem"), "-CAkey", str(folder / f"{above}.key")) if above else ()
    added = [part for extension in extensions for part in ("-addext", extension)]
    subject = f"/O={name}/serialNumber={YUNNAN.uscc}/CN={name}"
    files = ("-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem"))
    how = ("openssl", "req", "-x509", "-newkey", "sm2", "-noenc", "-sm3", "-sigopt", ID, "-days", "30")
    config = ("-config", str(folder / "openssl.cnf"))
    subprocess.run([*how, *config, *files, "-subj", subject, *added, *signing], check=True, capture_output=True)
    return whole(folder, name)


def whole(folder: Path, name: str) -> bytes:
    """The certificate's DER."""
    out = ("openssl", "x509", "-in", str(folder / f"{name}.pem"), "-outform", "DER")
    return subprocess.run(out, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root, an authority below it, a seal below that; and a stranger."""
    folder = tmp_path_factory.mktemp("chain")
    made(folder, "root", AUTHORITY)
    made(folder, "between", AUTHORITY, "root")
    made(folder, "seal", SEAL, "between")
    made(folder, "stranger", AUTHORITY)
    return folder


def trust_in(folder: Path, *names: str) -> Trust:
    """What the portal makes of a file of these certificates."""
    return Trust.load(bundle(folder, *names))


def bundle(folder: Path, *names: str) -> Path:
    """One file of them."""
    file = folder / ("-".join(names) + ".bundle")
    file.write_text("".join((folder / f"{name}.pem").read_text() for name in names))
    return file


def fault(trust: Trust, seal: bytes, *standing: dict[str, str], at: datetime | None = None) -> str | None:
    """What is wrong with the seal of Yunnan's authority."""
    return trust.fault(seal, YUNNAN.uscc, standing, at or clock.now())


def test_a_chain_over_an_intermediate_leads_to_the_root(folder: Path) -> None:
    """Where OpenSSL 3.0's own `verify` fails, because it gives the signer's id to the last link only."""
    trust = trust_in(folder, "root", "between")
    assert (len(trust.roots), len(trust.between)) == (1, 1)
    assert fault(trust, whole(folder, "seal")) is None


def test_a_chain_with_a_link_missing_leads_nowhere(folder: Path) -> None:
    """Nor does one to somebody else's root; and an authority's own certificate is no seal's."""
    assert fault(trust_in(folder, "root"), whole(folder, "seal")) == "seal-certificate-untrusted"
    assert fault(trust_in(folder, "stranger", "between"), whole(folder, "seal")) == "seal-certificate-untrusted"
    assert fault(trust_in(folder, "root"), whole(folder, "between")) == "seal-certificate-misused"


def test_a_seal_may_not_certify_another(folder: Path) -> None:
    """A certificate that a seal's key has signed is worth nothing, though every signature holds."""
    forged = made(folder, "forged", SEAL, "seal")
    assert fault(trust_in(folder, "root", "between", "seal"), forged) == "seal-certificate-untrusted"


def test_a_changed_certificate_is_not_the_one_that_was_signed(folder: Path) -> None:
    """One letter of the name."""
    changed = whole(folder, "seal").replace(b"\x0c\x04seal", b"\x0c\x04sea1")
    assert changed != whole(folder, "seal")
    assert fault(trust_in(folder, "root", "between"), changed) == "seal-certificate-untrusted"


def test_the_moment_of_sealing_counts(folder: Path) -> None:
    """Before and after its term a seal's certificate seals nothing; what it sealed within stays good for ever."""
    trust, now = trust_in(folder, "root", "between"), clock.now()
    assert fault(trust, whole(folder, "seal"), at=now - timedelta(days=1)) == "seal-certificate-out-of-term"
    assert fault(trust, whole(folder, "seal"), at=now + timedelta(days=31)) == "seal-certificate-out-of-term"


def test_what_a_seal_sealed_before_it_was_revoked_still_verifies(folder: Path) -> None:
    """With its date; what it sealed while it was suspended or revoked does not."""
    trust, seal, now = trust_in(folder, "root", "between"), whole(folder, "seal"), clock.now()
    later, earlier = clock.stamp(now + timedelta(minutes=1)), clock.stamp(now - timedelta(minutes=1))
    assert fault(trust, seal, {"is": "seal-revoked", "since": later}) is None
    assert fault(trust, seal, {"is": "seal-revoked", "since": earlier}) == "sealed-after-revocation"
    held = {"is": "seal-suspended", "since": earlier}
    assert fault(trust, seal, held) == "sealed-after-revocation"
    assert fault(trust, seal, held, {"is": "seal-restored", "since": clock.stamp(now)}, at=now) is None


def test_a_certificate_after_a_revocation_is_a_new_beginning_for_itself_alone(folder: Path) -> None:
    """换发: what is sealed under the new one verifies; the revoked key seals nothing, whenever it is tried."""
    trust, old, new = trust_in(folder, "root", "between"), made(folder, "old", SEAL, "between"), whole(folder, "seal")
    first, middle, last = (clock.stamp(clock.now() - timedelta(minutes=ago)) for ago in (3, 2, 1))
    begun, renewed = registered(old, first), registered(new, last)
    revoked = {"is": "seal-revoked", "since": middle}
    assert fault(trust, old, begun) is None
    assert fault(trust, old, begun, revoked, renewed) == "sealed-after-revocation"
    assert fault(trust, new, begun, revoked, renewed) is None
    suspended = {"is": "seal-suspended", "since": middle}
    assert fault(trust, new, begun, suspended, renewed) == "sealed-after-revocation", "a new key lifts no suspension"


def registered(certificate: bytes, since: str) -> dict[str, str]:
    """The seal gets a certificate."""
    return {"is": "seal-registered", "since": since, "certificate": base64.b64encode(certificate).decode()}


def test_a_seal_is_that_of_the_issuer(folder: Path) -> None:
    """A genuine seal of another authority is the wrong one."""
    trust = trust_in(folder, "root", "between")
    assert trust.fault(whole(folder, "seal"), "11430000TB43000129", (), clock.now()) == "seal-of-another"


def test_garbage_is_no_certificate(folder: Path) -> None:
    """Whatever bytes come, the answer is a no and no error."""
    trust, seal = trust_in(folder, "root", "between"), whole(folder, "seal")
    for garbage in (b"", b"\x30", b"\x30\x80", seal[:-1], seal + b"\x00", b"\x30\x03\x02\x01\x05"):
        assert fault(trust, garbage) == "seal-certificate-misused"
    for cut in range(0, len(seal), 7):
        with pytest.raises(der.NotDer):
            x509.read(seal[:cut])


def test_this_machines_seals_lead_to_this_machines_root(tmp_path: Path) -> None:
    """As `make run` makes them."""
    seal_keys.make(tmp_path, [YUNNAN])
    seal = (tmp_path / YUNNAN.uscc / "cert.der").read_bytes()
    assert fault(Trust.load(tmp_path / "ca" / "cert.pem"), seal) is None
    assert x509.read(seal).holder == YUNNAN.uscc


def test_the_portal_does_not_start_without_a_root(folder: Path, tmp_path: Path) -> None:
    """A wrong path, an empty file, and a file without a root are said at once."""
    (tmp_path / "empty").write_text("")
    for file in (tmp_path / "nowhere", tmp_path / "empty", bundle(folder, "between")):
        with pytest.raises(SettingMissing, match="PORTAL_SEAL_ROOTS"):
            Trust.load(file)


def test_terms_are_read_in_both_forms() -> None:
    """UTCTime to 2049, GeneralizedTime from 2050 on (RFC 5280)."""
    assert x509.moment(der.read(b"\x17\x0d261121043652Z")) == datetime(2026, 11, 21, 4, 36, 52, tzinfo=UTC)
    assert x509.moment(der.read(b"\x18\x0f20561121043652Z")) == datetime(2056, 11, 21, 4, 36, 52, tzinfo=UTC)
