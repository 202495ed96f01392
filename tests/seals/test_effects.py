"""The key device's adapter, with OpenSSL's own command as an outside judge of every signature."""

import os
import shutil
import subprocess
import sys
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local import seal_keys
from deploy.local.authorities import Authority
from services.chassis import clock, sm2
from services.chassis.contracts import Contracts
from services.chassis.errors import SettingMissing
from services.chassis.metrics import Metrics
from services.seals.effects import Device, adapters, starting_commands
from services.seals.effects import keys as keys_held
from services.seals.ledger import faults
from services.seals.settings import Settings
from tests.seals.samples import SEALING

YUNNAN = Authority("530000", "云南省行政审批局", "11530000TB5300011J")
HUNAN = Authority("430000", "湖南省行政审批局", "11430000TB43000129")
CONTENT = '{"name":"导游证","number":"5300007K2M9QX4TB3ZP8WN5RJD"}'
CONTRACTS = Contracts.load()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seals of two authorities, made as one machine makes them."""
    folder = tmp_path_factory.mktemp("seals")
    seal_keys.make(folder, [YUNNAN, HUNAN])
    return folder


def signed(keys: Path, authority: str, content: str = CONTENT) -> dict[str, Any]:
    """The adapter's answer, which keeps to its contract."""
    return asked(adapters(Settings(keys))["seals.sign-content.v1"], authority, content)


def asked(sign: Any, authority: str, content: str = CONTENT) -> dict[str, Any]:
    """The same of an adapter that has worked before."""
    intent = {"authority": authority, "content": content, "subject": SEALING}
    answer = sign({**intent, "message": "intent-1"})
    assert answer.type == "seals.record-signature.v1"
    CONTRACTS.check_strict(answer.type, answer.data)
    return dict(answer.data)


def openssl_agrees(answer: dict[str, Any], content: str, folder: Path) -> bool:
    """Whether `openssl dgst -verify` accepts the signature under the certificate that came with it."""
    files = {name: folder / name for name in ("cert.der", "pub.pem", "signature.der", "content")}
    files["cert.der"].write_bytes(b64decode(answer["certificate"]))
    files["signature.der"].write_bytes(b64decode(answer["signature"]))
    files["content"].write_bytes(content.encode())
    public = ("x509", "-inform", "DER", "-in", str(files["cert.der"]), "-pubkey", "-noout")
    files["pub.pem"].write_bytes(subprocess.run(["openssl", *public], check=True, capture_output=True).stdout)
    how = ("dgst", "-sm3", "-verify", str(files["pub.pem"]), "-sigopt", "distid:1234567812345678")
    what = ("-signature", str(files["signature.der"]), str(files["content"]))
    return subprocess.run(["openssl", *how, *what], check=False, capture_output=True).returncode == 0


def test_openssl_accepts_the_seal(keys: Path, tmp_path: Path) -> None:
    """Anyone can check a seal with what every Linux machine has."""
    assert openssl_agrees(signed(keys, YUNNAN.uscc), CONTENT, tmp_path)


def test_openssl_refuses_the_seal_on_other_content(keys: Path, tmp_path: Path) -> None:
    """One character more and it is no longer sealed."""
    assert not openssl_agrees(signed(keys, YUNNAN.uscc), CONTENT + " ", tmp_path)


def test_openssl_computes_the_same_digest(keys: Path) -> None:
    """SM3 of the content's UTF-8 bytes."""
    judged = subprocess.run(["openssl", "dgst", "-sm3", "-r"], check=True, capture_output=True, input=CONTENT.encode())
    assert signed(keys, YUNNAN.uscc)["digest"] == judged.stdout.split()[0].decode()


def test_the_answer_says_how_it_was_signed_and_with_which_certificate(keys: Path) -> None:
    """SM2 with SM3, and the authority's own certificate."""
    answer = signed(keys, YUNNAN.uscc)
    assert answer["algorithm"] == "1.2.156.10197.1.501"
    assert b64decode(answer["certificate"]) == (keys / YUNNAN.uscc / "cert.der").read_bytes()
    assert "refused" not in answer


def test_each_authority_signs_with_its_own_key(keys: Path) -> None:
    """One authority's seal does not pass for another's."""
    sign = adapters(Settings(keys))["seals.sign-content.v1"]
    yunnan, hunan = asked(sign, YUNNAN.uscc), asked(sign, HUNAN.uscc)
    signature = b64decode(yunnan["signature"])
    assert sm2.verify(b64decode(yunnan["certificate"]), CONTENT.encode(), signature)
    assert not sm2.verify(b64decode(hunan["certificate"]), CONTENT.encode(), signature)


@pytest.mark.parametrize("authority", ["11110000TB1100012L", "ca", "../seals", "", "11530000TB5300011J/", "."])
def test_an_authority_without_a_seal_is_refused(keys: Path, authority: str) -> None:
    """Nor does a name from a message lead anywhere else in the file system."""
    assert adapters(Settings(keys))["seals.sign-content.v1"](
        {"authority": authority, "content": CONTENT, "subject": SEALING}
    ).data == {"refused": "seal-unknown"}
    assert "seal-unknown" in CONTRACTS.reasons()


def test_a_seal_made_later_is_found_without_a_restart(keys: Path, tmp_path: Path) -> None:
    """An authority that was refused can register its seal."""
    sign = adapters(Settings(tmp_path))["seals.sign-content.v1"]
    assert asked(sign, YUNNAN.uscc) == {"refused": "seal-unknown"}
    shutil.copytree(keys / YUNNAN.uscc, tmp_path / YUNNAN.uscc)
    assert "signature" in asked(sign, YUNNAN.uscc)


