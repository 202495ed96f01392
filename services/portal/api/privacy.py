"""Personal data on its way through the portal: sealed for the one capability entitled to it, kept nowhere here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from services.chassis.epochs import Epochs
from services.chassis.sealed import account_of, pseudonym
from services.portal.api.models import Applicant
from services.portal.settings import ApiSettings


@dataclass(frozen=True, slots=True)
class Privacy:
    """Names persons by pseudonym, and seals what must not be read on the way."""

    pseudonym_key: bytes
    login_key: str
    identity: Epochs
    logistics: Epochs

    @classmethod
    def load(cls, settings: ApiSettings) -> Self:
        """Read the public keys, and try them; raises SettingMissing."""
        identity = Epochs(settings.identity_sealing_key, "PORTAL_IDENTITY_SEALING_KEY", opens=False)
        logistics = Epochs(settings.logistics_sealing_key, "PORTAL_LOGISTICS_SEALING_KEY", opens=False)
        return cls(settings.pseudonym_key.encode(), settings.login_key, identity, logistics)

    def person(self, applicant: Applicant) -> str:
        """The applicant's id on the bus."""
        return self.person_of(applicant.number)

    def person_of(self, number: str) -> str:
        """The id on the bus of whoever has this number."""
        return pseudonym(self.pseudonym_key, number)

    def organisation_of(self, credit_code: str) -> str:
        """The organisation with this credit code, as a party to mandates."""
        return pseudonym(self.pseudonym_key, credit_code, "organisation")

    def claim(self, organisation: Applicant, representative: Applicant) -> str:
        """{organisation, representative}, each {name, number}, which only identity can open."""
        who = {"organisation": organisation, "representative": representative}
        return self.identity.seal({name: one.model_dump(include={"name", "number"}) for name, one in who.items()})

    def account(self, login: str) -> str:
        """The account of a login."""
        return account_of(self.login_key, login)

    def activation(self, code: str, until: str) -> str:
        """A credential that is good for setting a password, once and until then; only identity can open it."""
        digest = hashlib.sha256(code.encode()).hexdigest()
        return self.identity.seal({"activation_sha256": digest, "activation_until": until})

    def applicant(self, applicant: Applicant) -> str:
        """{name, number, phone?, card?}, which only identity can open."""
        return self.identity.seal(applicant.model_dump(exclude_none=True))

    def address(self, applicant: Applicant | None, address: str) -> str:
        """{address, name?, phone?}, which only logistics can open. Without an applicant it is an address alone."""
        to = applicant.model_dump(exclude_none=True, include={"name", "phone"}) if applicant else {}
        return self.whereabouts({**to, "address": address})

    def whereabouts(self, where: Mapping[str, str]) -> str:
        """{address, name?, phone?} as they are, which only logistics can open."""
        return self.logistics.seal(where)
