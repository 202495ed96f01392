"""What citizens read, in Chinese and English. Words are added when a view is read, so mending one mends all."""

from collections.abc import Mapping

Words = Mapping[str, str]


def _words(zh: str, en: str) -> Words:
    return {"zh": zh, "en": en}


STAGES: Mapping[str, Words] = {
    "received": _words("已收件，正在核验身份和材料", "Received; identity and materials are being checked"),
    "examination": _words("材料已收，等待受理审查", "Waiting to be examined by a clerk"),
    "transferred": _words("已转由外省办理", "Handed to the province that decides"),
    "supplement": _words("待补正材料", "Waiting for missing materials from you"),
    "review": _words("已受理，审查中", "Accepted and under review"),
    "payment": _words("已批准，待缴费", "Approved; waiting for your payment"),
    "issuing": _words("已批准，正在制证", "Approved; the certificate is being made"),
    "delivery": _words("已制证，送达中", "The certificate is made and on its way"),
    "choice": _words("邮件退回，请选择重寄或窗口领取", "The parcel came back; choose re-sending or the counter"),
    "collection": _words("请到窗口领取", "Ready for you at the counter"),
    "closed": _words("已办结", "Done"),
    "refused": _words("未予批准", "Refused"),
    "withdrawn": _words("已撤回", "Withdrawn"),
    "expired": _words("逾期终止", "Ended because time ran out"),
}

STEPS: Mapping[str, Words] = {
    "application-submitted": _words("收到申请", "Application received"),
    "review-requested": _words(
        "身份转人工核验，请等待或携带证件到窗口",
        "A clerk is to look at your identity; wait, or bring your papers to a counter",
    ),
    "review-decided": _words("人工核验身份已有结果", "A clerk has looked at your identity"),
    "certificate-presented": _words("已出示电子证照，免交材料", "A certificate was presented instead of a material"),
    "presentation-refused": _words("没有可出示的电子证照", "There was no certificate to present"),
    "examination-awaited": _words("等待受理审查", "Waiting to be examined"),
    "materials-resolved": _words("材料核对完毕", "Materials compared with certificates"),
    "case-taken-over": _words("承接外省收件", "Taken over from another province"),
    "case-transferred": _words("转由外省办理", "Handed to the province that decides"),
    "reliance-lost": _words("作为材料的证照失效", "A certificate used as a material is no longer in force"),
    "bundle-submitted": _words("收到“一件事”申请", "Application for one thing received"),
    "bundle-finished": _words("“一件事”办结", "All parts of the one thing have ended"),
    "commitment-made": _words("依据承诺办理", "Decided on a promise"),
    "commitment-check-due": _words("承诺待核查", "The promise is due to be checked"),
    "commitment-kept": _words("承诺属实", "The promise was kept"),
    "commitment-broken": _words("承诺不实，决定撤销", "The promise was broken; the decision is withdrawn"),
    "supplement-requested": _words("通知补正材料", "Missing materials asked for"),
    "materials-completed": _words("材料已补齐", "Materials complete"),
    "application-accepted": _words("已受理", "Application accepted"),
    "reviews-opened": _words("部门审查开始", "Review by departments begins"),
    "review-recorded": _words("部门已出具审查意见", "A department has answered"),
    "case-assigned": _words("已分派经办人", "An officer has the case"),
    "clock-stopped": _words("特别程序开始，办理时限暂停", "A special procedure began; the time limit stands still"),
    "clock-resumed": _words("特别程序结束，办理时限继续", "The special procedure ended; the time limit runs on"),
    "limit-extended": _words("经批准延长办理期限", "The time limit was extended"),
    "limit-warned": _words("办理时限预警", "Warning about the time limit"),
    "application-approved": _words("准予许可", "Application approved"),
    "fee-requested": _words("通知缴费", "Fee requested"),
    "fee-settled": _words("已缴费", "Fee paid"),
    "certificate-issued": _words("已签发电子证照", "Certificate issued"),
    "parcel-booked": _words("已预约寄送", "Delivery booked"),
    "booking-refused": _words("寄送预约未成功", "Delivery could not be booked"),
    "parcel-handed-over": _words("已交寄，尚未签收", "Handed to the carrier, not yet received"),
    "parcel-delivered": _words("已签收", "Received by the addressee"),
    "parcel-returned": _words("邮件退回", "Parcel came back"),
    "incident-reported": _words("寄递途中出现异常，尚未签收", "Something went wrong on the way; not yet received"),
    "originals-booked": _words("已预约寄送材料原件", "Transport of originals booked"),
    "originals-refused": _words("材料原件未能寄送", "The originals could not be carried"),
    "original-collected": _words(
        "承运方已取走材料原件，尚未送达", "The carrier holds the originals; nobody has received them"
    ),
    "original-received": _words("机关已收到材料原件", "The authority holds the originals"),
    "original-returned": _words("材料原件已归还申请人", "The applicant holds the originals again"),
    "delivery-choice-requested": _words("请选择重寄或窗口领取", "Choice of re-sending or counter asked for"),
    "collection-awaited": _words("等待窗口领取", "Waiting at the counter"),
    "collection-expired": _words("逾期未缴费", "Fee not paid in time"),
    "collection-refused": _words("无法收取费用", "The fee could not be collected"),
    "fee-refunded": _words("已退费", "Fee refunded"),
    "refund-refused": _words("退费未成功，由收费单位处理", "The refund failed; the authority sees to it"),
    "case-closed": _words("办结", "Case closed"),
    "application-refused": _words("不予批准", "Application refused"),
    "case-withdrawn": _words("申请人撤回", "Withdrawn by the applicant"),
    "case-expired": _words("逾期终止", "Ended because time ran out"),
    "service-rated": _words("已评价", "Service rated"),
    "rectification-opened": _words("差评整改开始", "The bad rating is being answered for"),
    "rectification-recorded": _words("差评整改进展", "Something was done about the bad rating"),
    "rectification-overdue": _words("差评整改逾期", "The bad rating was not answered for in time"),
    "office-request-refused": _words("经办人所请求的事项不能办理", "Something an officer asked for is not possible"),
    "presentation-lapsed": _words("用证授权已随办件结束失效", "Consent to use a certificate lapsed with the case"),
    "certificate-status-changed": _words("证照状态已变更", "The certificate's state has changed"),
    "request-refused": _words(
        "当前环节不能办理所请求的事项", "Something was asked for that is not possible at this stage"
    ),
}
