"""What an entry must be: every rule with its words and its remedy, and how a model's refusal becomes one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from services.chassis.contracts import Reason

Reasons: TypeAlias = Mapping[str, Reason]
"""contracts/reasons.json, by name."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry that breaks a rule. It never holds what was entered: that may be personal."""

    field: str
    rule: str
    text: Mapping[str, str]
    remedy: Mapping[str, str]
    expected: str | None = None
    code: str | None = None

    def shown(self) -> dict[str, Any]:
        """As it stands in a problem's `errors`; `code` where the rule stands in contracts/reasons.json."""
        found: dict[str, Any] = {"field": self.field, "rule": self.rule, "text": self.text, "remedy": self.remedy}
        more = {"expected": self.expected, "code": self.code}
        return {**found, **{name: said for name, said in more.items() if said}}


def _words(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


_FORM = (_words("格式不正确。", "It is not of the right form."),
         _words("请按接口说明的格式填写。", "Enter it as the API's description shows."))  # fmt: skip

RULES: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "required": (_words("此项必填。", "It is missing."), _words("请填写此项。", "Enter it.")),
    "unknown-field": (_words("没有这一项。", "There is no such entry."), _words("请删去此项。", "Leave it out.")),
    "repeated": (_words("同一项出现了两次。", "It stands there twice."), _words("请只保留一个。", "Send it once.")),
    "plain-text": (
        _words("含有看不见的控制字符或改变文字方向的字符。", "It holds invisible or direction-changing characters."),
        _words("请删去这些字符，重新输入。", "Type it again without them."),
    ),
    "province-unknown": (
        _words("没有这个省级行政区划代码。", "There is no province of this code."),
        _words("请填写六位省级代码，例如 530000。", "Enter a province's six digits (GB/T 2260), for example 530000."),
    ),
    "material-repeated": (
        _words("同一材料提交了两次。", "The same material is handed in twice."),
        _words("每种材料只提交一次。", "Hand in each material once."),
    ),
    "address-required": (
        _words("选择邮寄须填写地址。", "Delivery by post needs an address."),
        _words("请填写邮寄地址，或改为窗口领取。", "Enter the address, or choose collection at the counter."),
    ),
    "address-unused": (
        _words("窗口领取不需要地址。", "Collection at the counter needs no address."),
        _words("请删去地址，或改为邮寄。", "Leave the address out, or choose another way of delivery."),
    ),
    "bank-card": (
        _words("银行卡号应为12至19位数字。", "A bank card's number has 12 to 19 digits."),
        _words("请照卡面填写本人银行卡号。", "Enter the number of a card of your own as it stands on the card."),
    ),
    "phone-required": (
        _words("用银行卡核验须填写银行预留手机号。", "With a bank card goes the telephone that the bank knows."),
        _words("请填写银行预留手机号，或不填银行卡。", "Enter that telephone, or leave the card out."),
    ),
    "reason-required": (
        _words("不予许可须说明理由。", "A refusal needs its reason."),
        _words("请填写 reason。", "Enter `reason`."),
    ),
    "reason-unused": (
        _words("准予许可不需要理由。", "An approval has no reason for refusal."),
        _words("请删去 reason。", "Leave `reason` out."),
    ),
    "reason-unknown": (
        _words("没有这个理由。", "There is no such reason."),
        _words("请从 contracts/reasons.json 中选择。", "Choose one of contracts/reasons.json."),
    ),
    "too-long": (_words("内容过长。", "It is too long."), _words("请缩短。", "Shorten it.")),
    "too-short": (_words("内容过短。", "It is too short."), _words("请补全。", "Complete it.")),
    "too-many": (_words("项目过多。", "There are too many."), _words("请减少。", "Send fewer.")),
    "too-few": (_words("项目过少。", "There are too few."), _words("请补充。", "Send more.")),
    "choice": (_words("不在可选范围内。", "It is not one of the choices."),
               _words("请从可选值中选择。", "Choose one of the values named.")),
    "kind": (_words("类型不正确。", "It is of the wrong type."),
             _words("请按接口说明的类型填写。", "Send the type that the API's description names.")),
    "range": (_words("超出范围。", "It is out of range."), _words("请填写范围内的数。", "Enter a number within it.")),
    "form": _FORM,
}  # fmt: skip

_BY_PYDANTIC = {
    "missing": "required",
    "extra_forbidden": "unknown-field",
    "string_too_long": "too-long",
    "string_too_short": "too-short",
    "too_long": "too-many",
    "too_short": "too-few",
    "literal_error": "choice",
    "greater_than_equal": "range",
    "less_than_equal": "range",
}
_EXPECTED = ("expected", "max_length", "min_length", "pattern", "ge", "le")


def fault(field: str, rule: str, expected: str | None = None) -> Fault:
    """A fault in the words of a rule."""
    return Fault(field, rule, *RULES[rule], expected)


def refusal(field: str, reason: Reason) -> Fault:
    """A fault that has its words in contracts/reasons.json, like the services' own refusals."""
    return Fault(field, reason.name, reason.text, reason.remedy, code=reason.code)


def from_pydantic(error: Mapping[str, Any], reasons: Reasons) -> Fault:
    """What a model says about an entry, in our rules' words or in those of contracts/reasons.json."""
    kind = str(error["type"])
    if kind in reasons:
        return refusal(_field(error["loc"]), reasons[kind])
    rule = _BY_PYDANTIC.get(kind, kind if kind in RULES else "kind" if kind.endswith("_type") else "form")
    context = error.get("ctx") or {}
    named = next((f"{name} {context[name]}" for name in _EXPECTED if name in context), None)
    return fault(_field(error["loc"]), rule, named)


def _field(location: tuple[str | int, ...]) -> str:
    """`applicant.number`, `materials[2].code`; a header or query parameter by its name."""
    path = ""
    for step in location[1:] if len(location) > 1 else location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".")
