"""What payments must be told before it starts; the environment names are PAYMENTS_<FIELD>."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """channel_url: the payment channel, without a trailing `/orders`.

    callback_secret: shared with the channel; what it signs with this is its word.
    notify_url: the portal, as the channel reaches it, without a trailing `/callbacks`.
    channel_name: how the channel calls itself in the header `X-Sender`.
    order_lifetime_seconds: how long an order can be paid.
    channel_timeout: seconds to wait for the channel, for the connection and again for the answer.
    fiscal_url, fiscal_secret, fiscal_name: the fiscal channel (非税), where there is one, as for the first.
    routes: a table (CSV) with the columns `province` and `channel`: whose orders another than the first channel opens.
    receipt_kind: the four digits of 分类 and 种类 in the code of a receipt (财政电子票据).
    inquiries_per_second: how often the channel may be asked about orders, by each process.
    """

    channel_url: str
    callback_secret: str = field(repr=False)
    notify_url: str
    channel_name: str = "standin-channel"
    order_lifetime_seconds: float = 1800.0
    channel_timeout: float = 5.0
    fiscal_url: str = ""
    fiscal_secret: str = field(default="", repr=False)
    fiscal_name: str = "standin-fiscal"
    routes: Path = Path()
    receipt_kind: str = "0101"
    inquiries_per_second: float = 5.0