def test_a_key_and_a_certificate_that_do_not_belong_together_seal_nothing(keys: Path, tmp_path: Path) -> None:
    """Every certificate would fail its check; better none."""
    shutil.copytree(keys / YUNNAN.uscc, tmp_path / YUNNAN.uscc)
    shutil.copy(keys / HUNAN.uscc / "cert.der", tmp_path / YUNNAN.uscc / "cert.der")
    with pytest.raises(sm2.UnreadableKey, match="do not belong together"):
        signed(tmp_path, YUNNAN.uscc)


def test_a_broken_key_is_an_error_and_no_refusal(keys: Path, tmp_path: Path) -> None:
    """The message is parked where a person sees it, and replayed when the key is mended."""
    shutil.copytree(keys / YUNNAN.uscc, tmp_path / YUNNAN.uscc)
    (tmp_path / YUNNAN.uscc / "key.pem").write_text("broken")
    with pytest.raises(sm2.UnreadableKey):
        signed(tmp_path, YUNNAN.uscc)


def test_seals_does_not_start_without_its_keys(tmp_path: Path) -> None:
    """A wrong path is said at once, not when the first certificate waits."""
    with pytest.raises(SettingMissing, match="SEALS_KEYS_DIR"):
        adapters(Settings(tmp_path / "nowhere"))


START = """
import sys
from pathlib import Path
from services.seals.effects import adapters
from services.seals.settings import Settings
adapters(Settings(Path(sys.argv[1])))
"""


def started(keys: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Make the adapter in a process of its own."""
    command = [sys.executable, "-c", START, str(keys)]
    return subprocess.run(command, check=False, capture_output=True, timeout=60, env={**os.environ, **environment})


def test_seals_does_not_start_where_sm2_cannot_be_trusted(keys: Path, tmp_path: Path) -> None:
    """A libcrypto without SM2 (here: configured to offer nothing) stops the start, before anything is signed."""
    nothing = tmp_path / "openssl.cnf"
    nothing.write_text("openssl_conf=it\n[it]\nproviders=offered\n[offered]\nnull=on\n[on]\nactivate=1\n")
    assert started(keys).returncode == 0
    refused = started(keys, OPENSSL_CONF=str(nothing))
    assert refused.returncode == 1
    assert "CryptographyMissing" in refused.stderr.decode(), refused.stderr.decode()


def test_many_threads_may_use_one_device(keys: Path) -> None:
    """Batches can move to native threads: the device keeps nothing that two signatures would share."""
    sign = adapters(Settings(keys))["seals.sign-content.v1"]
    contents = [f'{{"number":"{number}"}}' for number in range(40)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda content: asked(sign, YUNNAN.uscc, content), contents))
    for content, answer in zip(contents, answers, strict=True):
        assert sm2.verify(b64decode(answer["certificate"]), content.encode(), b64decode(answer["signature"]))


def test_the_uses_of_a_seal_are_a_chain_in_the_order_of_signing(keys: Path) -> None:
    """However many ask at a time: numbered without gaps, each link over the one before; each seal has its own."""
    device = Device(Settings(keys, anchor_every=10))
    asked_for = [(f"{SEALING[:-2]}{number:02}", (YUNNAN, HUNAN)[number % 2].uscc) for number in range(40)]

    def sign(one: tuple[str, str]) -> Any:
        subject, authority = one
        return device.sign({"authority": authority, "content": CONTENT, "subject": subject}).data

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(sign, asked_for))
    uses = [
        (one[0], answer["digest"], answer["signed_at"], answer["use"])
        for one, answer in zip(asked_for, answers, strict=True)
    ]

    assert faults(uses, []) == []
    assert sorted(use["number"] for *_, use in uses) == sorted([*range(1, 21)] * 2)
    assert len({use["segment"] for *_, use in uses}) == 2
    assert sorted(use["number"] for *_, use in uses if use["anchored"]) == [10, 10, 20, 20]


def test_seals_does_not_start_with_a_key_that_others_can_read(keys: Path, tmp_path: Path) -> None:
    """The text names the file and what to do."""
    shutil.copytree(keys / YUNNAN.uscc, tmp_path / YUNNAN.uscc)
    (tmp_path / YUNNAN.uscc / "key.pem").chmod(0o640)
    with pytest.raises(SettingMissing, match=r"key\.pem is open to others\. chmod 600 it"):
        adapters(Settings(tmp_path))


def test_every_seal_in_the_folder_is_registered_at_the_start(keys: Path) -> None:
    """With its certificate and term; started again with the same certificate, it is the same registration."""
    owed = starting_commands(Settings(keys))
    assert [one.subject for one in owed] == sorted(f"seal-{one.uscc}" for one in (YUNNAN, HUNAN))
    for one in owed:
        CONTRACTS.check_strict(one.type, one.data)
    assert [one.purpose for one in owed] == [one.purpose for one in starting_commands(Settings(keys))]
    assert "云南省行政审批局电子印章" in {one.data["name"] for one in owed}


def test_the_days_left_of_every_seal_can_be_watched(keys: Path) -> None:
    """A certificate that nobody renews in time is seen coming."""
    ends = keys_held(Settings(keys))
    assert set(ends) == {YUNNAN.uscc, HUNAN.uscc}
    metrics = Metrics("seals")
    metrics.keys_end(ends)
    shown = metrics.exposition().decode()
    assert f'tongban_key_expiry_timestamp_seconds{{key="{YUNNAN.uscc}",service="seals"}}' in shown
    assert all(timedelta(days=3640) < at - clock.now() < timedelta(days=3651) for at in ends.values())
