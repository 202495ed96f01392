"""The part of `store_exam.py` that is about secrets: small texts apart from the commits, which can be destroyed."""

from services.chassis.testing.samples import commits_of
from services.chassis.testing.store_exam_views import AnyStore


class TestsOfSecrets:
    """Kept by id, found by id, gone for good."""

    def test_a_secret_is_found_by_its_id_and_no_other(self, store: AnyStore) -> None:
        """Whatever its text."""
        assert store.put_secrets({"person-1": "钥匙 \x00", "person-2": ""}) == set()

        assert store.read_secrets(["person-1", "person-2", "person-3"]) == {"person-1": "钥匙 \x00", "person-2": ""}
        assert store.read_secrets(["person-2"]) == {"person-2": ""}

    def test_the_first_secret_of_an_id_stays(self, store: AnyStore) -> None:
        """Whoever comes second is told, and the others are kept."""
        store.put_secrets({"person-1": "first"})

        assert store.put_secrets({"person-1": "second", "person-2": "other"}) == {"person-1"}
        assert store.read_secrets(["person-1", "person-2"]) == {"person-1": "first", "person-2": "other"}

    def test_a_dropped_secret_is_gone_and_nothing_else_is(self, store: AnyStore) -> None:
        """Its place may be taken anew; commits of the same name stay."""
        store.append(commits_of("person-1", 1))
        store.put_secrets({"person-1": "old", "person-2": "other"})
        store.drop_secrets(["person-1", "person-9"])

        assert store.read_secrets(["person-1", "person-2"]) == {"person-2": "other"}
        assert len(store.load(["person-1"])["person-1"]) == 1
        assert store.put_secrets({"person-1": "new"}) == set()
        assert store.read_secrets(["person-1"]) == {"person-1": "new"}
