"""What every store must do, real or in memory: subclass it, give it a `store`, and nothing may be left out.

Each of these tests fails on a store that does nothing; `tests/chassis/test_exams_are_whole.py` sees to that.
"""

from threading import Barrier, Thread

from services.chassis.commits import Commit, faults
from services.chassis.testing.samples import AWKWARD, BEGUN, commits_of, deadline_at
from services.chassis.testing.store_exam_secrets import TestsOfSecrets
from services.chassis.testing.store_exam_views import AnyStore, TestsOfViews

__all__ = ["AnyStore", "StoreExam"]


class TestsOfCommits:
    """The commit log."""

    def test_commits_come_back_as_they_were_written_and_their_hashes_hold(self, store: AnyStore) -> None:
        """Nested documents, any script, numbers up to 2^53-1: nothing is rounded, reordered or renamed."""
        written = commits_of("case-1", 3, [AWKWARD, {}])
        assert store.append(written[:1]) | store.append(written[1:2]) | store.append(written[2:]) == set()

        read = store.load(["case-1"])["case-1"]

        assert read == written
        assert list(faults(read)) == []

    def test_a_true_stays_true_and_a_one_stays_one(self, store: AnyStore) -> None:
        """For Python they are equal; for a hash they are not."""
        store.append(commits_of("case-1", 1, [{"truth": True, "one": 1}]))

        said = store.load(["case-1"])["case-1"][0]["events"][0]["data"]

        assert (said["truth"] is True, type(said["one"])) == (True, int)

    def test_a_stream_is_loaded_in_the_order_it_was_made(self, store: AnyStore) -> None:
        """Version 10 comes after version 9, whatever the order of writing."""
        written = commits_of("case-1", 12)
        for commit in reversed(written):
            store.append([commit])

        assert [commit["version"] for commit in store.load(["case-1"])["case-1"]] == list(range(1, 13))

    def test_only_the_streams_asked_for_are_loaded(self, store: AnyStore) -> None:
        """A stream without commits is not mentioned; one whose name begins alike is another."""
        for stream in ("case-1", "case-10", "case-2"):
            store.append(commits_of(stream, 1))

        assert set(store.load(["case-1", "case-2", "case-3"])) == {"case-1", "case-2"}

    def test_a_duplicate_is_named_and_the_others_are_written(self, store: AnyStore) -> None:
        """What follows a duplicate in the same insert is not held up by it."""
        store.append(commits_of("case-2", 1))
        store.append(commits_of("case-4", 1))
        five = [commits_of(f"case-{number}", 1)[0] for number in range(1, 6)]

        assert store.append(five) == {"case-2@1", "case-4@1"}
        assert set(store.load(f"case-{number}" for number in range(1, 6))) == {f"case-{n}" for n in range(1, 6)}

    def test_a_duplicate_does_not_touch_what_stands(self, store: AnyStore) -> None:
        """The first writer's commit is the one that stays."""
        (first,), (second,) = commits_of("case-1", 1, [{"by": "first"}]), commits_of("case-1", 1, [{"by": "second"}])
        store.append([first])

        assert store.append([second]) == {"case-1@1"}
        assert store.load(["case-1"])["case-1"] == [first]

    def test_of_two_writers_of_one_version_exactly_one_comes_first(self, store: AnyStore) -> None:
        """Each id is refused to one of the two, and neither is told a lie."""
        rivals = [[commits_of(f"case-{n}", 1, [{"by": by}])[0] for n in range(50)] for by in ("ann", "bob")]
        start, refused = Barrier(2), dict[str, set[str]]()

        def write(by: str, commits: list[Commit]) -> None:
            start.wait()
            refused[by] = set.union(*(store.append(commits[at : at + 5]) for at in range(0, 50, 5)))

        threads = [Thread(target=write, args=(by, rivals[n])) for n, by in enumerate(("ann", "bob"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        won = {by: {f"case-{n}@1" for n in range(50)} - refused[by] for by in refused}
        assert won["ann"] | won["bob"] == {f"case-{n}@1" for n in range(50)}
        assert not won["ann"] & won["bob"]
        for stream, (commit,) in store.load(f"case-{n}" for n in range(50)).items():
            assert f"{stream}@1" in won[commit["events"][0]["data"]["by"]]

    def test_a_thousand_commits_go_in_at_once(self, store: AnyStore) -> None:
        """A full batch is one insert."""
        written = [commits_of(f"case-{number}", 1, [AWKWARD])[0] for number in range(1_000)]

        assert store.append(written) == set()
        assert len(store.load(f"case-{number}" for number in range(1_000))) == 1_000

    def test_commits_are_found_by_id(self, store: AnyStore) -> None:
        """The sweeper asks for those that it knows of; what is not there is not found."""
        written = commits_of("case-1", 3)
        store.append(written)

        found = store.commits(["case-1@3", "case-1@1", "case-9@1"])

        assert sorted(found, key=lambda commit: commit["version"]) == [written[0], written[2]]

    def test_a_walk_meets_every_stream_whole(self, store: AnyStore) -> None:
        """However the commits came in."""
        streams = {stream: commits_of(stream, 11) for stream in ("case-2", "case-1", "case-11")}
        for version in reversed(range(11)):
            store.append([stream[version] for stream in streams.values()])

        assert {walked[0]["stream"]: walked for walked in store.walk()} == streams

    def test_dropped_is_forgotten(self, store: AnyStore) -> None:
        """Tests begin with an empty store."""
        store.append(commits_of("case-1", 1))
        assert store.load(["case-1"])
        store.drop()

        assert not store.load(["case-1"])


class TestsOfUnsent:
    """Commits with a message that no queue takes."""

    def test_what_is_unsent_is_listed_longest_ago_first(self, store: AnyStore) -> None:
        """Only what was last offered before the given moment, and no more than asked for."""
        for number in (3, 1, 4, 2):
            store.put_unsent([f"s-{number}@1"], BEGUN + number)

        assert store.unsent(BEGUN + 4) == ["s-1@1", "s-2@1", "s-3@1"]
        assert store.unsent(BEGUN + 9, 2) == ["s-1@1", "s-2@1"]

    def test_what_is_noted_already_stays_as_it_is(self, store: AnyStore) -> None:
        """And does not keep the others out."""
        store.put_unsent(["s-1@1"], BEGUN + 1)
        store.put_unsent(["s-1@1", "s-2@1"], BEGUN + 5)

        assert store.unsent(BEGUN + 5) == ["s-1@1"]
        assert store.unsent(BEGUN + 6) == ["s-1@1", "s-2@1"]

    def test_what_was_offered_in_vain_goes_behind_the_others(self, store: AnyStore) -> None:
        """What is not noted stays so."""
        for number in (1, 2, 3):
            store.put_unsent([f"s-{number}@1"], BEGUN + number)
        store.put_off_unsent(["s-1@1", "s-2@1", "s-9@1"], BEGUN + 5)

        assert store.unsent(BEGUN + 5) == ["s-3@1"]
        assert store.unsent(BEGUN + 9, 1) == ["s-3@1"]
        assert set(store.unsent(BEGUN + 9)) == {"s-1@1", "s-2@1", "s-3@1"}

    def test_how_old_the_oldest_is_does_not_change_when_it_is_put_off(self, store: AnyStore) -> None:
        """Nothing unsent has no age."""
        assert store.unsent_since() is None
        store.put_unsent(["s-2@1"], BEGUN + 2)
        store.put_unsent(["s-1@1"], BEGUN + 1)
        store.put_off_unsent(["s-1@1"], BEGUN + 5)

        assert store.unsent_since() == BEGUN + 1

    def test_what_was_taken_is_no_longer_unsent(self, store: AnyStore) -> None:
        """Dropping what is gone already is harmless."""
        store.put_unsent(["s-1@1", "s-2@1", "s-3@1"], BEGUN)
        for _ in range(2):
            store.drop_unsent(["s-1@1", "s-3@1", "s-7@1"])

        assert store.unsent(BEGUN + 1) == ["s-2@1"]


class TestsOfDeadlines:
    """A timer asks for what is due."""

    def test_what_is_due_comes_earliest_first(self, store: AnyStore) -> None:
        """Due at this very moment is due; no more than asked for."""
        store.put_deadlines([deadline_at(number) for number in (3, 1, 4, 2)])

        assert store.due_deadlines(deadline_at(3)["due"], 10) == [deadline_at(1), deadline_at(2), deadline_at(3)]
        assert store.due_deadlines(deadline_at(9)["due"], 2) == [deadline_at(1), deadline_at(2)]

    def test_a_deadline_that_is_kept_already_stays_as_it_is(self, store: AnyStore) -> None:
        """And does not keep the others out."""
        store.put_deadlines([deadline_at(1, AWKWARD)])
        store.put_deadlines([deadline_at(1), deadline_at(2)])
        store.put_deadlines([])

        assert store.due_deadlines(deadline_at(9)["due"], 10) == [deadline_at(1, AWKWARD), deadline_at(2)]

    def test_a_dropped_deadline_is_gone(self, store: AnyStore) -> None:
        """Dropping one that is gone already is harmless."""
        store.put_deadlines([deadline_at(number) for number in (1, 2, 3)])
        for _ in range(2):
            store.drop_deadlines([deadline_at(1)["_id"], deadline_at(3)["_id"]])

        assert store.due_deadlines(deadline_at(9)["due"], 10) == [deadline_at(2)]


class StoreExam(TestsOfCommits, TestsOfUnsent, TestsOfDeadlines, TestsOfViews, TestsOfSecrets):
    """The whole exam."""
