"""Staff of one machine: an officer, a clerk and a supervisor in every province, and one supervisor who sees them all.

They have one password, which is generated; they prove nothing to anyone else. In a real deployment the operator keeps
the list (docs/operators.md).
"""

import json
from datetime import timedelta
from pathlib import Path

from deploy.local.authorities import read
from deploy.local.machine import Machine
from services.chassis import clock
from services.identity.sso.passwords import hashed

PORTAL_CLIENT = "portal"
RETURN_TO = "http://127.0.0.1/signed-in"
"""Where a browser would be sent back to; on one machine nobody listens there, and the code is read off the address."""

ROLES = ("officer", "clerk", "supervisor")
DUTIES = {"supervisor": "supervisor, finance"}
"""On one machine the supervisor keeps the authority's money too."""

EVERYWHERE = "000000"
CHIEF = f"{EVERYWHERE}-supervisor"
KEY_DAYS = 60
"""Days after which the next signing key is made."""

_ENTRY = """\
- login: "{login}"
  password_hash: "{hash}"
  organisation: "{uscc}"
  province: "{province}"
  roles: [{role}]
"""


def login(province: str, role: str) -> str:
    """The login of the one member of staff who has this role there."""
    return f"{province}-{role}"


def make_staff(machine: Machine) -> Path:
    """The list that identity reads; written once."""
    file = machine.home.secrets / "staff.yaml"
    if not file.exists():
        kept = hashed(machine.secrets.text("staff-password"))
        offices = [(one.province, one.uscc, role) for one in read() for role in ROLES]
        offices.append((EVERYWHERE, read()[0].uscc, "supervisor"))
        entries = [
            _ENTRY.format(
                login=login(province, role), hash=kept, uscc=uscc, province=province, role=DUTIES.get(role, role)
            )
            for province, uscc, role in offices
        ]
        machine.secrets.keep("staff.yaml", "".join(entries))
    return file


def make_clients(machine: Machine) -> Path:
    """The clients of the sign-in."""
    name = {"zh": "一网通办", "en": "the portal"}
    client = {"client_id": PORTAL_CLIENT, "name": name, "redirect_uris": [RETURN_TO]}
    file, wanted = machine.home.secrets / "clients.json", json.dumps([client], ensure_ascii=False)
    if not file.exists() or file.read_text() != wanted:
        machine.secrets.keep(file.name, wanted)
    return file


def make_signing_keys(machine: Machine) -> Path:
    """The folder of the keys that sign tokens; a new one is made when the newest has signed for long."""
    folder = machine.home.secrets / "signing-keys"
    today = clock.now().date()
    if not [file for file in folder.glob("*.pem") if file.stem > (today - timedelta(days=KEY_DAYS)).isoformat()]:
        machine.secrets.signing_key(f"signing-keys/{today.isoformat()}.pem")
    return folder
