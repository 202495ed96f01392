"""The state of a certificate: the national table of operations, and who is told when it is no longer in force."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.certificates.events import (
    CertificateIssued,
    CertificateStatusChanged,
    RelianceRecorded,
    RelianceReleased,
    StatusChangeRefused,
)
from services.certificates.messages import ChangeStatus, Holding, IssueCertificate, Predecessor
from services.certificates.operations import LAST, TABLE
from services.certificates.process import certificate_of, deadlines, next_commands
from services.certificates.service import DEFINITION
from services.certificates.states import Issued, Standing
from services.chassis.contracts import Contracts
from services.chassis.testing.scenario import Scenario
from tests.certificates.samples import (
    DRAFT,
    DRAFTED,
    EXPIRE,
    HELD,
    IDENTIFIER,
    ISSUE,
    PRESENTATION,
    PURPOSE,
    RELEASE,
    RELY,
    RESTORE,
    REVOKE,
    SEAL,
    STREAM,
    SUSPEND,
)

SCENARIO = Scenario(DEFINITION).given(DRAFTED, CertificateIssued(SEAL))
SUSPENDED = CertificateStatusChanged("02", "03", date(2026, 7, 1), "certificate-under-inquiry", "立案调查。")
RESTORED = CertificateStatusChanged("01", "06", date(2026, 8, 1), "inquiry-closed")
REVOKED = CertificateStatusChanged("07", "05", date(2026, 9, 1), "certificate-revoked-as-penalty")
STATES = ("01", "02", "03", "04", "05", "06", "07", "99")
OPERATIONS = tuple(f"{number:02}" for number in range(1, 11))


def standing(code: str) -> Issued:
    """An issued certificate in that state."""
    return Issued(DRAFT, SEAL, Standing(code, date(2026, 6, 1), "certificate-under-inquiry"))


def test_a_certificate_is_suspended_and_given_back() -> None:
    """暂扣, 暂扣发还: each is told with its ground and the day from which it holds."""
    SCENARIO.when(SUSPEND).then(SUSPENDED).then_publishes("certificates.certificate-status-changed.v1")
    SCENARIO.given(SUSPENDED).when(RESTORE).then(RESTORED)
    SCENARIO.given(SUSPENDED).when(SUSPEND).then_nothing()


def test_a_revoked_certificate_stays_revoked() -> None:
    """吊销 is an end: giving it back is refused, said with the state it is in."""
    no = StatusChangeRefused("06", "07", "status-change-not-allowed")
    SCENARIO.given(REVOKED).when(RESTORE).then(no).then_publishes("certificates.status-change-refused.v1")
    SCENARIO.given(REVOKED).when(REVOKE).then_nothing()


def test_every_state_and_operation_goes_by_the_table() -> None:
    """A row is done, anything else changes nothing; what is so already is not said again."""
    rows = {(row.before, row.operation, row.after) for row in TABLE}
    for before in STATES:
        for operation in OPERATIONS:
            for after in STATES:
                command = ChangeStatus(STREAM, RESTORE.at, operation, "inquiry-closed", state=after)
                events = DEFINITION.decide(command, standing(before))
                if before == after:
                    assert events == []
                elif (before, operation, after) in rows:
                    assert [getattr(event, "state", None) for event in events] == [after]
                else:
                    assert events == [StatusChangeRefused(operation, before, "status-change-not-allowed")]


def test_the_table_speaks_of_known_states_and_leads_out_of_no_end() -> None:
    """Every state can be reached, and the last ones are left by nothing."""
    assert {row.after for row in TABLE} == set(STATES)
    assert {row.operation for row in TABLE} < set(OPERATIONS)
    assert not {row.before for row in TABLE} & LAST


def test_an_operation_with_several_ends_must_name_one() -> None:
    """注销(撤销、吊销、转出): which of them is the authority's to say."""
    SCENARIO.when(replace(REVOKE, state=None)).then(StatusChangeRefused("05", "01", "status-change-not-allowed"))


def test_a_term_ends_with_its_last_day_in_china() -> None:
    """The timer runs to midnight there; a certificate without limit has none."""
    (deadline,) = deadlines(Issued(DRAFT, SEAL))
    assert (deadline.type, deadline.due) == (
        "certificates.expire-certificate.v1",
        datetime(2029, 5, 6, 16, tzinfo=UTC),
    )
    assert deadlines(Issued(replace(DRAFT, valid_until=None), SEAL)) == ()
    over = CertificateStatusChanged("05", "04", date(2029, 5, 7), "certificate-term-over")
    SCENARIO.when(EXPIRE).then(over).then_waits_for()
    SCENARIO.given(SUSPENDED).when(EXPIRE).then(over)
    SCENARIO.given(REVOKED).when(EXPIRE).then_nothing()


