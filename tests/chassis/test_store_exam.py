"""The store exam, sat by the twin in memory and by the real store; and what only a real one can be asked."""

from collections.abc import Iterator

import pytest

from services.chassis.store import Store
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.store_exam import StoreExam


class TestMemoryStore(StoreExam):
    """The twin."""

    @pytest.fixture
    def store(self) -> MemoryStore:
        """An empty one."""
        return MemoryStore()


class TestRealStore(StoreExam):
    """MongoDB, or what speaks its protocol here."""

    @pytest.fixture
    def store(self, store_uri: str, store_name: str) -> Iterator[Store]:
        """An empty database."""
        store = Store.open(store_uri, store_name)
        yield store
        store.drop()
        store.close()
