"""What a case relies on: the certificates that stand for its materials, and what it still lacks."""

from services.cases.events import Event
from services.cases.intake import NoteRevocation
from services.cases.items import RequiredMaterial
from services.cases.milestones import RelianceLost, RevocationForwarded
from services.cases.states import Nothing, Open, Presenting, Reviewing, State, Transferred, Verifying
from services.chassis.vocabulary import NotYet


def lacking(state: State) -> str | None:
    """Why an accepted case cannot be approved yet, as far as its materials go."""
    if not isinstance(state, Reviewing) or not state.application.dossier.outstanding:
        return None
    dossier = state.application.dossier
    lost = any(material.code in dossier.lost for material in dossier.outstanding)
    return "material-lost" if lost else "materials-missing"


def revoked(command: NoteRevocation, state: State) -> list[Event]:
    """Whoever relied on the certificate is told; under review the material is due again before an approval."""
    match state:
        case Nothing() | Verifying():
            raise NotYet("the case has not relied on any certificate yet")
        case Transferred() if command.identifier not in {identifier for identifier, _ in state.revoked}:
            relied = any(one.identifier == command.identifier for one in state.application.dossier.satisfied)
            return [RevocationForwarded(command.identifier, command.reason)] if relied else []
        case Transferred():
            return []
        case Presenting(waiting=(_, *_)) if not _relied(state, command.identifier):
            raise NotYet("certificates has not answered for all materials yet")
        case _ if isinstance(state, Open):
            lost = _relied(state, command.identifier)
            return [RelianceLost(material, command.identifier, command.reason) for material in lost]
        case _:
            return []


def _relied(state: Open, identifier: str) -> tuple[RequiredMaterial, ...]:
    """The materials that this certificate stands in for."""
    application = state.application
    codes = {one.material for one in application.dossier.satisfied if one.identifier == identifier}
    return tuple(material for material in application.item.materials if material.code in codes)
