"""What seals must be told before it starts; the environment names are SEALS_<FIELD>."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """keys_dir: one folder for each authority, named by its credit code (统一社会信用代码), which holds
    `key.pem` (SM2 private key) and `cert.der` (the seal's certificate).
    """

    keys_dir: Path
