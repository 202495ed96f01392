"""What the portal's two processes are told; the projector needs no secret, so it is given none."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The projector: nothing beside what every service is told."""


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """The API, from PORTAL_… in the environment. Keys are secrets of at least 32 characters.

    access_key: makes case numbers and the applicants' access codes. Changing it shuts applicants out of open cases.
    pseudonym_key: names persons on the bus; everyone who names persons must hold the same one.
    login_key: names accounts by their logins; the same as identity's.
    issuer: the sign-in (OpenID Connect) whose access tokens are taken. audience: what they must be for.
    identity_sealing_key, logistics_sealing_key: folders of public keys: who may open applicant and address, and until
        when (services/chassis/epochs.py); or the file (PEM) of a single key that never ends.
    proof_key: shared with logistics, 16 bytes or more; recipients are shown the codes of their parcels, which follow
        from it. Without it nobody is shown one.
    seal_roots: file (PEM) with the root certificates that seals must lead to, and those in between.
    poll_ms: how often changes are looked for while somebody follows a case.
    heartbeat_s: seconds of silence after which a follower is sent a comment, so that proxies keep the line open.
    address_…, account_…, person_…: how many requests one of these may send a second in the long run, and how many at
    once before that; 0 a second: as many as come. Callbacks and probes are not counted.
    """

    access_key: str
    pseudonym_key: str
    login_key: str
    issuer: str
    identity_sealing_key: Path
    logistics_sealing_key: Path
    seal_roots: Path
    audience: str = "tongban"
    proof_key: str = ""
    poll_ms: int = 250
    heartbeat_s: float = 15.0
    address_per_second: float = 100.0
    address_at_once: int = 1000
    account_per_second: float = 50.0
    account_at_once: int = 500
    person_per_second: float = 5.0
    person_at_once: int = 60
