"""What seals must be told before it starts; the environment names are SEALS_<FIELD>."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """keys_dir: one folder for each authority, named by its credit code (统一社会信用代码), which holds
    `key.pem` (SM2 private key, readable by its owner only) and `cert.der` (the seal's certificate).
    approval_patience: seconds after which a sealing for a case without a known approval is refused.
    anchor_every, anchor_seconds: after so many uses of a seal, or so long, its ledger's link is published.
    """

    keys_dir: Path
    approval_patience: float = 600.0
    anchor_every: int = 100
    anchor_seconds: float = 60.0
