"""一件事: one form becomes several cases in several departments; one status, one finish."""

from dataclasses import replace

from services.cases.bundle_events import BundleFinished, BundleRefused, PartEnd, PartEnded
from services.cases.bundles import part_case
from services.cases.dossier import Agent
from services.cases.events import ApplicationRefused, RequestRefused
from services.cases.messages import WithdrawApplication
from services.cases.neighbour_messages import RecordIssuance
from services.cases.service import DEFINITION
from services.cases.terms import Known
from tests.cases.further import BUNDLE, FOOD, RESTAURANT, SIGN, TRADER, part, whole
from tests.cases.samples import (
    CASE,
    CASES,
    FREE,
    IDENTIFIER,
    MONDAY,
    WITHDRAWN_WORDS,
    YUNNAN,
    decision,
    submit,
    verified,
)

WITHDRAW = WithdrawApplication(BUNDLE, "不开了")
CLOSED = {item: PartEnd(item, part_case(BUNDLE, item), "closed", IDENTIFIER) for item in (TRADER, FOOD, SIGN)}
NEVER = PartEnd(FOOD, part_case(BUNDLE, FOOD), "not-begun", reason="part-before-failed")


def failed(item: str) -> PartEnd:
    """This part was refused."""
    return PartEnd(item, part_case(BUNDLE, item), "refused", reason="conditions-not-met")


def test_one_form_begins_every_part_that_need_not_wait() -> None:
    """The food licence waits for the business licence; the sign does not."""
    begun = CASES.when(whole())
    begun.then_owes(f"submit-{TRADER}", f"submit-{SIGN}").then_publishes("cases.bundle-submitted.v1")
    first, _ = DEFINITION.next_commands(begun.state)
    assert (first.type, first.subject, first.case) == ("cases.submit-application.v1", first.case, first.subject)
    assert first.data["bundle"] == BUNDLE
    CASES.when(whole(), whole()).then_nothing()


def test_an_agent_hands_in_every_part_by_the_same_mandate() -> None:
    """代办: the mandate goes along and each part has it checked; those without an agent name none."""
    agent = Agent("person-89abcdef0123456789abcdef", "mandate-2b7f90c1d4e85a6633f0a1bc")
    owed = DEFINITION.next_commands(CASES.when(replace(whole(), agent=agent)).state)
    assert [one.data["agent"] for one in owed] == [{"person": agent.person, "mandate": agent.mandate}] * 2
    assert all("agent" not in one.data for one in DEFINITION.next_commands(CASES.when(whole()).state))


def test_the_numbers_of_the_parts_follow_from_the_bundles() -> None:
    """Said twice, each part still begins once; each has its own number."""
    assert part_case(BUNDLE, TRADER) == part_case(BUNDLE, TRADER)
    assert len({part_case(BUNDLE, item) for item in (TRADER, FOOD, SIGN)}) == 3
    assert part_case(BUNDLE, FOOD).startswith("case-530000-")


def test_a_part_begins_when_what_it_builds_on_is_closed() -> None:
    """The consent travels along, so that the new certificate stands for its material."""
    following = CASES.when(whole(), part(TRADER))
    following.then(PartEnded(CLOSED[TRADER])).then_owes(f"submit-{FOOD}").then_publishes()
    submission = next(one for one in DEFINITION.next_commands(following.state) if one.purpose == f"submit-{FOOD}")
    assert submission.data["consents"][0] == {
        "material": "contract",
        "certificate_type": "11100000000013338W010",
    }


def test_when_all_parts_are_closed_the_whole_is_done() -> None:
    """One finish, told once, with every part's certificate."""
    finished = CASES.when(whole(), part(SIGN), part(TRADER), part(FOOD))
    finished.then(PartEnded(CLOSED[FOOD]), BundleFinished("whole", (CLOSED[TRADER], CLOSED[FOOD], CLOSED[SIGN])))
    finished.then_publishes("cases.bundle-finished.v1").then_owes()
    CASES.when(whole(SIGN), part(SIGN), part(SIGN)).then_nothing()


def test_a_part_that_failed_is_explained_and_does_not_hold_up_the_others() -> None:
    """Partial success: each part with its outcome and reason."""
    finished = CASES.when(whole(TRADER, SIGN), part(TRADER), part(SIGN, "refused"))
    finished.then(PartEnded(failed(SIGN)), BundleFinished("partial", (CLOSED[TRADER], failed(SIGN))))


