"""The pages people see, in Chinese and English, without any script."""

from collections.abc import Mapping
from html import escape

from services.chassis.contracts import Reason

HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
]
"""Nothing is loaded, and nobody puts these pages into a frame."""

_STYLE = (
    "body{font:1rem/1.6 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a}"
    "label{display:block;margin:1rem 0 .25rem}input{font:inherit;width:100%;padding:.5rem;box-sizing:border-box}"
    "button{font:inherit;margin-top:1.5rem;padding:.6rem 1.5rem}"
    ".no{border-left:.3rem solid #b00020;padding:.2rem 1rem;background:#fdf1f2}"
)


def sign_in(client: Mapping[str, str], token: str, refusal: Reason | None) -> str:
    """The form; `token` ties it to the browser that asked for it."""
    to = f"<p>登录后前往{escape(client['zh'])}。<br><span lang=en>To continue to {escape(client['en'])}.</span></p>"
    form = (
        f"<form method=post><input type=hidden name=token value='{escape(token)}'>"
        "<label for=login>账号 <span lang=en>Login</span></label>"
        "<input id=login name=login autocomplete=username required maxlength=128 autofocus>"
        "<label for=password>密码 <span lang=en>Password</span></label>"
        "<input id=password name=password type=password autocomplete=current-password required maxlength=256>"
        "<button>登录 <span lang=en>Sign in</span></button></form>"
    )
    return _page("登录", "Sign in", to + (_no(refusal) if refusal else "") + form)


def activation(token: str, refusal: Reason | None = None) -> str:
    """The form in which a citizen sets the password of a new account."""
    form = (
        f"<form method=post><input type=hidden name=token value='{escape(token)}'>"
        "<label for=login>账号 <span lang=en>Login</span></label>"
        "<input id=login name=login autocomplete=username required maxlength=128 autofocus>"
        "<label for=code>激活码 <span lang=en>Activation code</span></label>"
        "<input id=code name=code autocomplete=one-time-code required maxlength=64>"
        "<label for=password>新密码，至少十个字符 <span lang=en>New password, ten characters or more</span></label>"
        "<input id=password name=password type=password autocomplete=new-password required minlength=10 maxlength=256>"
        "<button>激活 <span lang=en>Activate</span></button></form>"
    )
    return _page("激活账号", "Activate your account", (_no(refusal) if refusal else "") + form)


def activated() -> str:
    """The password is on its way."""
    done = "<p>密码已设置，请稍候登录。<br><span lang=en>Your password is set. You can sign in in a moment.</span></p>"
    return _page("账号已激活", "Your account is active", done)


def problem(refusal: Reason, said: str) -> str:
    """A request that cannot be sent back to the client it came from. `said`: the protocol's own words."""
    more = f"<p><small lang=en>{escape(said)}</small></p>" if said else ""
    return _page("无法登录", "Sign-in is not possible", _no(refusal) + more)


def sign_out(token: str) -> str:
    """Whether somebody really wants to sign out: nobody else has proved it."""
    form = (
        f"<form method=post><input type=hidden name=token value='{escape(token)}'>"
        "<button>退出 <span lang=en>Sign out</span></button></form>"
    )
    return _page("退出登录？", "Sign out?", form)


def signed_out() -> str:
    """It is done."""
    return _page(
        "已退出登录", "You are signed out", "<p>可以关闭此页。<br><span lang=en>You can close this page.</span>"
    )


def _no(reason: Reason) -> str:
    words = [escape(reason.text["zh"] + reason.remedy["zh"]), escape(f"{reason.text['en']} {reason.remedy['en']}")]
    return f"<div class=no role=alert><p>{words[0]}</p><p lang=en>{words[1]}</p><small>{reason.code}</small></div>"


def _page(zh: str, en: str, content: str) -> str:
    return (
        "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{zh} {en}</title><style>{_STYLE}</style><h1>{zh} <small lang=en>{en}</small></h1>{content}</html>"
    )
