"""Which processes make up one machine, and what each of them is told."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.home import CHECKOUT
from deploy.local.machine import Machine
from deploy.local.ports import LOOPBACK
from deploy.local.processes import Program
from deploy.local.sealing_keys import SealingKeys, keeping_key
from deploy.local.staff import make_clients, make_signing_keys, make_staff

STAND_INS = ("register", "channel", "carrier")
SERVICES = ("catalogue", "identity", "cases", "payments", "certificates", "seals", "logistics", "portal")
PORTAL_API = "portal-api"
SIGN_IN = "identity-sso"
BESIDE = (SIGN_IN, PORTAL_API)
"""Processes that answer over the store of the service that they belong to."""

_MODULES = {PORTAL_API: "services.portal.api", SIGN_IN: "services.identity.sso"}
AUTHORITIES = Path(__file__).parent / "authorities.csv"
LEVELS = Path(__file__).parent / "levels.json"
"""The nation's levels, but for the register: on one machine the stand-in's word is enough to decide at once (即办)."""

PAYMENT_CHANNELS = Path(__file__).parent / "payment_channels.csv"
CARRIERS = Path(__file__).parent / "carriers.csv"

ORDER_SECONDS = 30
"""How long an order can be paid on one machine: long enough to pay, short enough to see what happens if nobody does."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process and the loopback port on which it answers `/ready`."""

    name: str
    module: str
    port: int
    environment: Mapping[str, str]

    @property
    def program(self) -> Program:
        """How it is started: with the Python that runs this."""
        return Program(
            self.name, (sys.executable, "-m", self.module), {"PYTHONPATH": str(CHECKOUT), **self.environment}
        )


def stand_ins(machine: Machine) -> list[Part]:
    """The outside parties of one machine: population register, payment channel, carrier."""
    own = {
        "channel": {
            "CALLBACK_SECRET": machine.secrets.text("channel-callback"),
            "ORDER_SECONDS": _order_seconds(machine),
        },
        "carrier": {"CALLBACK_SECRET": machine.secrets.text("carrier-callback")},
    }
    return [
        Part(
            name,
            f"deploy.local.standins.{name}",
            machine.ports.of(name),
            {
                "PORT": str(machine.ports.of(name)),
                "JOURNAL": str(machine.home.stand_ins / f"{name}.jsonl"),
                **own.get(name, {}),
            },
        )
        for name in STAND_INS
    ]


def _order_seconds(machine: Machine) -> str:
    return machine.environment.get("ORDER_SECONDS", str(ORDER_SECONDS))


def services(machine: Machine) -> list[Part]:
    """Every service; the portal's HTTP side and the sign-in as processes of their own."""
    own = _own_settings(machine)
    names = (*SERVICES, *BESIDE)
    return [
        Part(name, _module(name), machine.ports.of(name), {**_common(machine, name), **own.get(name, {})})
        for name in names
    ]


def portal_url(machine: Machine) -> str:
    """Where citizens, officers and callbacks come in."""
    return url(machine, PORTAL_API)


def url(machine: Machine, name: str) -> str:
    """The address of one process of this machine."""
    return f"http://{LOOPBACK}:{machine.ports.of(name)}"


def _module(name: str) -> str:
    return _MODULES.get(name, f"services.{name}")


def _common(machine: Machine, name: str) -> dict[str, str]:
    return {
        "AMQP_URI": machine.amqp_uri,
        "MONGODB_URI": machine.mongodb_uri,
        "HTTP_PORT": str(machine.ports.of(name)),
        "LOG_LEVEL": machine.environment.get("LOG_LEVEL", "INFO"),
        "CONTRACTS_DIR": str(CHECKOUT / "contracts"),
    }


