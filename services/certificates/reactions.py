"""What others' events mean to a certificate: its seal has come, or will not."""

from collections.abc import Callable, Mapping

from services.certificates.messages import AttachSeal, Command, RefuseIssuance, Seal
from services.chassis.vocabulary import Foreign


def on_document_sealed(sealed: Foreign) -> AttachSeal:
    """The document is the certificate's stream."""
    seal = Seal(sealed["algorithm"], sealed["signature"], sealed["certificate"], sealed["digest"])
    return AttachSeal(sealed["document"], seal)


def on_sealing_refused(refused: Foreign) -> RefuseIssuance:
    """Without a seal there is no certificate; the reason is passed on."""
    return RefuseIssuance(refused["document"], refused["reason"])


REACTIONS: Mapping[str, Callable[[Foreign], Command | None]] = {
    "seals.document-sealed.v1": on_document_sealed,
    "seals.sealing-refused.v1": on_sealing_refused,
}
