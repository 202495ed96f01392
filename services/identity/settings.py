"""What identity must be told before it starts; the environment names are IDENTITY_<FIELD>."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """register_url: the population register (人口库), without a trailing `/compare`.

    unsealing_key: file of the private key (PEM) that opens what is sealed for identity.
    register_timeout: seconds to wait for the register, for the connection and again for the answer.
    register_level: the assurance, 1 to 4, of a name and number that the register confirms.
    """

    register_url: str
    unsealing_key: Path
    register_timeout: float = 3.0
    register_level: int = 2
