"""What an officer asks of the inbox."""

from typing import Annotated, Literal

from pydantic import Field

from services.portal.api.models import Code, Entry, Province
from services.portal.progress import STAGES


class Asked(Entry):
    """mine: what the officer has, whatever its stage. nobodys: what nobody has claimed. department: whose answer it
    waits for. Without a province it is the officer's own.
    """

    whose: Literal["mine", "nobodys", "all"] = "all"
    stage: Literal[STAGES] = "review"  # type: ignore[valid-type]
    department: Code | None = None
    province: Province | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str, Field(max_length=80, description="`next` of the page before")] = ""
