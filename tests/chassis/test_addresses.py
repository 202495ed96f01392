"""Whose law holds is said three times: by the address, by the message and by its stream. All three say the same."""

from dataclasses import replace

from services.chassis.bus import Outgoing
from services.chassis.envelope import Message, render
from services.chassis.intake import EXCHANGE, ROUTING_KEY
from services.chassis.names import routing_key
from services.chassis.returns import ERROR, REASON
from services.chassis.topology import COMMANDS, DIRECT
from tests.chassis.house import PLACE, House, close, kettle_broke, serve, table

GOOD = serve(table("good"), "green")
ANOTHER = "440000"


def addressed(given: Message, key: str, exchange: str = COMMANDS, **headers: str) -> Outgoing:
    """A message under any key, with any headers."""
    return Outgoing(exchange, key, render(given), given.id, headers=headers)


def refused(house: House, bad: Outgoing, rule: str) -> None:
    """It is parked, saying why; nothing came of it, and the good one after it went through."""
    house.post(bad, GOOD)
    house.work(house.hire())
    (parked,) = house.parked(1)
    assert parked.headers[REASON] == "malformed"
    assert rule in parked.headers[ERROR]
    assert set(house.streams()) == {GOOD.subject}


def test_a_command_under_another_provinces_key_is_refused(twins: House) -> None:
    """The broker lets a province send under its own code only; the message must not say another one."""
    yunnan = serve(table("bad"), "green")

    refused(twins, addressed(yunnan, routing_key(yunnan.type, ANOTHER)), "is not what the message was addressed with")


def test_headers_that_its_sender_made_up_do_not_help_it(twins: House) -> None:
    """What a returned message bears is believed only of one that was returned."""
    yunnan = serve(table("bad"), "green")
    made_up = {EXCHANGE: DIRECT, ROUTING_KEY: routing_key(yunnan.type, "530000")}

    refused(twins, addressed(yunnan, routing_key(yunnan.type, ANOTHER), **made_up), "type or province")


def test_one_that_was_offered_again_has_the_address_it_came_with(twins: House) -> None:
    """It came back by the queue's name; its first address is kept beside it."""
    twins.post(kettle_broke(table("late")))
    twins.work(early := twins.hire())
    assert early.counted(outcome="park") == 1  # nobody ever sat there; the patience of the house is over

    late = twins.parked(1)[0]
    twins.post(serve(table("late"), "green"), Outgoing(DIRECT, PLACE.inbox, late.body, "late", headers=late.headers))
    twins.work(twins.hire())

    assert [commit["version"] for commit in twins.streams()[table("late")]] == [1, 2]


def test_an_address_made_up_in_headers_is_not_believed(twins: House) -> None:
    """Only what a service has put back itself carries its first address in its headers."""
    yunnan = serve(table("bad"), "green")
    for header in ({EXCHANGE: DIRECT}, {ROUTING_KEY: routing_key(yunnan.type, "530000")}):
        forged = replace(addressed(yunnan, routing_key(yunnan.type, ANOTHER)), headers=header)
        refused(twins, forged, "is not what the message was addressed with")


def test_what_was_returned_keeps_its_first_address(twins: House) -> None:
    """However often it waits, and whatever its sender wrote into its headers."""
    early = close(table("never"), 1)
    key = routing_key(early.type, "530000")
    twins.post(replace(addressed(early, key), headers={EXCHANGE: DIRECT, ROUTING_KEY: "made.up.v1.440000"}))

    twins.work(twins.hire())

    (parked,) = twins.parked(1)
    assert (parked.headers[EXCHANGE], parked.headers[ROUTING_KEY]) == (COMMANDS, key)
    assert parked.headers[REASON] == "overtook"


def test_a_command_under_the_key_of_another_command_is_refused(twins: House) -> None:
    """Who may ask for one thing must not ask for another under its name."""
    refused(twins, addressed(serve(table("bad"), "green"), "teahouse.close-table.v1.530000"), "type or province")


def test_a_command_to_another_provinces_stream_is_refused(twins: House) -> None:
    """A province's case is that province's, whoever asks."""
    stranger = serve(table("bad"), "green", province=ANOTHER, case="case-440000-OMINOUSMIRROR0000000")

    refused(twins, addressed(stranger, routing_key(stranger.type, ANOTHER)), "province: is not that of the subject")


def test_a_command_for_another_provinces_case_is_refused(twins: House) -> None:
    """So is one that names another province's case as its own."""
    stranger = serve(table("bad"), "green", case="case-440000-OMINOUSMIRROR0000000")

    refused(twins, addressed(stranger, routing_key(stranger.type, "530000")), "is not that of the correlationid")


def test_a_stream_without_a_province_may_be_anybodys(twins: House) -> None:
    """The kitchen's kettle is no province's; what is said of it travels under the province that it concerns."""
    twins.post(serve(table("left"), "green"), kettle_broke(table("left")))

    twins.work(twins.hire())

    assert [commit["version"] for commit in twins.streams()[table("left")]] == [1, 2]


def test_what_an_operator_puts_into_the_queue_itself_has_no_other_address(twins: House) -> None:
    """A mended message is put back by the queue's name."""
    twins.post(addressed(GOOD, PLACE.inbox, DIRECT))

    twins.work(twins.hire())

    assert set(twins.streams()) == {GOOD.subject}
