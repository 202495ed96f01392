"""What carriers' words mean, as tables: a step of the way, an incident (异常原因), and whose fault an incident is.

To take on another carrier, or a new word of a known one, a line is added here and nothing is decided anew.
"""

from collections.abc import Mapping
from typing import TypeAlias

from services.logistics.messages import Fault, Status

Steps: TypeAlias = Mapping[str, Status]
Incidents: TypeAlias = Mapping[str, str]

COURIER_STEPS: Steps = {
    "collected": "collected",
    "in_transit": "in_transit",
    "troubled": "troubled",
    "delivered": "delivered",
    "returned": "returned",
}
"""The courier's `status`. Handed over (`collected`) is never received (`delivered`)."""

EMS_STEPS: Steps = {
    "10": "collected",  # 收寄
    "20": "in_transit",  # 运输中
    "30": "in_transit",  # 安排投递
    "31": "troubled",  # 未妥投
    "40": "delivered",  # 妥投
    "50": "returned",  # 退回妥投
    "90": "troubled",  # 异常
}
"""EMS's `TRACE_CODE`."""

WITHOUT_PROOF = "delivered-without-proof"
"""Ours to say, not a carrier's: it claims a delivery and does not bring the recipient's code."""

FAULTS: Mapping[str, Fault] = {
    "addressee-unknown": "consignee",
    "delivery-refused": "consignee",
    "addressee-absent": "consignee",
    "parcel-uncollected": "consignee",
    "address-insufficient": "sender",
    "parcel-damaged": "carrier",
    "parcel-lost": "carrier",
    WITHOUT_PROOF: "carrier",
    "weather-delay": "weather",
    "customs-held": "customs",
    "parcel-undeliverable": "other",
}
"""Every incident that citizens can look up in contracts/reasons.json, and by whose fault it is."""

UNNAMED = "parcel-undeliverable"
"""What a carrier's own word for something else becomes."""

COURIER_INCIDENTS: Incidents = {name: name for name in FAULTS if name != WITHOUT_PROOF}
"""The courier's `incident`: it speaks ours."""

EMS_INCIDENTS: Incidents = {
    "01": "addressee-unknown",  # 查无此人
    "02": "delivery-refused",  # 拒收
    "03": "addressee-absent",  # 收件人不在
    "04": "parcel-uncollected",  # 逾期未取
    "05": "address-insufficient",  # 地址不详
    "06": "parcel-damaged",  # 破损
    "07": "parcel-lost",  # 遗失
    "08": "weather-delay",  # 天气或灾害
    "09": "customs-held",  # 海关扣留
}
"""EMS's `REASON_CODE`."""
