"""电子证照 (certificates) and 电子印章 (seals): numbered, sealed, shown, verified, taken back."""

import pytest
from stdnum.iso7064 import mod_37_36

from deploy.local.authorities import read
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.town import Town
from tests.journeys.window import BUSINESS_LICENCE, FOOD, NO, PHYSICIAN, SOLE_TRADER, No, Window

WHY = {"reason": "seal-under-inquiry", "ground": "依法调查"}
QINGHAI = "630000"


def test_a_certificate_bears_the_national_identifier_with_its_check_character(window: Window) -> None:
    """证照标识 (GB/T 36904): root, type, issuer, number, version, check character by ISO 7064 MOD 37,36."""
    identifier = window.applies(SOLE_TRADER).handed_over()["certificate"]
    root, checked = identifier.rsplit(".", 5)[0], identifier.split(".")[-5:]
    assert root == "1.2.156.3005.2"
    assert checked[0] == BUSINESS_LICENCE
    assert mod_37_36.is_valid("".join(checked))


def test_anybody_verifies_a_certificate_and_sees_no_person(window: Window) -> None:
    """The seal is verified each time; the holder stays masked."""
    who = window.somebody()
    identifier = window.applies(SOLE_TRADER, who).handed_over()["certificate"]
    shown = window.get(f"/certificates/{identifier}")
    assert shown["valid"]
    assert shown["holder"].endswith("…")
    assert who.name not in str(shown)
    assert who.number not in str(shown)
    with pytest.raises(No) as unknown:
        window.get(f"/certificates/{identifier[:-1]}0000")
    assert unknown.value.kind == "not-found"


def test_a_revocation_is_told_to_every_open_case_that_relies_on_it(window: Window, ear: Ear) -> None:
    """And the case cannot be approved before the paper itself has come in."""
    who = window.somebody()
    licence = window.applies(SOLE_TRADER, who).handed_over()["certificate"]
    consent = {"material": "business-licence", "certificate_type": BUSINESS_LICENCE}
    relying = window.applies(FOOD, who, without=["business-licence"], consents=[consent])
    relying.comes_to("review")
    change = {"operation": "05", "state": "07", "reason": "interest-of-others", "ground": "依法撤销"}
    window.post(f"/officer/certificates/{licence}/status", change, window.staff("530000", "officer"))
    assert ear.hears(relying.id, "cases.reliance-lost")["identifier"] == licence
    assert not window.get(f"/certificates/{licence}")["valid"]
    relying.staff("decision", {"decision": "approve", "opinion": "同意"})
    assert ear.hears(relying.id, "cases.request-refused")["reason"] == "material-lost"
    relying.staff("decision", NO)
    relying.comes_to("refused")


def test_nothing_is_sealed_without_an_approval(ear: Ear, desk: Desk) -> None:
    """Who asks for a seal without one is refused, whatever he says."""
    number = desk.number()
    authority = next(one.uscc for one in read() if one.province == "530000")
    wanted = {"document": f"certificate-{number}", "authority": authority, "content": "{}"}
    desk.send("seals.seal-document.v1", f"sealing-{number}", f"case-{number}", wanted)
    assert ear.hears(f"case-{number}", "seals.sealing-refused")["reason"] == "no-approval"


def test_a_suspended_seal_refuses_and_a_restored_one_seals(window: Window, ear: Ear) -> None:
    """A case that meets it ends, with the reason; the next one after the restoration is sealed."""
    authority = next(one.uscc for one in read() if one.province == QINGHAI)
    supervisor, seal = window.staff(QINGHAI, "supervisor"), f"seal-{authority}"
    window.post(f"/officer/seals/{authority}/suspension", WHY, supervisor)
    ear.hears(seal, "seals.seal-suspended")
    met = window.applies(PHYSICIAN, province=QINGHAI)
    met.approved()
    assert met.comes_to("refused")["refused_at"] == "processing"

    window.post(f"/officer/seals/{authority}/restoration", WHY, supervisor)
    ear.hears(seal, "seals.seal-restored")
    after = window.applies(PHYSICIAN, province=QINGHAI)
    after.approved()
    assert after.handed_over()["certificate"]


def test_the_ledger_of_uses_can_be_followed_whole(town: Town) -> None:
    """Every use is a link of the chain; `tongban verify` follows all of them."""
    town.settle()
    town.tongban("verify")