def _own_settings(machine: Machine) -> dict[str, dict[str, str]]:
    """What each service asks for beyond the common: see `Settings` in its `settings.py`."""
    secrets = machine.secrets
    return {
        "cases": {"CASES_AUTHORITIES": str(AUTHORITIES)},
        "identity": {
            "IDENTITY_REGISTER_URL": url(machine, "register"),
            "IDENTITY_BANK_URL": f"{url(machine, 'register')}/bank",
            "IDENTITY_LEVELS": str(LEVELS),
            "IDENTITY_UNSEALING_KEY": str(SealingKeys("identity", secrets).private),
            "IDENTITY_KEEPING_KEY": keeping_key(secrets),
            "IDENTITY_LOGIN_KEY": secrets.text("login"),
            "IDENTITY_STAFF": str(make_staff(machine)),
            "IDENTITY_PSEUDONYM_KEY": secrets.text("person-pseudonym"),
        },
        SIGN_IN: _sign_in(machine),
        "payments": {
            "PAYMENTS_CHANNEL_URL": url(machine, "channel"),
            "PAYMENTS_CALLBACK_SECRET": secrets.text("channel-callback"),
            "PAYMENTS_NOTIFY_URL": portal_url(machine),
            "PAYMENTS_FISCAL_URL": f"{url(machine, 'channel')}/fiscal",
            "PAYMENTS_FISCAL_SECRET": secrets.text("channel-callback"),
            "PAYMENTS_ROUTES": str(PAYMENT_CHANNELS),
            "PAYMENTS_ORDER_LIFETIME_SECONDS": _order_seconds(machine),
        },
        "logistics": _logistics(machine),
        PORTAL_API: {
            "PORTAL_ACCESS_KEY": secrets.text("portal-access"),
            "PORTAL_ISSUER": url(machine, SIGN_IN),
            "PORTAL_LOGIN_KEY": secrets.text("login"),
            "PORTAL_PSEUDONYM_KEY": secrets.text("person-pseudonym"),
            "PORTAL_IDENTITY_SEALING_KEY": str(SealingKeys("identity", secrets).public),
            "PORTAL_LOGISTICS_SEALING_KEY": str(SealingKeys("logistics", secrets).public),
            "PORTAL_PROOF_KEY": secrets.text("delivery-codes"),
            "PORTAL_ADDRESS_PER_SECOND": "0",  # on one machine everybody has one address,
            "PORTAL_ACCOUNT_PER_SECOND": "0",  # and one member of staff a province does the work of many
            "PORTAL_SEAL_ROOTS": str(machine.home.seal_keys / "ca" / "cert.pem"),
        },
        "seals": {"SEALS_KEYS_DIR": str(machine.home.seal_keys)},
    }


def _sign_in(machine: Machine) -> dict[str, str]:
    """See `SsoSettings` in services/identity/sso/settings.py."""
    secrets = machine.secrets
    return {
        "IDENTITY_ISSUER": url(machine, SIGN_IN),
        "IDENTITY_UNSEALING_KEY": str(SealingKeys("identity", secrets).private),
        "IDENTITY_KEEPING_KEY": keeping_key(secrets),
        "IDENTITY_LOGIN_KEY": secrets.text("login"),
        "IDENTITY_FORM_KEY": secrets.text("sign-in-form"),
        "IDENTITY_SIGNING_KEYS": str(make_signing_keys(machine)),
        "IDENTITY_CLIENTS": str(make_clients(machine)),
    }


def _logistics(machine: Machine) -> dict[str, str]:
    return {
        "LOGISTICS_CARRIER_URL": url(machine, "carrier"),
        "LOGISTICS_CALLBACK_SECRET": machine.secrets.text("carrier-callback"),
        "LOGISTICS_NOTIFY_URL": portal_url(machine),
        "LOGISTICS_EMS_URL": f"{url(machine, 'carrier')}/ems",
        "LOGISTICS_EMS_SECRET": machine.secrets.text("carrier-callback"),
        "LOGISTICS_PROVINCES": str(CARRIERS),
        "LOGISTICS_UNSEALING_KEY": str(SealingKeys("logistics", machine.secrets).private),
        "LOGISTICS_PROOF_KEY": machine.secrets.text("delivery-codes"),
    }
