"""What cases knows beside the message when an application comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.cases.effects import facts, read_issuers
from services.cases.messages import SubmitApplication
from services.cases.settings import Settings
from services.cases.terms import Issuer, Known
from services.chassis import clock, codec
from services.chassis.errors import SettingMissing
from services.chassis.testing.shelf import Shelf
from tests.cases.samples import GUIDE, YUNNAN, submit

AUTHORITIES = "province,name_zh,uscc\n530000,云南省行政审批局,11530000TB5300011J\n"


class Kept(Shelf):
    """A reader of views that holds the guide's item, and counts how often it is asked."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.asked = list[Sequence[str]]()

    def find(self, view: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """What the view `items` shows."""
        assert view == "items"
        self.asked.append(keys)
        return {GUIDE.code: {"versions": [codec.plain(GUIDE)]}} if GUIDE.code in keys else {}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """One province with its authority."""
    path = tmp_path / "authorities.csv"
    path.write_text(AUTHORITIES, encoding="utf-8")
    return Settings(authorities=path, supplement_days=2)


def known(settings: Settings, *commands: SubmitApplication) -> list[Known]:
    """What each of these is completed with."""
    return [one.known for one in facts(settings, Kept())[SubmitApplication](commands)]


def test_where_another_province_decides_its_form_of_the_item_is_known_too(tmp_path: Path) -> None:
    """What is needed follows from who decides: Beijing's own form is handed along, and Yunnan's is not taken for it."""
    forms = [replace(GUIDE, version=9, region=place) for place in ("530000", "110000")]

    class Forms(Kept):
        def find(self, view: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
            return {GUIDE.code: {"versions": [codec.plain(one) for one in (GUIDE, *forms)]}}

    path = tmp_path / "authorities.csv"
    path.write_text(AUTHORITIES, encoding="utf-8")
    complete = facts(Settings(authorities=path), Forms())[SubmitApplication]
    (one,) = complete([replace(submit(), at=clock.now(), decided_in="110000")])
    assert (one.known.versions, one.known.there) == ((GUIDE, forms[0]), (GUIDE, forms[1]))


def test_an_application_is_completed_with_item_authority_and_terms(settings: Settings) -> None:
    """Whatever the message itself pretended to know is overwritten."""
    now = replace(submit(), at=clock.now(), known=Known(waited=True, supplement_days=99))
    assert known(settings, now) == [Known((GUIDE,), YUNNAN, supplement_days=2, waited=False)]


def test_an_old_application_has_waited_long_enough(settings: Settings) -> None:
    """After a minute an item that is still unknown does not exist."""
    old = replace(submit(), item="000999999999", at=clock.now() - timedelta(seconds=61))
    new = replace(old, at=clock.now() - timedelta(seconds=50))
    assert known(settings, old, new) == [Known((), YUNNAN, 2, waited=True), Known((), YUNNAN, 2, waited=False)]


def test_a_province_without_an_authority_has_none(settings: Settings) -> None:
    """The decider says what to do."""
    (one,) = known(settings, replace(submit(), province="540000", at=clock.now()))
    assert one.issuer is None


def test_a_batch_asks_the_store_once(settings: Settings) -> None:
    """Each item once, however many applications want it."""
    kept = Kept()
    facts(settings, kept)[SubmitApplication]([submit(), submit(), replace(submit(), item="000999999999")])
    assert kept.asked == [["000122008000", "000999999999"]]


def test_the_authorities_of_one_machine_can_be_read() -> None:
    """The file that comes with the project: a province each, all provinces."""
    issuers = read_issuers(Path(__file__).parents[2] / "deploy" / "local" / "authorities.csv")
    assert issuers["530000"] == Issuer("云南省行政审批局", "11530000TB5300011J")
    assert len(issuers) >= 31


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("province,name_zh\n530000,云南省行政审批局\n", "line 2: uscc is missing"),
        (AUTHORITIES + "540000,,11540000TB5400017X\n", "line 3: name_zh is missing"),
        ("province,name_zh,uscc\n530000,云南省行政审批局,1153\n", "line 2: uscc must have 18 characters"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: str, fault: str) -> None:
    """File, line, rule, remedy: the service does not start."""
    path = tmp_path / "authorities.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingMissing, match=fault):
        read_issuers(path)


def test_a_missing_file_is_named_with_its_setting(tmp_path: Path) -> None:
    """The operator knows which variable to set."""
    with pytest.raises(SettingMissing, match="CASES_AUTHORITIES"):
        read_issuers(tmp_path / "nowhere.csv")


def test_another_provinces_form_of_an_item_counts_nothing_here(settings: Settings) -> None:
    """Each province applies its own and the nation's."""

    class Provincial(Kept):
        """Keeps the forms of two provinces beside the nation's."""

        def find(self, view: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
            """What the view shows."""
            forms = [GUIDE, replace(GUIDE, region="530000"), replace(GUIDE, region="540000")]
            return {GUIDE.code: {"versions": [codec.plain(form) for form in forms]}}

    (one,) = facts(settings, Provincial())[SubmitApplication]([replace(submit(), at=clock.now())])
    assert [item.region for item in one.known.versions] == [None, "530000"]
