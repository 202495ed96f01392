"""The operator's list of staff (工作人员) accounts: one YAML file, opened and closed anew at every start.

    - login: yn-0317
      password_hash: $argon2id$v=19$m=7168,t=5,p=1$…       # python -m services.identity.sso.passwords
      organisation: "11530000015100094M"                    # 统一社会信用代码 of the authority
      province: "530000"                                    # 000000: all of them
      roles: [officer]                                      # officer, clerk, supervisor, finance
      closed: left the authority                            # only to close the account

Whoever is to have other roles is closed, and opened by a later list. The only importer of yaml in identity.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import yaml

from services.chassis import codec
from services.chassis.epochs import Epochs
from services.chassis.errors import SettingMissing
from services.chassis.sealed import account_of
from services.chassis.vocabulary import Owed
from services.identity.account_messages import Role
from services.identity.settings import Settings

SHORTEST_KEY = 32

_NEEDED = {"login", "password_hash", "organisation", "province", "roles"}
_ROLES = set(get_args(Role))


def starting_commands(settings: Settings) -> Sequence[Owed]:
    """Every entry as a command to the service itself; the same entry has the same purpose: a restart does nothing."""
    if not settings.staff:
        return ()
    if len(settings.login_key) < SHORTEST_KEY:
        raise SettingMissing(f"cannot start: IDENTITY_LOGIN_KEY must have at least {SHORTEST_KEY} characters.")
    epochs = Epochs(settings.unsealing_key, "IDENTITY_UNSEALING_KEY", opens=True)
    return [_command(settings.login_key, epochs, entry) for entry in read(Path(settings.staff))]


def read(file: Path) -> Sequence[Mapping[str, Any]]:
    """The entries of a list; raises SettingMissing with every fault of it, never with what is secret."""
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingMissing(f"{file}: the list of staff must be YAML ({type(error).__name__}). Mend it.") from error
    if not isinstance(entries, list):
        raise SettingMissing(f"{file}: the list of staff must be a list of accounts. See services/identity/staff.py.")
    faults = [f"{file}, entry {number}: {fault}" for number, entry in enumerate(entries, 1) if (fault := _fault(entry))]
    logins = [entry["login"] for entry in entries] if not faults else []
    faults += [f"{file}: {one} stands there twice" for one in sorted({one for one in logins if logins.count(one) > 1})]
    if faults:
        raise SettingMissing("\n".join(faults))
    return entries


def _fault(entry: Any) -> str | None:
    if not isinstance(entry, dict) or not _NEEDED <= entry.keys() <= _NEEDED | {"closed"}:
        return f"it must have {', '.join(sorted(_NEEDED))}, and nothing else but closed"
    if not set(entry["roles"]) or not set(entry["roles"]) <= _ROLES:
        return f"roles must be some of {', '.join(sorted(_ROLES))}"
    texts = [entry[name] for name in _NEEDED - {"roles"}]
    if not all(isinstance(text, str) and text for text in texts):
        return "login, password_hash, organisation and province must be texts (put numbers in quotes)"
    return None if str(entry["password_hash"]).startswith("$argon2id$") else "password_hash must be one of Argon2id"


def _command(login_key: str, epochs: Epochs, entry: Mapping[str, Any]) -> Owed:
    account = account_of(login_key, entry["login"])
    content = hashlib.sha256(codec.canonical(entry)).hexdigest()[:16]
    if ground := entry.get("closed"):
        return Owed(f"close-{content}", "identity.close-account.v1", account, {"ground": ground})
    data = {
        "kind": "staff",
        "credential_sealed": epochs.seal({"password_hash": entry["password_hash"]}),
        "roles": list(entry["roles"]),
        "organisation": entry["organisation"],
        "office_province": entry["province"],
    }
    return Owed(f"open-{content}", "identity.open-account.v1", account, data)
