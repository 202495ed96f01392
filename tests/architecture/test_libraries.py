"""One library, one file: any of them can be replaced in an afternoon."""

import pytest

from tests.architecture.source import SERVICES, libraries, python_files, shown

HOMES = {
    "pymongo": {"services/chassis/mongo.py"},
    "nameko": {"services/chassis/host.py"},
    "eventlet": {"services/chassis/green.py"},
    "amqp": {"services/chassis/bus.py", "services/chassis/frames.py"},
    "prometheus_client": {"services/chassis/metrics.py"},
    "opentelemetry": {"services/chassis/tracing.py"},
    "msgspec": {"services/chassis/codec.py"},
    "jsonschema_rs": {"services/chassis/contracts.py"},
    "joserfc": {"services/chassis/sealed.py", "services/identity/sso/keys.py", "services/portal/access.py"},
    "authlib": {"services/identity/sso/flows.py", "services/identity/sso/provider.py"},
    "argon2": {"services/identity/sso/passwords.py"},
    "ctypes": {"services/chassis/libcrypto.py", "services/chassis/sm2.py"},
    "urllib3": {"services/chassis/outside.py"},
    "uvicorn": {"services/chassis/web.py"},
    "cel_expr_python": {"services/chassis/expressions.py"},
    "yaml": {"services/catalogue/effects.py", "services/identity/staff.py"},
}


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_where_it_lives_and_nowhere_else(library: str) -> None:
    """The table says where each library lives."""
    users = {shown(path) for path in SERVICES.rglob("*.py") if library in libraries(path)}

    assert users, f"{library} is used by nobody: drop it, and its row"
    assert users <= HOMES[library]


def test_the_operators_tools_speak_to_the_bus_through_pika_only() -> None:
    """kombu and amqp are the services' client, pika is that of what stands outside them."""
    outside = {shown(path) for path in python_files("deploy") if libraries(path) & {"amqp", "kombu", "nameko"}}

    assert outside == set()
