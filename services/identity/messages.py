"""What identity is told, what it records, and what a person can be to it.

These names are stored and published. To change one, add a version.
"""

from typing import TypeAlias

from services.identity.account_messages import (
    ACCOUNT_COMMANDS,
    ACCOUNT_EVENTS,
    AccountCommand,
    AccountEvent,
    AccountState,
    ActivateAccount,
    CloseAccount,
    EndSession,
    OpenAccount,
    RecordSignIn,
)
from services.identity.mandate_messages import (
    MANDATE_COMMANDS,
    MANDATE_EVENTS,
    CheckMandate,
    EndMandate,
    GrantMandate,
    MandateCommand,
    MandateEvent,
    MandateState,
    RevokeMandate,
)
from services.identity.organisation_messages import (
    ORGANISATION_COMMANDS,
    ORGANISATION_EVENTS,
    ConfirmRepresentative,
    OrganisationCommand,
    OrganisationEvent,
    OrganisationState,
    RecordRepresentativeAnswer,
)
from services.identity.person_events import (
    PERSON_EVENTS,
    Asker,
    Asking,
    CaseJoined,
    PersonEvent,
    PersonState,
    PersonVerified,
    Refused,
    Unknown,
    VerificationRefused,
    VerificationRequested,
    Verified,
)
from services.identity.person_messages import (
    PERSON_COMMANDS,
    DecideReview,
    ErasePerson,
    LapseReview,
    PersonCommand,
    RecordBankAnswer,
    RecordReading,
    RecordRegisterAnswer,
    VerifyPerson,
    WarnReview,
)

__all__ = [
    "ActivateAccount",
    "Asker",
    "Asking",
    "CaseJoined",
    "CheckMandate",
    "CloseAccount",
    "ConfirmRepresentative",
    "DecideReview",
    "EndMandate",
    "EndSession",
    "ErasePerson",
    "GrantMandate",
    "LapseReview",
    "OpenAccount",
    "PersonVerified",
    "RecordBankAnswer",
    "RecordReading",
    "RecordRegisterAnswer",
    "RecordRepresentativeAnswer",
    "RecordSignIn",
    "Refused",
    "RevokeMandate",
    "VerificationRefused",
    "VerificationRequested",
    "Verified",
    "VerifyPerson",
    "WarnReview",
]

Command: TypeAlias = PersonCommand | OrganisationCommand | MandateCommand | AccountCommand
Event: TypeAlias = PersonEvent | OrganisationEvent | MandateEvent | AccountEvent
State: TypeAlias = Unknown | PersonState | OrganisationState | MandateState | AccountState

COMMANDS = (*PERSON_COMMANDS, *ORGANISATION_COMMANDS, *MANDATE_COMMANDS, *ACCOUNT_COMMANDS)
EVENTS = (*PERSON_EVENTS, *ORGANISATION_EVENTS, *MANDATE_EVENTS, *ACCOUNT_EVENTS)
