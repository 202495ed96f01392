"""Logs: one JSON object a line, with case and trace where there is one, never personal data."""

import json
import logging
import sys
from typing import Any

from services.chassis import clock

EXTRAS = ("case", "trace", "type", "queue", "reason")


class JsonLines(logging.Formatter):
    """Renders a record as one line of JSON."""

    def __init__(self, service: str) -> None:
        """Every line carries the service's name."""
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, service, text, and whatever of EXTRAS the caller gave."""
        line: dict[str, Any] = {
            "at": clock.now_stamp(),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "text": record.getMessage(),
        }
        line.update({name: getattr(record, name) for name in EXTRAS if hasattr(record, name)})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(service: str, level: str = "INFO") -> None:
    """Send all logs to standard error in this form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("amqp", "pymongo", "nameko", "urllib3"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    # What a worker raised is said by host.py, in one line; nameko would add a traceback a second while a store is away.
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)
