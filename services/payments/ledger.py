"""The ledger (账): double entry (复式记账) derived from events, in whole fen. Pure.

A debit is money or a claim that an account gains; every event's entries sum to zero, so all accounts together do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from services.payments.events import Event
from services.payments.messages import Account, Entry

BILLED: tuple[Account, Account] = ("accounts-receivable", "payable-to-treasury")
WAIVED: tuple[Account, Account] = ("payable-to-treasury", "accounts-receivable")
PAID: tuple[Account, Account] = ("other-monetary-funds", "accounts-receivable")
RECEIVED_FOR_RETURN: tuple[Account, Account] = ("other-monetary-funds", "other-payables")
OWED_BACK: tuple[Account, Account] = ("payable-to-treasury", "other-payables")
GIVEN_BACK: tuple[Account, Account] = ("other-payables", "other-monetary-funds")
"""Each movement of money, as the account that is debited and the one that is credited."""


def booked(fen: int, movement: tuple[Account, Account]) -> tuple[Entry, ...]:
    """The two entries of a movement; none where nothing moves."""
    debit, credit = movement
    return (Entry(debit, debit_fen=fen), Entry(credit, credit_fen=fen)) if fen else ()


def entries(event: Event) -> tuple[Entry, ...]:
    """What an event books; most book nothing."""
    found: tuple[Entry, ...] = getattr(event, "entries", ())
    return found


def balances(events: Iterable[Event]) -> Mapping[Account, int]:
    """What each account holds after these events: debits positive, credits negative, empty accounts left out."""
    ledger: Counter[Account] = Counter()
    for event in events:
        for entry in entries(event):
            ledger[entry.account] += entry.debit_fen - entry.credit_fen
    return {account: fen for account, fen in ledger.items() if fen}
