"""Set this machine up: `python3 -m deploy.local.install`. Runs before anything is installed: standard library only.

uv (installed if absent) makes `.local/venv` and fills it from the hashed `requirements/dev.txt`. With `--programs`
it also sees to RabbitMQ, where AMQP_URI names none, and to OpenSSL, which makes the local seal keys. What is there
already is left alone, so a second time is instant.
"""

import configparser
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LOCAL = CHECKOUT / ".local"
VENV = LOCAL / "venv"
STAMP = LOCAL / "installed"
REQUIREMENTS = CHECKOUT / "requirements" / "dev.txt"
OLDEST = (3, 11)
BROKER = "rabbitmq-server"
OPENSSL = "openssl"
BEYOND_THE_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
"""Where Debian puts servers; a user's path need not name it."""
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def main() -> None:
    """Install what is missing, or say in one line what to type."""
    if sys.version_info < OLDEST:
        _give_up(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: type `make PYTHON=python3.11`")
    if _fingerprint() != (STAMP.read_text() if STAMP.exists() else ""):
        install_python_packages()
    if "--programs" in sys.argv[1:]:
        install_programs()


def install_python_packages() -> None:
    """Make the virtual environment anew and fill it with exactly what `requirements/dev.txt` names."""
    uv, environment = _uv(), {**os.environ, **package_settings()}
    python = str(VENV / "bin" / "python")
    _say(f"installing Python packages into {VENV}")
    _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)], environment)
    fill = [uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", "--python", python]
    _run([*fill, str(REQUIREMENTS)], environment)
    ours = [uv, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--python", python]
    _run([*ours, "--editable", str(CHECKOUT)], environment)
    STAMP.write_text(_fingerprint())


def install_programs() -> None:
    """See that RabbitMQ and OpenSSL are there: installed already, or from Debian's packages when root."""
    wanted = [OPENSSL] if os.environ.get("AMQP_URI") else [OPENSSL, BROKER]
    missing = [program for program in wanted if not shutil.which(program, path=BEYOND_THE_PATH)]
    if not missing:
        return
    names = " ".join(missing)
    if not _may_install():
        instead = ", or set AMQP_URI to a broker you have" if BROKER in missing else ""
        _give_up(f"{names} missing: type `sudo apt-get install {names}`{instead}")
    _say(f"installing {names} from the system's packages")
    _apt_install(*missing)
    if BROKER in missing and Path("/run/systemd/system").exists():
        # We run a node of our own; the system's, which the package starts, would only be in somebody's way.
        _run(["systemctl", "disable", "--now", BROKER], dict(os.environ))


def _uv() -> str:
    """A uv that works: the one on the path, else one of our own."""
    own = LOCAL / "uv"
    for candidate in (shutil.which("uv"), str(own / "bin" / "uv")):
        if candidate and _works([candidate, "--version"]):
            return candidate
    _say(f"installing uv into {own}")
    if not _works([sys.executable, "-m", "venv", "--clear", str(own)]):
        if not _may_install():
            _give_up("Python's venv is missing: type `sudo apt-get install python3-venv`")
        _apt_install("python3-venv")
        _run([sys.executable, "-m", "venv", "--clear", str(own)], dict(os.environ))
    pip = [str(own / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--require-hashes", "-r", str(CHECKOUT / "requirements" / "bootstrap.txt")], dict(os.environ))
    return str(own / "bin" / "uv")


def package_settings() -> dict[str, str]:
    """What uv must be told because it does not read pip's configuration: where packages come from, whom to trust."""
    pip = _pip_configuration()
    trusted = str(CERTIFICATES) if CERTIFICATES.exists() else None
    wanted = {
        "UV_DEFAULT_INDEX": os.environ.get("PIP_INDEX_URL") or pip.get("index-url"),
        "UV_INDEX": os.environ.get("PIP_EXTRA_INDEX_URL") or pip.get("extra-index-url"),
        "SSL_CERT_FILE": os.environ.get("PIP_CERT") or pip.get("cert") or trusted,
    }
    if os.environ.get("SSL_CERT_DIR"):
        del wanted["SSL_CERT_FILE"]
    return {name: value for name, value in wanted.items() if value and not os.environ.get(name)}


def _pip_configuration() -> dict[str, str]:
    places = [Path("/etc/pip.conf"), *(Path.home() / name for name in (".pip/pip.conf", ".config/pip/pip.conf"))]
    if own := os.environ.get("PIP_CONFIG_FILE"):
        places.append(Path(own))
    config = configparser.ConfigParser(interpolation=None)
    config.read(places)
    sections = [config[name] for name in ("global", "install") if name in config]
    return {name: value for section in sections for name, value in section.items()}


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_install(*packages: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # 1: start no service
    _run(["apt-get", "update", "-q"], environment)
    _run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], environment)


def _fingerprint() -> str:
    """Changes when the environment must be made anew."""
    content = b"".join(file.read_bytes() for file in (REQUIREMENTS, CHECKOUT / "pyproject.toml"))
    return f"{sys.version_info[:2]} {CHECKOUT} {hashlib.sha256(content).hexdigest()}\n"


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        _give_up(f"`{' '.join(command)}` failed (above): mend that and type `make` again")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _give_up(line: str) -> None:
    sys.exit(line)


if __name__ == "__main__":
    main()
