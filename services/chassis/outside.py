"""An outside party over HTTP: the only importer of urllib3.

Time-outs, one try a call and pooled connections. What came back is believed only as far as it can be read.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import urllib3

from services.chassis.definition import SIDE_BY_SIDE
from services.chassis.statements import Unusable, statement
from services.chassis.vocabulary import OutsideUnavailable

T = TypeVar("T")

ABOUT_THE_QUESTION = (400, 409, 410, 422)
"""Statuses that refuse what was asked; every other no speaks of the party, or of our access to it."""


class Outside:
    """`name` is how errors call it, as in "the channel"; they never quote what was asked or answered."""

    def __init__(self, name: str, url: str, timeout: float, refuses: tuple[int, ...] = ABOUT_THE_QUESTION) -> None:
        """Opens nothing yet: connections come with the first question. `timeout`: seconds to connect, and to answer."""
        self._name, self._url, self._refuses = name, url.rstrip("/"), refuses
        self._http = urllib3.PoolManager(
            maxsize=SIDE_BY_SIDE,
            timeout=urllib3.Timeout(connect=timeout, read=timeout),
            retries=False,  # the chassis tries again, later and patiently
        )

    def ask(self, path: str, question: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any]], T]) -> T | None:
        """POST a question under an idempotency key; its answer as `read` reads it, None if the question is refused.

        `read` raises Unusable for an answer that is none. Raises OutsideUnavailable for whatever is to be tried again.
        """
        response = self._post(path, question, key)
        if response.status in self._refuses:
            return None
        if response.status not in (200, 201):
            raise OutsideUnavailable(f"{self._name} answers {response.status} to {path}")
        try:
            return read(statement(response.data))
        except Unusable as fault:
            raise OutsideUnavailable(f"{self._name}'s answer to {path}: {fault}") from None

    def exchange(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """POST bytes in a form of the party's own; status and bytes of the answer. Raises OutsideUnavailable."""
        try:
            response = self._http.request("POST", self._url + path, body=body, headers=dict(headers))
        except urllib3.exceptions.HTTPError as error:
            raise OutsideUnavailable(f"{self._name} does not answer: {type(error).__name__}") from None
        return response.status, response.data

    def look(self, path: str, read: Callable[[Mapping[str, Any]], T]) -> T:
        """GET what the party publishes, as `read` reads it; raises OutsideUnavailable."""
        try:
            response = self._http.request("GET", self._url + path)
        except urllib3.exceptions.HTTPError as error:
            raise OutsideUnavailable(f"{self._name} does not answer: {type(error).__name__}") from None
        if response.status != 200:
            raise OutsideUnavailable(f"{self._name} answers {response.status} to {path}")
        try:
            return read(statement(response.data))
        except Unusable as fault:
            raise OutsideUnavailable(f"{self._name}'s answer to {path}: {fault}") from None

    def _post(self, path: str, question: Mapping[str, Any], key: str) -> urllib3.BaseHTTPResponse:
        try:
            return self._http.request("POST", self._url + path, json=question, headers={"Idempotency-Key": key})
        except urllib3.exceptions.HTTPError as error:
            raise OutsideUnavailable(f"{self._name} does not answer: {type(error).__name__}") from None
