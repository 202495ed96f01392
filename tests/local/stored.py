"""A service's store as a service leaves it: scenarios played through the real rounds, then kept in a real store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from deploy.cli.walking import PREFIX
from services.chassis.contracts import Contracts
from services.chassis.definition import Definition
from services.chassis.store import Store
from services.chassis.testing.inherited import played


@contextmanager
def kept(uri: str, service: str, definition: Definition, commands: Sequence[Any]) -> Iterator[Store]:
    """The store of `service`, with the commits that these commands lead to; gone at the end."""
    store = Store.open(uri, f"{PREFIX}_{service}")
    try:
        for commit in played(definition, Contracts.load(), commands).commits():
            assert store.append([commit]) == set()
        yield store
    finally:
        store.drop()
        store.close()