def test_a_renewed_certificate_names_the_one_it_follows_on_and_ends_it() -> None:
    """延续: the successor's content names the predecessor, which is replaced on the day the new one is issued."""
    former = Predecessor(IDENTIFIER, "02")
    new = "certificate-530000-9C5T2WQ0HJ6R8XK1MZ4E"
    (drafted,) = DEFINITION.decide(_follow(new, former), DEFINITION.initial)
    state = DEFINITION.evolve(DEFINITION.evolve(DEFINITION.initial, drafted), CertificateIssued(SEAL))
    assert f'"predecessor":"{IDENTIFIER}"' in drafted.draft.content
    (owed,) = next_commands(state)
    assert (owed.type, owed.subject) == ("certificates.change-status.v1", STREAM)
    Contracts.load().check_strict(owed.type, owed.data)
    change = ChangeStatus(STREAM, RESTORE.at, owed.data["operation"], owed.data["reason"])
    SCENARIO.when(change).then(CertificateStatusChanged("05", "02", date(2026, 8, 1), "certificate-replaced"))


def _follow(stream: str, former: Predecessor) -> IssueCertificate:
    return replace(ISSUE, subject=stream, predecessor=former, held=(HELD,))


@pytest.mark.parametrize("held", [(), (replace(HELD, identifier="1.2.156.3005.2.other"),)])
def test_nobody_follows_on_somebody_elses_certificate(held: tuple[Holding, ...]) -> None:
    """A predecessor that the holder does not have is refused."""
    (event,) = DEFINITION.decide(
        replace(ISSUE, predecessor=Predecessor(IDENTIFIER, "09"), held=held), DEFINITION.initial
    )
    assert event.reason == "predecessor-unknown"


def test_an_identifier_of_ours_names_its_stream() -> None:
    """The serial is the stream's own characters."""
    assert certificate_of(IDENTIFIER) == STREAM


def test_the_record_of_use_says_which_presentation_and_what_for() -> None:
    """用证记录: kept in the certificate's own history, in order, for ever."""
    SCENARIO.when(RELY).then(RelianceRecorded(PRESENTATION, PURPOSE))
    SCENARIO.given(RelianceRecorded(PRESENTATION, PURPOSE)).when(RELY).then_nothing()
    SCENARIO.given(RelianceRecorded(PRESENTATION, PURPOSE)).when(RELEASE).then(RelianceReleased(PRESENTATION))
    SCENARIO.when_too_early(RELEASE)


def test_what_is_asked_before_the_certificate_is_issued_waits() -> None:
    """Messages of other streams may be quicker than the seal."""
    for early in (SUSPEND, EXPIRE, RELY, RELEASE):
        Scenario(DEFINITION).when_too_early(early)
        Scenario(DEFINITION).given(DRAFTED).when_too_early(early)


def test_a_revocation_is_told_to_every_open_case_that_relies_on_the_certificate() -> None:
    """With the reason; to each once, in that case's own province."""
    elsewhere = "presentation-430000-3F8Q1YB6ZK0M4VN7XWTE-guide-card"
    relied = SCENARIO.given(RelianceRecorded(PRESENTATION, PURPOSE), RelianceRecorded(elsewhere, PURPOSE))
    for command, reason in ((SUSPEND, "certificate-under-inquiry"), (REVOKE, "certificate-revoked-as-penalty")):
        outcome = relied.when(command)
        owed = {one.subject: one for one in next_commands(outcome.state)}
        assert set(owed) == {"case-530000-3F8Q1YB6ZK0M4VN7XWTE", "case-430000-3F8Q1YB6ZK0M4VN7XWTE"}
        for case, one in owed.items():
            assert (one.type, one.case, one.province) == ("cases.note-revocation.v1", case, case.split("-")[1])
            assert one.data == {"identifier": IDENTIFIER, "reason": reason}
            Contracts.load().check_strict(one.type, one.data)


def test_who_comes_to_rely_on_a_revoked_certificate_is_told_at_once() -> None:
    """The presentation was decided while the revocation was on its way: neither order leaves a case untold."""
    first = SCENARIO.given(REVOKED).when(RELY)
    last = SCENARIO.given(RelianceRecorded(PRESENTATION, PURPOSE)).when(REVOKE)
    assert [one.data for one in next_commands(first.state)] == [one.data for one in next_commands(last.state)] != []


def test_who_no_longer_relies_on_it_is_not_told() -> None:
    """The consent has lapsed with the case; nor does a term that ends take anything back."""
    over = RelianceRecorded(PRESENTATION, PURPOSE), RelianceReleased(PRESENTATION)
    SCENARIO.given(*over).when(REVOKE).then_owes()
    SCENARIO.given(RelianceRecorded(PRESENTATION, PURPOSE)).when(EXPIRE).then_owes()
