"""Every no of the API: RFC 9457 problem details, in Chinese and English, each with what to do about it."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from services.chassis import codec
from services.chassis.errors import Malformed, Unavailable
from services.portal.api import rules
from services.portal.api.rules import Fault

log = logging.getLogger(__name__)

BASE = "https://tongban.example/problems/"
MEDIA_TYPE = "application/problem+json"

_LATER = {"Retry-After": "5"}
"""Seconds: the broker and the store are usually back by then."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. `name` ends its type address and never changes."""

    name: str
    status: int
    title: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    headers: Mapping[str, str] = field(default_factory=dict)


_ALL = (
    Kind("unreadable", 400, "Unreadable request", "请求内容无法读取。", "The request could not be read.",
         "请按接口说明发送 UTF-8 编码的 JSON。", "Send JSON in UTF-8 as the API's description says."),
    Kind("code-needed", 401, "Access code needed", "查看或办理此件需要查询码。", "This case needs its access code.",
         "请在请求头 X-Access-Code 中填写申请时得到的查询码。",
         "Send the access code you were given with the application in the header X-Access-Code.",
         {"WWW-Authenticate": "X-Access-Code"}),
    Kind("sign-in-needed", 401, "Sign-in needed", "请先登录工作人员账号。", "Sign in as a member of staff first.",
         "请重新登录，并在请求头 Authorization 中附上有效令牌。",
         "Sign in again and send a valid token in the header Authorization (Bearer).",
         {"WWW-Authenticate": "Bearer"}),
    Kind("citizens-sign-in-needed", 401, "Sign-in needed", "请先登录个人账号。", "Sign in with your account first.",
         "请重新登录，并在请求头 Authorization 中附上有效令牌；没有账号请持身份证到办事窗口开通。",
         "Sign in again and send a valid token in the header Authorization (Bearer); accounts are opened at a service "
         "counter, with your identity card.", {"WWW-Authenticate": "Bearer"}),
    Kind("code-wrong", 403, "Wrong access code", "查询码与办件编号不符。", "The access code is not this case's.",
         "请核对办件编号和查询码；遗失查询码请到办事窗口查询。",
         "Compare the case number and the code; if the code is lost, ask at a service counter."),
    Kind("role-missing", 403, "Not your task", "您的岗位无权办理此事项。", "Your role may not do this.",
         "请由有相应岗位的工作人员办理。", "Hand it to a member of staff whose role may."),
    Kind("other-province", 403, "Another province's case", "此件不属于您的辖区。", "The case is another province's.",
         "请由该省份的工作人员办理。", "Hand it to that province's staff."),
    Kind("not-found", 404, "Not found", "没有找到您要的内容。", "There is nothing at this address.",
         "请核对编号或网址。", "Check the number or the address."),
    Kind("method-not-allowed", 405, "Method not allowed", "此网址不支持这种请求方法。",
         "This address does not answer this method.", "请按接口说明选择请求方法。",
         "See the API's description for the method to use."),
    Kind("wrong-moment", 409, "Not possible now", "办件当前环节不能进行此操作。",
         "The case is not at a point where this can be done.", "请先查询办件进度，按提示办理。",
         "Look at the case's stage first and do what it asks for."),
    Kind("claimed", 409, "Another officer has the case", "此件已由其他经办人办理。", "Another officer has this case.",
         "请与该经办人联系移交，或由负责人重新分派。",
         "Ask that officer to hand it over, or a supervisor to assign it again."),
    Kind("too-large", 413, "Too large", "请求内容过大。", "The request is too large.",
         "材料文件请另行上传，这里只提交其摘要。", "Upload files elsewhere and send only their digests here."),
    Kind("invalid", 422, "Some entries are not right", "有内容不符合要求。", "Some entries break a rule.",
         "请按 errors 中的提示逐项修改后重新提交。", "Mend each entry as `errors` says and send it again."),
    Kind("key-reused", 422, "Key used for something else", "此 Idempotency-Key 已用于内容不同的申请。",
         "This Idempotency-Key was used for another application.", "新的申请请使用新的 Idempotency-Key。",
         "Use a new Idempotency-Key for a new application."),
    Kind("too-often", 429, "Too many requests", "请求过于频繁。", "Too many requests came from here.",
         "请在 Retry-After 所示秒数之后再试。", "Wait as many seconds as Retry-After says, then go on.",
         {"Retry-After": "1"}),
    Kind("internal", 500, "Our mistake", "系统出错，我们已记录。", "Something went wrong here; it is recorded.",
         "请稍后再试；重复提交不会重复办理。", "Try again later; sending the same again does nothing twice."),
    Kind("unavailable", 503, "Not now", "系统暂时无法受理请求。", "The request cannot be taken just now.",
         "请稍后重新提交；重复提交不会重复办理。",
         "Send it again in a moment; sending the same again does nothing twice.", _LATER),
    Kind("unserved", 503, "Nobody serves this yet", "办理该业务的服务尚未启动。",
         "The service that handles this is not running yet.", "请稍后重新提交；重复提交不会重复办理。",
         "Send it again in a moment; sending the same again does nothing twice.", _LATER),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}

