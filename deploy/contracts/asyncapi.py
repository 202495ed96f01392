"""One AsyncAPI 3 document per capability, drawn from the folder `contracts/` alone: any language can be written to it.

A channel is an exchange and a routing key; an operation says whether the capability sends or receives there.
What it hears from others and asks of others refers to the others' documents.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.contracts import capabilities
from deploy.contracts.capabilities import Capability
from services.chassis import names
from services.chassis.names import Name
from services.chassis.schemas import read_schemas
from services.chassis.topology import COMMANDS, EVENTS, NATIONAL, Place

HEAD = """\
# Made by `make contracts` from the schemas beside it and capability.json. Not edited by hand.
"""

BINDING_VERSION = "0.3.0"
"""Of AsyncAPI's AMQP bindings."""

_EXCHANGES = {"command": COMMANDS, "event": EVENTS}

Document = dict[str, Any]


def documents(folder: Path) -> dict[Path, str]:
    """The text of every document by its path."""
    schemas = read_schemas(folder)
    every = [names.from_path(path) for path in schemas if path.count("/") == 2]
    return {
        folder / word / "asyncapi.yaml": render(document(capability, every, lambda name: schemas[name.path]))
        for word, capability in capabilities.load(folder).items()
    }


def render(asked: Document) -> str:
    """YAML, small things on one line."""

    class Plain(yaml.SafeDumper):
        """Writes every value out instead of pointing at an equal one above."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    text = yaml.dump(asked, Dumper=Plain, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)
    return HEAD + text


def document(capability: Capability, every: Iterable[Name], schema: Callable[[Name], Mapping[str, Any]]) -> Document:
    """One capability's view of the bus: `every` contract there is, of which it names its own and those it uses."""
    own = [name for name in every if name.capability == capability.word]
    return {
        "asyncapi": "3.0.0",
        "id": f"{names.BASE}{capability.word}/asyncapi.yaml",
        "info": _info(capability, own),
        "defaultContentType": "application/cloudevents+json",
        "servers": {"bus": _server()},
        "channels": {**_own_channels(capability, own), **_foreign_channels(capability)},
        "operations": _operations(capability, own),
        "components": _components(own, schema),
    }


def _info(capability: Capability, own: list[Name]) -> Document:
    version = max((name.version for name in own), default=1)
    return {
        "title": f"Tongban {capability.title['en']} ({capability.title['zh']})",
        "version": f"{version}.0.0",
        "description": capability.description,
    }


def _server() -> Document:
    return {
        "host": "{host}",
        "protocol": "amqp",
        "protocolVersion": "0-9-1",
        "description": "RabbitMQ; topology in docs/regions.md.",
        "variables": {"host": {"default": "localhost:5672", "description": "Broker of the nation or of a region."}},
    }


def _own_channels(capability: Capability, own: list[Name]) -> Document:
    channels = {name.type: _channel(name) for name in own if name.kind in _EXCHANGES}
    effects = [name for name in own if name.kind == "effect"]
    if effects:
        queue = Place(capability.word).effects
        channels[queue] = {
            "address": queue,
            "messages": {name.type: _ref(f"#/components/messages/{name.type}") for name in effects},
            "bindings": {"amqp": {"is": "queue", "queue": _queue(queue), "bindingVersion": BINDING_VERSION}},
        }
    return channels


def _channel(name: Name) -> Document:
    return {
        "address": names.routing_key(name.type, "{province}"),
        "messages": {name.type: _ref(f"#/components/messages/{name.type}")},
        "parameters": {"province": _ref("#/components/parameters/province")},
        "bindings": _ref(f"#/components/channelBindings/{_EXCHANGES[name.kind]}"),
    }


def _foreign_channels(capability: Capability) -> Document:
    used = [*capability.hears, *capability.asks]
    return {
        used_type: _ref(f"../{names.split(used_type)[0]}/asyncapi.yaml#/channels/{used_type}") for used_type in used
    }


def _operations(capability: Capability, own: list[Name]) -> Document:
    commands = [name.type for name in own if name.kind == "command"]
    events = [name.type for name in own if name.kind == "event"]
    effects = [Place(capability.word).effects] if any(name.kind == "effect" for name in own) else []
    return {
        **{f"receive.{type_}": _operation("receive", type_) for type_ in [*commands, *capability.hears, *effects]},
        **{f"send.{type_}": _operation("send", type_, "event") for type_ in events},
        **{f"send.{type_}": _operation("send", type_, "command") for type_ in [*capability.asks, *effects]},
    }


def _operation(action: str, channel: str, binding: str | None = None) -> Document:
    bindings = {"bindings": _ref(f"#/components/operationBindings/{binding}")} if binding else {}
    return {"action": action, "channel": _ref(f"#/channels/{channel}"), **bindings}


def _components(own: list[Name], schema: Callable[[Name], Mapping[str, Any]]) -> Document:
    return {
        "messages": {name.type: _message(name, schema(name)) for name in own},
        "messageTraits": {"cloudevent": _cloudevent()},
        "parameters": {"province": {"description": "GB/T 2260 code of the province that has jurisdiction."}},
        "channelBindings": {exchange: _exchange(exchange) for exchange in _EXCHANGES.values()},
        "operationBindings": {
            "command": _sending(mandatory=True),
            "event": _sending(mandatory=False),
        },
    }


def _message(name: Name, schema: Mapping[str, Any]) -> Document:
    described = {"type": {"const": name.type}, "data": _ref(f"./{name.path.removeprefix(name.capability + '/')}")}
    return {
        "name": name.type,
        "title": name.class_name,
        "summary": schema["description"],
        "traits": [_ref("#/components/messageTraits/cloudevent")],
        "payload": {"allOf": [_ref("../envelope.v1.json"), {"type": "object", "properties": described}]},
    }


def _cloudevent() -> Document:
    return {
        "contentType": "application/cloudevents+json",
        "correlationId": {"description": "The case (办件).", "location": "$message.payload#/correlationid"},
    }


def _exchange(name: str) -> Document:
    exchange = {"name": name, "type": "topic", "durable": True, "autoDelete": False}
    unclaimed = {"x-alternate-exchange": NATIONAL} if name == COMMANDS else {}
    return {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": BINDING_VERSION}, **unclaimed}


def _queue(name: str) -> Document:
    return {"name": name, "durable": True, "exclusive": False, "autoDelete": False}


def _sending(*, mandatory: bool) -> Document:
    return {"amqp": {"deliveryMode": 2, "mandatory": mandatory, "bindingVersion": BINDING_VERSION}}


def _ref(target: str) -> Document:
    return {"$ref": target}
