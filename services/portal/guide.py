"""The guide (办事指南) that a citizen reads, made of the published item itself: what the flow does, and nothing else.

Pure. Every line comes from a field of the item; what an item does not have, its guide does not mention.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from services.chassis.vocabulary import Data

Line: TypeAlias = Mapping[str, str]
"""One line in Chinese and in English."""

LEVELS = {
    "1": ("国家级", "nation"),
    "2": ("省级", "province"),
    "3": ("市级", "city"),
    "4": ("县级", "county"),
    "5": ("乡镇、街道级", "township"),
    "6": ("村、社区级", "village"),
    "7": ("分级管理", "divided between levels"),
}
PROCEDURES = {
    "hearing": ("听证", "a hearing"),
    "tender": ("招标", "a tender"),
    "auction": ("拍卖", "an auction"),
    "inspection": ("检验", "an inspection"),
    "test": ("检测", "a test"),
    "quarantine": ("检疫", "quarantine"),
    "appraisal": ("鉴定", "an appraisal"),
    "expert-review": ("专家评审", "an expert review"),
}
WAYS = {"post": ("邮寄送达", "by post"), "counter": ("窗口领取", "at the counter")}


def guide(item: Data, parts: Sequence[Data] = ()) -> Data:
    """The guide of one item; `parts` are the items that one thing (一件事) is made of, as they are in force."""
    sections = {
        "office": _office(item),
        "law": _law(item),
        "parts": _parts(item),
        "conditions": _conditions(item),
        "identity": _identity(item),
        "materials": _materials(item),
        "acceptance": _acceptance(item),
        "steps": _steps(item),
        "limits": _limits(item),
        "fees": _fees(item),
        "result": _result(item),
    }
    lists = {name: list(lines) for name, lines in sections.items()}
    told = [{"section": name, "title": TITLES[name], "lines": lines} for name, lines in lists.items() if lines]
    head = {"code": item["code"], "version": item["version"], "name": item["name"], "sections": told}
    return {**head, "parts": [guide(part) for part in parts]} if parts else head


def _line(zh: str, en: str) -> Line:
    return {"zh": zh, "en": en}


TITLES: Mapping[str, Line] = {
    "office": _line("实施机关", "Who decides"),
    "law": _line("设定依据", "Legal basis"),
    "parts": _line("包含事项", "What it is made of"),
    "conditions": _line("受理条件", "Conditions"),
    "identity": _line("实名要求", "Identity"),
    "materials": _line("申请材料", "Materials"),
    "acceptance": _line("申请与受理", "Application and acceptance"),
    "steps": _line("办理环节", "Steps"),
    "limits": _line("办结时限", "Time limits"),
    "fees": _line("收费", "Fees"),
    "result": _line("结果与送达", "Result and delivery"),
}


def _office(item: Data) -> Iterator[Line]:
    name = item["department"]["name"]
    if "level" in item:
        zh, en = LEVELS[item["level"]]
        yield _line(f"{name['zh']}（{zh}）", f"{name['en']} ({en})")
    else:
        yield name


def _law(item: Data) -> Iterator[Line]:
    for law in item["law"]:
        yield _line(f"《{law['title']}》{law['article']}", f"《{law['title']}》 {law['article']}")


def _parts(item: Data) -> Iterator[Line]:
    for part in item.get("parts", ()):
        yield part["name"]


def _conditions(item: Data) -> Iterator[Line]:
    for condition in item.get("conditions", ()):
        yield condition["name"]


IDENTITY_LEVELS: Mapping[int, Line] = {
    1: _line("未核验等级", "claimed"),
    2: _line("初级实名", "basic"),
    3: _line("中级实名", "substantial"),
    4: _line("高级实名", "high"),
}
"""What the nation calls the levels of identity (实名等级)."""


def _identity(item: Data) -> Iterator[Line]:
    level = item.get("identity_level")
    if level is None:
        return
    name = IDENTITY_LEVELS[level]
    zh, en = (
        f"申请人须达到{name['zh']}（第{level}级，共4级）",
        f"You must be known at level {level} of 4 ({name['en']})",
    )
    yield _line(zh, en)
    yield _line(
        "人口库核验达不到的，请填写本人银行卡和银行预留手机号，或申请人工核验",
        "Where the register is not enough, give a bank card of your own with the telephone known to the bank, "
        "or ask for a clerk",
    )


def _materials(item: Data) -> Iterator[Line]:
    promised = item.get("commitment", {}).get("materials", ())
    for material in item["materials"]:
        zh, en = [material["name"]["zh"]], [material["name"]["en"]]
        if not material["required"]:
            zh.append("非必备")
            en.append("may be left out")
        if material.get("satisfied_by"):
            zh.append("经您同意可用您持有的有效电子证照代替")
            en.append("with your consent a valid certificate that you hold stands for it")
        if material["code"] in promised:
            zh.append("可用书面承诺代替")
            en.append("a written promise may stand for it")
        yield _line("；".join(zh), "; ".join(en))


def _acceptance(item: Data) -> Iterator[Line]:
    if item.get("parts"):
        yield _line("一次申请，各事项分别受理和决定", "One application; each part is accepted and decided by itself")
        return
    if item.get("acceptance") == "clerk":
        yield _line("工作人员审核材料后受理", "A clerk examines the materials before the application is accepted")
    else:
        yield _line("身份核验通过且材料齐全即受理", "Accepted once you are identified and the materials are complete")
    if item.get("handled_across_provinces"):
        yield _line("可跨省通办", "You may apply in any province")
    if "commitment" in item:
        days = item["commitment"]["check_days"]
        yield _line(f"承诺事项在决定后{days}个工作日内核查", f"A promise is checked within {days} working days")


def stages(item: Data) -> list[list[Data]]:
    """The steps in the order in which they are done, those side by side together."""
    done, waiting, found = set[str](), list(item.get("steps", ())), list[list[Data]]()
    while ready := [step for step in waiting if done.issuperset(step["after"])]:
        found.append(ready)
        done |= {step["code"] for step in ready}
        waiting = [step for step in waiting if step["code"] not in done]
    return found


def _steps(item: Data) -> Iterator[Line]:
    names = {one["code"]: one["name"] for one in item.get("departments", ())}
    for number, stage in enumerate(stages(item), start=1):
        zh, en = [], []
        for step in stage:
            who = [names[code] for code in step["departments"]]
            zh.append(f"{step['name']['zh']}（{'、'.join(one['zh'] for one in who)}）")
            en.append(f"{step['name']['en']} ({', '.join(one['en'] for one in who)})")
        yield _line(f"{number}. {' 同时 '.join(zh)}", f"{number}. {'; at the same time '.join(en)}")


def _limits(item: Data) -> Iterator[Line]:
    days = item["promised_days"]
    yield _line(f"法定{item['statutory_days']}个工作日", f"The law allows {_days(item['statutory_days'])}")
    if "automatic_decision" in item:
        yield _line(
            "符合规则的当场自动批准，其余由工作人员决定", "Approved at once by rule; an officer decides the rest"
        )
    if item["kind"] == "instant":
        yield _line("即办件：当场决定", "Decided on the spot")
    else:
        yield _line(f"承诺{days}个工作日", f"We promise {_days(days)}")
    if "extension_days" in item:
        more = item["extension_days"]
        yield _line(f"经批准可延长{more}个工作日", f"It may be extended by {_days(more)}")
    for one in item.get("procedures", ()):
        zh, en = PROCEDURES[one["kind"]]
        yield _line(
            f"{zh}最长{one['days']}个工作日，不计入时限",
            f"If there is {en}: at most {_days(one['days'])}, not counted towards the limit",
        )


def _days(days: int) -> str:
    return f"{days} working day{'' if days == 1 else 's'}"


def _fees(item: Data) -> Iterator[Line]:
    if item.get("parts"):
        return
    charged = [fee for fee in item["fees"] if fee["fen"]]
    if not charged:
        yield _line("不收费", "Free of charge")
    for fee in charged:
        yield _line(f"{fee['name']['zh']}：{_yuan(fee['fen'])}元", f"{fee['name']['en']}: {_yuan(fee['fen'])} yuan")
        for one in fee.get("exemptions", ()):
            name, percent = one["name"], one["percent"]
            yield _line(f"{name['zh']}：减免{percent}%，凭电子证照", f"{name['en']}: {percent} % less, by certificate")


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _result(item: Data) -> Iterator[Line]:
    certificate: Mapping[str, Any] | None = item.get("certificate")
    if item.get("parts"):
        return
    if certificate is None:
        yield _line("决定即结果，不发证照", "The decision is the result; there is no certificate")
        return
    years = certificate.get("valid_years")
    zh = f"有效期{years}年" if years else "长期有效"
    en = f"valid for {years} year{'' if years == 1 else 's'}" if years else "valid without limit"
    yield _line(f"{certificate['name']['zh']}，{zh}", f"{certificate['name']['en']}, {en}")
    ways = [WAYS[way] for way in item["delivery"]]
    yield _line("或".join(one[0] for one in ways), " or ".join(one[1] for one in ways))