def test_what_builds_on_a_part_that_failed_never_begins() -> None:
    """And says why."""
    outcome = CASES.when(whole(), part(TRADER, "refused"))
    outcome.then(PartEnded(failed(TRADER)), PartEnded(NEVER)).then_owes()
    CASES.when(whole(TRADER, FOOD), part(TRADER, "refused")).then(
        PartEnded(failed(TRADER)), PartEnded(NEVER), BundleFinished("none", (failed(TRADER), NEVER))
    )


def test_a_part_left_out_of_the_form_is_not_waited_for() -> None:
    """Whoever holds the business licence already applies for the rest."""
    CASES.when(whole(FOOD)).then_owes(f"submit-{FOOD}")


def test_withdrawing_the_whole_withdraws_what_is_open() -> None:
    """What is decided goes on, what has not begun never does."""
    withdrawn = CASES.when(whole(), part(SIGN), WITHDRAW)
    withdrawn.then_owes(f"withdraw-{TRADER}")
    CASES.when(whole(), WITHDRAW, WITHDRAW).then_nothing()
    ended = CASES.when(whole(), part(SIGN), WITHDRAW, part(TRADER, "withdrawn"))
    ended.then_publishes("cases.bundle-finished.v1")
    assert isinstance(ended.events[-1], BundleFinished)
    assert ended.events[-1].outcome == "partial"


def test_a_finished_bundle_cannot_be_withdrawn() -> None:
    """Each of its cases can be appealed; one that nobody knows is waited for."""
    CASES.when(whole(SIGN), part(SIGN), WITHDRAW).then(RequestRefused("withdraw-application", "not-withdrawable"))
    CASES.when_too_early(WITHDRAW)


def test_a_form_that_asks_for_what_is_not_a_part_is_refused() -> None:
    """Nor is an item without parts a bundle, nor an item with parts a case."""
    CASES.when(whole("000999999999")).then(BundleRefused("part-unknown"))
    CASES.when(whole(SIGN, SIGN)).then(BundleRefused("part-unknown"))
    CASES.when(replace(whole(), known=Known((FREE,), YUNNAN))).then(BundleRefused("item-without-parts"))
    CASES.when(replace(whole(), known=Known((), YUNNAN, waited=True))).then(BundleRefused("item-unknown"))
    CASES.when_too_early(replace(whole(), known=Known((), YUNNAN)))
    refused = CASES.when(submit(RESTAURANT))
    refused.then(refused.events[0], ApplicationRefused(CASE, "item-in-parts", "acceptance"))


def test_what_no_part_of_the_bundle_says_changes_nothing() -> None:
    """Nor does word of a part that comes before the form."""
    CASES.when(whole(SIGN), part(FOOD)).then_nothing()
    CASES.when_too_early(part(SIGN))


def test_every_part_tells_its_bundle_how_it_ended() -> None:
    """Closed, refused, withdrawn or expired, with certificate and reason; a case by itself tells nobody."""
    own = replace(submit(FREE), bundle=BUNDLE)
    issued = (own, verified(), decision(), RecordIssuance(CASE, MONDAY, IDENTIFIER))
    assert [owed.purpose for owed in DEFINITION.next_commands(CASES.when(*issued).state)] == ["ship-1"]
    refused = CASES.when(own, verified(), decision("refuse"))
    refused.then_owes("record-part")
    (owed,) = DEFINITION.next_commands(refused.state)
    assert (owed.subject, owed.case) == (BUNDLE, BUNDLE)
    assert owed.data == {"part": CASE, "outcome": "refused", "reason": "conditions-not-met"}
    CASES.when(own, verified(), WITHDRAWN_WORDS).then_owes("record-part")
    CASES.when(submit(FREE), verified(), decision("refuse")).then_owes()


def test_a_part_whose_item_does_not_exist_tells_its_bundle_too() -> None:
    """Otherwise the whole would wait for ever."""
    unknown = replace(submit(FREE), bundle=BUNDLE, known=Known((), YUNNAN, waited=True))
    CASES.when(unknown).then_owes("record-part")
