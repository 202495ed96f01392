"""The part of `store_exam.py` that is about read models."""

from typing import TypeAlias

from services.chassis.store import Store
from services.chassis.stored import shown_of
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.samples import AWKWARD, view_at

AnyStore: TypeAlias = Store | MemoryStore


class TestsOfViews:
    """Read models, guarded by `rev`."""

    def test_a_views_document_comes_back_whole(self, store: AnyStore) -> None:
        """Parts are kept by message id, which may contain whatever an id may."""
        document = view_at("case-1", **AWKWARD)
        document["parts"] = {"a.b": {"kept": AWKWARD}, "$set": {"kept": {}}, "消息": {"kept": {}}}

        assert store.insert_views("cases", [document]) == set()
        assert store.read_views("cases", ["case-1", "case-2"]) == {"case-1": document}
        assert store.read_views("others", ["case-1"]) == {}

    def test_readers_see_it_without_its_parts(self, store: AnyStore) -> None:
        """Parts are for who adds to them; all else is the same, odd names included."""
        document = view_at("case-1", **AWKWARD)
        document["parts"] = {"said-1": {"kept": AWKWARD}}
        store.insert_views("cases", [document])

        assert store.show_views("cases", ["case-1", "case-2"]) == {"case-1": shown_of(document)}
        assert "parts" not in store.show_views("cases", ["case-1"])["case-1"]

    def test_parts_that_readers_see_as_they_are_come_back_too(self, store: AnyStore) -> None:
        """What a list shows is kept there only; equal parts stay two, and others are kept beside it."""
        first, second, equal = {"kept": {"fen": 1}, "sequence": 1}, {"kept": {"fen": 2}}, {"kept": {"fen": 1}}
        document = view_at("case-1", fees=[second["kept"], first["kept"]], single=first["kept"])
        document["parts"] = {"said-1": first, "said-2": second, "said-3": equal}

        store.insert_views("cases", [document])
        assert store.read_views("cases", ["case-1"]) == {"case-1": document}
        again = view_at("case-1", 2, fees=[equal["kept"]])
        again["parts"] = document["parts"]
        assert store.update_views("cases", [again]) == 1
        assert store.read_views("cases", ["case-1"]) == {"case-1": again}

    def test_inserting_names_the_keys_that_exist_and_leaves_them(self, store: AnyStore) -> None:
        """The others are written."""
        store.insert_views("cases", [view_at("case-1", stage="first")])

        assert store.insert_views("cases", [view_at("case-1", stage="second"), view_at("case-2")]) == {"case-1"}
        assert store.read_views("cases", ["case-1", "case-2"]) == {
            "case-1": view_at("case-1", stage="first"),
            "case-2": view_at("case-2"),
        }

    def test_an_update_replaces_the_whole_document(self, store: AnyStore) -> None:
        """A field that the new one does not have is gone, and odd names survive here too."""
        store.insert_views("cases", [view_at("case-1", stage="first", draft=True)])
        second = view_at("case-1", 2, 5, stage="second", **AWKWARD)
        second["parts"]["a.b"] = {"$c": 2**53 - 1}

        assert store.update_views("cases", [second]) == 1
        assert store.read_views("cases", ["case-1"]) == {"case-1": second}

    def test_an_update_behind_the_times_changes_nothing(self, store: AnyStore) -> None:
        """`rev` must be one more than what stands; how many were is counted."""
        store.insert_views("cases", [view_at("case-1"), view_at("case-2"), view_at("case-3", 7)])
        updates = [view_at("case-1", 2, stage="new"), view_at("case-2", 3, stage="new")]
        updates += [view_at("case-3", 7, stage="new"), view_at("case-4", 2, stage="new")]

        assert store.update_views("cases", updates) == 1
        found = store.read_views("cases", ["case-1", "case-2", "case-3", "case-4"])
        assert {key: one["doc"].get("stage") for key, one in found.items()} == {
            "case-1": "new",
            "case-2": None,
            "case-3": None,
        }

    def test_a_list_is_filtered_and_paged_by_key(self, store: AnyStore) -> None:
        """Every condition must hold; a page begins after the last key of the one before."""
        store.index_view("cases", ["stage", "item"])
        for number in range(20):
            stage = "open" if number % 2 else "closed"
            document = view_at(f"case-{number:02d}", n=number, stage=stage, item=number % 3, names={"zh": "办件"})
            store.insert_views("cases", [document])

        first = store.list_view("cases", {"stage": "open", "item": 1}, 2)
        rest = store.list_view("cases", {"stage": "open", "item": 1}, 10, "case-07")

        assert [doc["n"] for doc in first + rest] == [1, 7, 13, 19]
        assert [doc["names"] for doc in first] == [{"zh": "办件"}] * 2
        assert len(store.list_view("cases", {}, 15)) == 15
        assert store.list_view("cases", {"stage": "lost"}, 10) == []

    def test_what_changed_is_listed_earliest_first(self, store: AnyStore) -> None:
        """From the given moment on, that moment included; no more than asked for."""
        store.insert_views("cases", [view_at(f"case-{number}", changed=number) for number in (3, 1, 4, 2)])
        store.update_views("cases", [view_at("case-1", 2, 5)])

        since = view_at("case-2", changed=2)["changed"]
        assert [one["_id"] for one in store.changed_views("cases", since, 10)] == [
            "case-2",
            "case-3",
            "case-4",
            "case-1",
        ]
        assert store.changed_views("cases", since, 1) == [shown_of(view_at("case-2", changed=2))]

    def test_what_is_old_is_found_oldest_first_and_dropped_by_key(self, store: AnyStore) -> None:
        """By a number of its own; who has none is never old, and dropping what is gone already is harmless."""
        store.index_view("codes", ["until"])
        later = 2_000_000_000
        documents = [view_at(f"code-{number}", until=later + number) for number in (3, 1, 4, 2)]
        store.insert_views(
            "codes", [*documents, view_at("code-9", note="no number"), view_at("code-8", until=later * 3)]
        )
        store.insert_views("others", [view_at("code-1", until=1)])

        assert store.old_views("codes", "until", later + 4, 10) == ["code-1", "code-2", "code-3"]
        assert store.old_views("codes", "until", later + 4, 2) == ["code-1", "code-2"]
        for _ in range(2):
            store.drop_views("codes", ["code-1", "code-3", "code-7"])
        assert store.old_views("codes", "until", later * 2, 10) == ["code-2", "code-4"]
        assert set(store.read_views("codes", ["code-1", "code-2", "code-8", "code-9"])) == {
            "code-2",
            "code-8",
            "code-9",
        }
        assert set(store.read_views("others", ["code-1"])) == {"code-1"}
