"""The rules of the catalogue."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.catalogue.checks import inconsistencies, promise_faults
from services.catalogue.item import Named, Step
from services.catalogue.messages import ItemFault, ItemPublished, ItemRefused, Listed
from services.catalogue.service import DEFINITION
from services.chassis.testing.scenario import Scenario
from tests.catalogue.samples import GUIDE, GUIDE_2, publish

ITEM = Scenario(DEFINITION)


def test_a_version_is_published() -> None:
    """What nobody has published yet is published, and the world hears of it."""
    outcome = ITEM.when(publish(GUIDE))
    outcome.then(ItemPublished(GUIDE)).then_state(Listed((GUIDE,))).then_publishes("catalogue.item-published.v1")


def test_a_restart_publishes_nothing() -> None:
    """The same version with the same content is there already."""
    ITEM.given(ItemPublished(GUIDE)).when(publish(GUIDE)).then_nothing()


def test_a_version_never_changes() -> None:
    """The same version with other content is refused, and the first stands."""
    outcome = ITEM.given(ItemPublished(GUIDE)).when(publish(replace(GUIDE, promised_days=3)))
    outcome.then(ItemRefused(GUIDE.code, 1, "item-version-conflict"))
    outcome.then_state(Listed((GUIDE,))).then_publishes("catalogue.item-refused.v1")


def test_a_new_version_stands_beside_the_old_one() -> None:
    """Cases of earlier days keep theirs."""
    ITEM.given(ItemPublished(GUIDE)).when(publish(GUIDE_2)).then_state(Listed((GUIDE, GUIDE_2)))


def test_an_older_version_that_comes_late_is_published_too() -> None:
    """The newer one may not be in force yet, so the older one must be known."""
    ITEM.given(ItemPublished(GUIDE_2)).when(publish(GUIDE)).then(ItemPublished(GUIDE))


def test_a_promise_of_more_than_sixty_percent_is_refused() -> None:
    """Nine of fifteen days may be promised, ten may not."""
    rule = "at most 9, 60 % of the statutory 15 (all of them if instant)"
    fault = ItemFault("promised_days", rule, "Promise less time, or decide on the spot.")
    ITEM.when(publish(replace(GUIDE, promised_days=10))).then(ItemRefused(GUIDE.code, 1, "promise-too-long", (fault,)))


def test_a_promise_that_is_too_long_hides_no_other_fault() -> None:
    """Whoever mends the item mends it once."""
    twice = (*GUIDE.materials, GUIDE.materials[0])
    (refused,) = ITEM.when(publish(replace(GUIDE, promised_days=10, materials=twice))).events
    place = f"materials[{len(GUIDE.materials)}].code"
    assert (refused.reason, [fault.field for fault in refused.faults]) == ("promise-too-long", ["promised_days", place])


def test_what_is_decided_on_the_spot_may_take_the_legal_time() -> None:
    """For an instant item (即办件) the bound is the law's own."""
    instant = replace(GUIDE, kind="instant", statutory_days=1, promised_days=1)
    ITEM.when(publish(instant)).then(ItemPublished(instant))


def test_an_item_without_certificate_says_so() -> None:
    """No certificate is said as null; a validity without limit is left out."""
    said = DEFINITION.publish(ItemPublished(replace(GUIDE, certificate=None)), DEFINITION.initial)
    assert said is not None
    assert said.data["certificate"] is None

    assert GUIDE.certificate is not None
    unlimited = replace(GUIDE, certificate=replace(GUIDE.certificate, valid_years=None))
    said = DEFINITION.publish(ItemPublished(unlimited), DEFINITION.initial)
    assert said is not None
    assert "valid_years" not in said.data["certificate"]


@given(st.permutations([GUIDE, GUIDE_2, replace(GUIDE_2, version=3), GUIDE, GUIDE_2]))
def test_versions_in_any_order_make_the_same_catalogue(items: list[object]) -> None:
    """Late, early and twice: every version is published once, and the end is the same."""
    state, published = DEFINITION.initial, list[ItemPublished]()
    for item in items:
        for event in DEFINITION.decide(publish(item), state):  # type: ignore[arg-type]
            state = DEFINITION.evolve(state, event)
            published.append(event)
    assert state == Listed((GUIDE, GUIDE_2, replace(GUIDE_2, version=3)))
    assert len(published) == 3


STEP = st.builds(
    Step,
    code=st.sampled_from("abc"),
    name=st.just(GUIDE.name),
    departments=st.just(("d",)),
    after=st.lists(st.sampled_from("abcd"), max_size=2).map(tuple),
)


@given(st.integers(0, 12), st.lists(STEP, max_size=3, unique_by=lambda step: step.code), st.booleans(), st.booleans())
def test_an_item_is_refused_with_every_fault_or_published(
    days: int, steps: list[Step], ends: bool, known: bool
) -> None:
    """Whatever is wrong at a time: what the checks find is what is told, and nothing else."""
    departments = (Named("d", GUIDE.name),) if known else ()
    until = "2020-01-01" if ends else None
    item = replace(GUIDE, promised_days=days, steps=tuple(steps), departments=departments, effective_until=until)
    wrong = [ItemFault(one.field, one.rule, one.remedy) for one in (*promise_faults(item), *inconsistencies(item))]
    (event,) = DEFINITION.decide(publish(item), DEFINITION.initial)
    if isinstance(event, ItemPublished):
        assert (event.item, wrong) == (item, [])
    else:
        assert list(event.faults) == wrong
        assert event.reason == ("promise-too-long" if days > item.longest_promise else "item-inconsistent")
    assert (DEFINITION.evolve(DEFINITION.initial, event) == Listed((item,))) == (not wrong)


def test_steps_that_wait_for_nobody_are_done_side_by_side() -> None:
    """However many there are; one that waits for itself never ends."""
    alone = [Step(f"s{number}", GUIDE.name, ("d",), ()) for number in range(8)]
    item = replace(GUIDE, steps=tuple(alone), departments=(Named("d", GUIDE.name),))
    ITEM.when(publish(item)).then(ItemPublished(item))
    (fault,) = inconsistencies(replace(item, steps=(replace(alone[0], after=("s0",)),)))
    assert fault.rule == "ways that end, but s0 wait for each other"
