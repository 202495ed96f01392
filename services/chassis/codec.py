"""JSON and typed values: the only importer of msgspec."""

from typing import Any, TypeVar

import msgspec

from services.chassis.errors import Malformed

T = TypeVar("T")

_decoder = msgspec.json.Decoder()
_array = msgspec.json.Decoder(list[msgspec.Raw])
_encoder = msgspec.json.Encoder()
_canonical = msgspec.json.Encoder(order="sorted")


def encode(value: object) -> bytes:
    """JSON, as compact as it gets."""
    return _encoder.encode(value)


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces: equal values give equal bytes, so it can be hashed and signed."""
    return _canonical.encode(value)


def decode(body: bytes) -> Any:
    """Read JSON; raises Malformed for anything that is not."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("body", f"must be JSON ({error})", "Send one UTF-8 JSON object.") from error


def entries(body: bytes) -> list[bytes]:
    """The entries of a JSON array, each as it was written; raises Malformed for anything that is none."""
    try:
        return [bytes(entry) for entry in _array.decode(body)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("body", f"must be a JSON array ({error})", "Send one JSON array.") from error


def convert(values: object, into: type[T]) -> T:
    """Build a dataclass from plain values, strictly: unknown names are ignored, wrong types are Malformed."""
    try:
        return msgspec.convert(values, into)
    except msgspec.ValidationError as error:
        raise Malformed("data", str(error), f"Send what {into.__name__} asks for.") from error


def plain(value: object) -> Any:
    """The JSON-able form of a dataclass: lists, dicts, strings, numbers."""
    return msgspec.to_builtins(value, builtin_types=())


def type_names(classes: tuple[type[Any], ...]) -> dict[str, type[Any]]:
    """Stored events are found again by their class name."""
    return {cls.__name__: cls for cls in classes}
