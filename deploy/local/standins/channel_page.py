"""The stand-in channel's pay page, in Chinese and English."""

from datetime import datetime
from html import escape
from string import Template

from deploy.local.standins.channel_book import Order
from deploy.local.standins.channel_entries import BEIJING

_PAGE = Template("""\
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>模拟支付渠道 · Stand-in payment channel</title>
<style>
body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
.sum { font-size: 2rem; }
button { font: inherit; padding: .7rem 2rem; border: 0; border-radius: .4rem; background: #0b5cad; color: #fff; }
</style>
</head>
<body>
<main>
<h1>模拟支付渠道 <span lang="en">Stand-in payment channel</span></h1>
<p>此页仅供测试，不会真正扣款。<br><span lang="en">For trials only: no money moves.</span></p>
<p>$description</p>
<p class="sum">¥ $yuan</p>
$state
</main>
</body>
</html>
""")

_STATES = {
    "open": Template("""\
<p>请于 $expires 前支付。<br><span lang="en">Please pay before $expires (Beijing time).</span></p>
<form method="post"><button type="submit">支付 <span lang="en">Pay</span></button></form>"""),
    "paid": Template('<p role="status">已支付。<span lang="en">Paid.</span></p>'),
    "expired": Template('<p role="status">订单已过期。<span lang="en">The order has expired.</span></p>'),
}


def page(order: Order, now: datetime) -> str:
    """The page of one order, as it stands."""
    opened = order.opened
    expires = opened.expires_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    return _PAGE.substitute(
        description=escape(opened.description),
        yuan=f"{opened.fen // 100}.{opened.fen % 100:02d}",
        state=_STATES[order.state(now)].substitute(expires=expires),
    )
