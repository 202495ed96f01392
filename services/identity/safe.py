"""What applicants sealed, opened; and locked again under a key of the person's own before anything of it is stored.

Whoever destroys that key makes everything unreadable that was kept under it: commits cannot be changed, keys can
be lost. The keys stand apart from the commits, locked under the service's own (`lasting.py`). What came sealed can be
opened until its sealing key ends (services/chassis/epochs.py), here and wherever else a copy lies.
"""

import hmac
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from services.chassis.definition import Secrets
from services.chassis.epochs import Epochs, KeyGone
from services.chassis.errors import SettingMissing
from services.chassis.sealed import SHORTEST_PSEUDONYM_KEY, Unreadable, lock, new_lock, pseudonym, unlock
from services.identity.account_messages import ActivateAccount, OpenAccount
from services.identity.identifiers import compact, kind_of, standard
from services.identity.lasting import Keeping
from services.identity.organisation_messages import ConfirmRepresentative
from services.identity.person_messages import Claim, ErasePerson, VerifyPerson
from services.identity.settings import Settings

WithCredential = TypeVar("WithCredential", OpenAccount, ActivateAccount)


_EARLY = "identity-key-early"
"""No fault yet: the key may be on its way here."""


class Safe:
    """Opens, locks and forgets."""

    def __init__(self, settings: Settings, secrets: Secrets) -> None:
        """Reads the unsealing keys and tries them: a wrong one must stop the start, not refuse the citizens."""
        if len(settings.pseudonym_key) < SHORTEST_PSEUDONYM_KEY:
            raise SettingMissing(f"IDENTITY_PSEUDONYM_KEY must have at least {SHORTEST_PSEUDONYM_KEY} characters.")
        self._names, self._secrets = settings.pseudonym_key.encode(), secrets
        self._epochs = Epochs(settings.unsealing_key, "IDENTITY_UNSEALING_KEY", opens=True)
        self._keeping = Keeping.of(settings.keeping_key, settings.unsealing_key)

    def opened(self, person: str, token: str) -> Mapping[str, Any]:
        """What stands in it, under the person's key or, from outside, the service's own; raises Unreadable."""
        if key := self._keys([person]).get(person):
            with suppress(Unreadable):
                return unlock(key, token)
        return self._epochs.open(token)

    def looked_into(self, commands: Sequence[VerifyPerson]) -> list[VerifyPerson]:
        """With what each applicant claims, and locked for the person alone: two round trips a batch at most."""
        found = [self._found(command) for command in commands]
        people = {command.subject for command, (claim, _) in zip(commands, found, strict=True) if claim.fault is None}
        keys = self._made(sorted(people))
        return [
            replace(command, claim=claim, applicant_sealed=lock(keys[command.subject], data) if data else "")
            for command, (claim, data) in zip(commands, found, strict=True)
        ]

    def erased(self, commands: Sequence[ErasePerson]) -> Sequence[ErasePerson]:
        """First destroyed, then said: a crash in between destroys what is gone already, and says it then."""
        self._secrets.drop_secrets([command.subject for command in commands])
        return commands

    def kept(self, command: WithCredential) -> WithCredential:
        """The credential under a key that lasts: a password outlives the key that it came sealed under."""
        try:
            credential = self._keeping.credential(self._epochs.open(command.credential_sealed))
        except KeyGone as gone:
            return replace(command, credential_sealed="", early=not gone.over)
        except Unreadable:
            return replace(command, credential_sealed="", early=False)
        return replace(command, credential_sealed=credential, early=False)

    def claims(self, commands: Sequence[ConfirmRepresentative]) -> list[ConfirmRepresentative]:
        """Claims to represent an organisation, each locked for the person who makes it; wrong ones are not kept."""
        found = [self._claimed(command) for command in commands]
        keys = self._made(sorted({one.person for one, (fault, _) in zip(commands, found, strict=True) if not fault}))
        return [
            replace(one, fault=fault, claim_sealed="" if fault else lock(keys[one.person], data), early=fault == _EARLY)
            for one, (fault, data) in zip(commands, found, strict=True)
        ]

    def _claimed(self, command: ConfirmRepresentative) -> tuple[str | None, Mapping[str, Any]]:
        """Both numbers must be those of the organisation and of the person whose names the message bears."""
        try:
            data = self._epochs.open(command.claim_sealed)
            (uscc, *_), (number, *_) = read(data["organisation"]), read(data["representative"])
        except KeyGone as gone:
            return _EARLY if gone.may_come(command.at) else "identity-key-retired", {}
        except (Unreadable, LookupError, TypeError, AttributeError):
            return "identity-unreadable", {}
        if kind_of(uscc) != "organisation" or kind_of(number) in (None, "organisation"):
            return "identifier-invalid", {}
        theirs = {pseudonym(self._names, one) for one in (number, standard(number))}
        if command.subject != pseudonym(self._names, uscc, "organisation") or command.person not in theirs:
            return "identity-forged", {}
        return None, data

    def _found(self, command: VerifyPerson) -> tuple[Claim, Mapping[str, Any]]:
        """A fault where it is nobody's, or another's; of that nothing is kept."""
        try:
            data = self._epochs.open(command.applicant_sealed)
        except KeyGone as gone:
            return Claim("identity-key-retired", early=gone.may_come(command.at)), {}
        except Unreadable:
            return Claim("identity-unreadable"), {}
        number, name, _ = read(data)
        if kind_of(number) is None:
            return Claim("identifier-invalid"), {}
        if command.subject not in {pseudonym(self._names, one) for one in (number, standard(number))}:
            return Claim("identity-forged"), {}
        digest = hmac.digest(self._names, f"name\n{standard(number)}\n{name}".encode(), "sha256")
        return Claim(name=digest.hex()[:24]), data

    def _keys(self, people: Sequence[str]) -> dict[str, str]:
        locked = self._secrets.read_secrets(people) if people else {}
        return {person: str(unlock(self._keeping.persons, text)["key"]) for person, text in locked.items()}

    def _made(self, people: Sequence[str]) -> dict[str, str]:
        """Their keys; who has none gets one. Of two who make one at a time the first counts."""
        keys = self._keys(people)
        made = {person: new_lock() for person in people if person not in keys}
        taken = self._secrets.put_secrets({one: lock(self._keeping.persons, {"key": key}) for one, key in made.items()})
        return {**keys, **made, **self._keys(sorted(taken))}


def read(applicant: Mapping[str, Any]) -> tuple[str, str, str]:
    """Number, name and telephone, as they were typed but for blanks and signs of an input method."""
    number, name, phone = (str(applicant.get(field, "")) for field in ("number", "name", "phone"))
    return compact(number), name.strip(), phone.strip()