_BY_STATUS = {400: "unreadable", 404: "not-found", 405: "method-not-allowed", 413: "too-large"}


class Problem(Exception):
    """Raised anywhere in the API; becomes the answer. `text` and `remedy` replace the kind's own words."""

    def __init__(
        self,
        name: str,
        errors: tuple[Fault, ...] = (),
        *,
        text: Mapping[str, str] | None = None,
        remedy: Mapping[str, str] | None = None,
        stage: str | None = None,
    ) -> None:
        super().__init__(name)
        self.kind, self.errors = KINDS[name], errors
        self.text = text or {"zh": self.kind.zh, "en": self.kind.en}
        self.remedy = remedy or {"zh": self.kind.remedy_zh, "en": self.kind.remedy_en}
        self.headers, self.stage = dict(self.kind.headers), stage

    def body(self, instance: str) -> dict[str, Any]:
        """The members of RFC 9457, and ours: `text`, `remedy`, and `errors` or `stage` where they say more."""
        found: dict[str, Any] = {
            "type": BASE + self.kind.name,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.text["en"],
            "instance": instance,
            "text": dict(self.text),
            "remedy": dict(self.remedy),
        }
        if self.errors:
            found["errors"] = [error.shown() for error in self.errors]
        return {**found, "stage": self.stage} if self.stage else found


def answer(request: Request, problem: Problem) -> Response:
    """The HTTP answer for a problem."""
    body = codec.encode(problem.body(request.url.path))
    return Response(body, problem.kind.status, problem.headers, MEDIA_TYPE)


async def on_problem(request: Request, error: Problem) -> Response:
    """A no that we said ourselves."""
    return answer(request, error)


async def on_invalid(request: Request, error: RequestValidationError) -> Response:
    """Entries that the models refuse."""
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return answer(request, Problem("unreadable"))
    reasons = request.app.state.reasons
    return answer(request, Problem("invalid", tuple(rules.from_pydantic(fault, reasons) for fault in error.errors())))


async def on_http(request: Request, error: HTTPException) -> Response:
    """What the framework refuses: an unknown address, a wrong method, a body it cannot read."""
    if isinstance(error.__cause__, Malformed):
        return answer(request, Problem("invalid", (rules.fault(error.__cause__.field, "repeated"),)))
    problem = Problem(_BY_STATUS.get(error.status_code, "internal"))
    problem.headers.update(error.headers or {})
    return answer(request, problem)


async def on_unavailable(request: Request, error: Unavailable) -> Response:
    """The store or the broker is away."""
    log.warning("%s", error)
    return answer(request, Problem("unavailable"))


async def on_bug(request: Request, _: Exception) -> Response:
    """Anything else is our mistake: the server logs it, the caller learns nothing of our inside."""
    return answer(request, Problem("internal"))


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    Problem: on_problem,
    RequestValidationError: on_invalid,
    HTTPException: on_http,
    Unavailable: on_unavailable,
    Exception: on_bug,
}
