"""Accounts: opened, used, closed; and sessions whose end everybody hears of.

How often a password may be tried is not decided here: guesses come faster than messages (see `sso/attempts.py`).
"""

import hashlib
from dataclasses import replace
from typing import TypeAlias, assert_never

from services.chassis.vocabulary import NotYet
from services.identity.account_messages import (
    AccountActivated,
    AccountClosed,
    AccountCommand,
    AccountEvent,
    AccountOpened,
    AccountRefused,
    AccountState,
    ActivateAccount,
    CloseAccount,
    ClosedAccount,
    EndSession,
    OpenAccount,
    OpenedAccount,
    RecordSignIn,
    SessionEnded,
    SignInFailed,
    SignInSucceeded,
)

Known: TypeAlias = AccountState | None
"""An account's state; None before it is opened."""


def decide(command: AccountCommand, state: Known) -> list[AccountEvent]:
    """What follows from a command about an account. Raises NotYet for what overtook the opening."""
    match command:
        case OpenAccount() | ActivateAccount() if command.early:
            raise NotYet("it is sealed under a key that is not in IDENTITY_UNSEALING_KEY: put it there")
        case OpenAccount():
            return _open(command, state)
        case _ if state is None:
            raise NotYet("the account is not opened yet")
        case ActivateAccount():
            return _activated(command, state)
        case CloseAccount():
            return _closed(command, state)
        case RecordSignIn():
            return [_signed_in(command)]
        case EndSession():
            known = command.session in state.ended
            return [] if known else [SessionEnded(command.subject, command.session, command.cause)]
        case _:
            assert_never(command)


def _open(command: OpenAccount, state: Known) -> list[AccountEvent]:
    if isinstance(state, OpenedAccount):
        return []
    if not _is_complete(command):
        return [AccountRefused(command.subject, "account-incomplete")]
    if not command.credential_sealed:
        return [AccountRefused(command.subject, "credential-unreadable")]
    return [
        AccountOpened(
            kind=command.kind,
            credential_sealed=command.credential_sealed,
            roles=command.roles,
            organisation=command.organisation,
            office_province=command.office_province,
            person=command.person,
            level=command.level,
            by=command.actor,
        )
    ]


def _activated(command: ActivateAccount, state: Known) -> list[AccountEvent]:
    """Of two who set a password with one code the first has it: the other's was made for what is gone by then."""
    if not isinstance(state, OpenedAccount) or digest_of(state.credential_sealed) != command.replaces:
        return []
    if not command.credential_sealed:
        return [AccountRefused(command.subject, "credential-unreadable")]
    return [AccountActivated(command.credential_sealed)]


def _closed(command: CloseAccount, state: Known) -> list[AccountEvent]:
    theirs = isinstance(state, OpenedAccount) and command.person in (None, state.person)
    return [AccountClosed(command.ground)] if theirs else []


def digest_of(credential_sealed: str) -> str:
    """By what a credential is named without being shown."""
    return hashlib.sha256(credential_sealed.encode()).hexdigest()


def _is_complete(command: OpenAccount) -> bool:
    """Staff have an office and no person; citizens are a person and have no office."""
    office = (command.organisation, command.office_province)
    if command.kind == "staff":
        return all(office) and bool(command.roles) and command.person is None
    return command.person is not None and not any(office) and not command.roles


def _signed_in(command: RecordSignIn) -> AccountEvent:
    if command.session is not None:
        return SignInSucceeded(command.at, command.client, command.session)
    return SignInFailed(command.at, command.client, command.reason or "credentials-wrong")


def evolve(state: Known, event: AccountEvent) -> Known:
    """The account after an event."""
    match event:
        case AccountOpened():
            return OpenedAccount(
                kind=event.kind,
                credential_sealed=event.credential_sealed,
                roles=event.roles,
                organisation=event.organisation,
                office_province=event.office_province,
                person=event.person,
                ended=state.ended if state else (),
                level=event.level,
            )
        case AccountActivated():
            if not isinstance(state, OpenedAccount):
                return state
            return replace(state, credential_sealed=event.credential_sealed)
        case AccountClosed():
            return ClosedAccount(state.ended if state else ())
        case SessionEnded():
            return replace(state, ended=(*state.ended, event.session)) if state else None
        case AccountRefused() | SignInSucceeded() | SignInFailed():
            return state
        case _:
            assert_never(event)
