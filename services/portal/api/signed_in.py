"""Staff and citizens by their access tokens. The sign-in is asked for its keys only, and only for one not seen yet."""

import asyncio

from services.chassis import clock
from services.chassis.errors import Unavailable
from services.chassis.outside import Outside
from services.chassis.vocabulary import OutsideUnavailable
from services.portal.access import Citizen, Gate, NotSignedIn, Officer, UnknownKey
from services.portal.api.reading import Reading

SESSIONS = "sessions"
"""The view of the sessions that are over."""

ASK_AGAIN = 5.0
"""Seconds in which the sign-in is asked for its keys at most once: made-up tokens must not become questions."""

ANSWER_WITHIN = 3.0
"""Seconds that the sign-in is given."""


class SignedIn:
    """Whose tokens they are. While nobody has a new key the sign-in may be away."""

    def __init__(self, issuer: str, audience: str, reading: Reading) -> None:
        """Asks nothing yet."""
        self._gate, self._reading = Gate(issuer, audience), reading
        self._party = Outside("the sign-in", issuer, ANSWER_WITHIN)
        self._asked, self._turn = float("-inf"), asyncio.Lock()

    async def holder(self, token: str) -> Officer | Citizen:
        """Raises NotSignedIn, also for a session that is over; Unavailable while the first keys cannot be had."""
        try:
            holder = self._gate.read(token)
        except UnknownKey:
            await self._learn()
            holder = self._gate.read(token)
        if await self._reading.find(SESSIONS, holder.session) is not None:
            raise NotSignedIn("the session is over")
        return holder

    async def _learn(self) -> None:
        async with self._turn:
            if clock.elapsed() - self._asked < ASK_AGAIN:
                return
            try:
                self._gate = await self._reading.call(lambda: self._party.look("/jwks", self._gate.knowing))
            except (OutsideUnavailable, ValueError) as error:
                raise Unavailable(str(error)) from None
            self._asked = clock.elapsed()
