"""A private RabbitMQ node: its own cookie, epmd, ports and data, so it meets no other broker on the machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import LOOPBACK, Ports
from deploy.local.probe import Address, speaks_amqp, wait_until
from deploy.local.processes import Processes, Program
from deploy.local.secrets import Secrets
from deploy.local.space import BROKER_STOPS_AT_MB
from deploy.local.trouble import Trouble

USER = "tongban"
MEMORY = "1GB"
"""Above this it reads nothing more from those who publish."""

STARTS_WITHIN = 90.0
"""Seconds. Three of computing; a busy machine takes longer."""

_DEBIAN_SCRIPTS = Path("/usr/lib/rabbitmq/bin")  # those in /usr/sbin change user to that of the system's broker
_VHOST = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_CONFIG = """\
listeners.tcp.1 = {address}:{port}
default_user = {user}
default_pass = {password}
vm_memory_high_watermark.absolute = {memory}
disk_free_limit.absolute = {disk_mb}MB
raft.wal_max_size_bytes = 67108864
log.file.level = warning
"""


@dataclass(frozen=True, slots=True)
class PrivateBroker:
    """One node in one folder. `launch` and `wait` are `start` in two steps, to do other things in between."""

    folder: Path
    processes: Processes
    ports: Ports

    @classmethod
    def alone(cls, folder: Path) -> "PrivateBroker":
        """A node that shares its folder with nothing else; for tests."""
        return cls(folder, Processes(folder / "run", folder / "log"), Ports(folder / "ports.json"))

    @property
    def address(self) -> Address:
        """Where it listens."""
        return Address(LOOPBACK, self.ports.of("rabbitmq"))

    def uri(self, vhost: str = "%2F") -> str:
        """How clients reach one of its virtual hosts; contains the password."""
        return f"amqp://{USER}:{self._secret('password')}@{self.address}/{vhost}"

    def start(self) -> str:
        """Start the node and return its URI once it takes connections; one that runs already is left alone."""
        self.launch()
        self.wait()
        return self.uri()

    def launch(self) -> None:
        """Start epmd and the node; takes no time."""
        if self.processes.find("rabbitmq") is not None:
            return
        for name in ("rabbitmq", "rabbitmq-distribution"):
            self.ports.free(name)
        self._furnish()
        self._launch_epmd()
        server = (str(scripts() / "rabbitmq-server"), "-noinput")
        self.processes.start(Program("rabbitmq", server, self._environment()))

    def wait(self) -> None:
        """Wait until the node takes connections."""

        def settled() -> bool:
            return speaks_amqp(self.address) or self.processes.find("rabbitmq") is None

        if not (wait_until(settled, STARTS_WITHIN) and speaks_amqp(self.address)):
            remedy = f"read {self.processes.log_of('rabbitmq')} and {self.folder / 'log'}"
            raise Trouble("the private broker did not start", remedy, self.processes.last_words("rabbitmq"))

    def stop(self) -> None:
        """End the node, then its epmd, which would otherwise stay behind."""
        self.processes.stop(["rabbitmq"], patience=30)
        self.processes.stop(["epmd"])

    def add_vhost(self, name: str) -> str:
        """Make a virtual host that the user may do everything in; returns its URI."""
        return self.add_vhosts([name])[0]

    def add_vhosts(self, names: Sequence[str]) -> list[str]:
        """Make several at once: the control command takes half a second, a virtual host twenty milliseconds."""
        everything = '<<".*">>, <<".*">>, <<".*">>, <<"tongban">>'
        self._control(
            f'[begin ok = rabbit_vhost:add(Name, <<"tongban">>), '
            f'ok = rabbit_auth_backend_internal:set_permissions(<<"{USER}">>, Name, {everything}) end '
            f"|| Name <- [{', '.join(_binary(name) for name in names)}]]."
        )
        return [self.uri(name) for name in names]

    def delete_vhost(self, name: str) -> None:
        """Remove a virtual host and all that is in it."""
        self._control(f'ok = rabbit_vhost:delete({_binary(name)}, <<"tongban">>).')

    def limit_memory(self, limit: str = MEMORY) -> None:
        """Let it use so much ("1GB"); less than it uses already raises its memory alarm, as fault runs do."""
        self._control(f'ok = vm_memory_monitor:set_vm_memory_high_watermark({{absolute, "{limit}"}}).')

    def _launch_epmd(self) -> None:
        if self.processes.find("epmd") is None:
            port = str(self.ports.free("epmd"))
            self.processes.start(Program("epmd", (_epmd(), "-port", port, "-address", LOOPBACK)))

    def _control(self, expression: str) -> None:
        """Evaluate an expression in the node."""
        command = [str(scripts() / "rabbitmqctl"), "--quiet", "eval", expression]
        environment = {**os.environ, **self._environment()}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble("the private broker refused", "start it again with `tongban up`", done.stderr + done.stdout)

    def _secret(self, name: str) -> str:
        return Secrets(self.folder / "secrets").text(name)

    def _furnish(self) -> None:
        """Write what the node reads when it starts."""
        for place in ("home", "data", "log", "generated", "schema"):
            (self.folder / place).mkdir(parents=True, exist_ok=True)
        cookie = self.folder / "home" / ".erlang.cookie"
        if not cookie.exists():
            cookie.write_text(self._secret("cookie"))
            cookie.chmod(0o400)
        config = self.folder / "rabbitmq.conf"
        config.touch(mode=0o600)
        values = {"address": LOOPBACK, "port": self.address.port, "user": USER, "disk_mb": BROKER_STOPS_AT_MB}
        config.write_text(_CONFIG.format(password=self._secret("password"), memory=MEMORY, **values))
        (self.folder / "enabled_plugins").write_text("[].\n")
        (self.folder / "rabbitmq-env.conf").touch()

    def _environment(self) -> dict[str, str]:
        """Everything that would otherwise be shared with another broker, or be reachable from another machine."""
        at = self.folder
        return {
            "HOME": str(at / "home"),
            "RABBITMQ_NODENAME": f"{USER}@{LOOPBACK}",  # an address, because not every machine can look up names
            "RABBITMQ_USE_LONGNAME": "true",
            "RABBITMQ_DIST_PORT": str(self.ports.of("rabbitmq-distribution")),
            "RABBITMQ_MNESIA_BASE": str(at / "data"),
            "RABBITMQ_LOG_BASE": str(at / "log"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(at / "generated"),
            "RABBITMQ_SCHEMA_DIR": str(at / "schema"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(at / "enabled_plugins"),
            "RABBITMQ_CONFIG_FILE": str(at / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(at / "advanced.config"),
            "RABBITMQ_CONF_ENV_FILE": str(at / "rabbitmq-env.conf"),
            "RABBITMQ_PID_FILE": str(at / "rabbitmq.pid"),
            "RABBITMQ_ALLOW_INPUT": "true",  # the node replaces its start script, so its process id is the one we know
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
            "RABBITMQ_CTL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
            "RABBITMQ_CTL_DIST_PORT_MIN": "33000",
            "RABBITMQ_CTL_DIST_PORT_MAX": "60000",
            "ERL_EPMD_PORT": str(self.ports.of("epmd")),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "ERL_CRASH_DUMP": str(at / "erl_crash.dump"),
        }


def scripts() -> Path:
    """The folder of RabbitMQ's own scripts; Trouble where RabbitMQ is not installed."""
    if (_DEBIAN_SCRIPTS / "rabbitmq-server").exists():
        return _DEBIAN_SCRIPTS
    if found := shutil.which("rabbitmq-server"):
        return Path(found).resolve().parent
    remedy = "type `sudo apt-get install rabbitmq-server`, or set AMQP_URI to a broker you have"
    raise Trouble("there is no RabbitMQ on this machine", remedy)


def _epmd() -> str:
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/bin", "/usr/lib/erlang/bin"))
    if found := shutil.which("epmd", path=places):
        return found
    raise Trouble("Erlang's port mapper `epmd` is not on the path", "type `sudo apt-get install erlang-base`")


def _binary(name: str) -> str:
    if not _VHOST.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a virtual host: use letters, digits, dot, dash and underscore")
    return f'<<"{name}">>'
