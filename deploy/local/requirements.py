"""`make requirements`: pin what pyproject.toml asks for, with hashes and without the address of any package host.

`dev.txt` is the union and decides the versions; every service's file is a part of it. Versions stay as they are
unless `--upgrade` is given.
"""

import subprocess
import sys
import tomllib

from deploy.local.home import CHECKOUT

FOLDER = CHECKOUT / "requirements"
UV = (sys.executable, "-m", "uv", "pip", "compile", "--quiet")
COMPILE = (*UV, "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate")
PROJECT = "pyproject.toml"
DEV = "requirements/dev.txt"


def compile_all(options: list[str]) -> None:
    """Write `dev.txt`, then one file per extra, then what setting up and the bench need."""
    extras = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    _compile(DEV, PROJECT, "--all-extras", "--group", "bootstrap", *options)
    for extra in sorted(extras):
        _compile(f"requirements/{extra}.txt", PROJECT, "--extra", extra, "--constraints", DEV)
    for group in ("bootstrap", "bench"):
        _compile(f"requirements/{group}.txt", "--group", group, "--constraints", DEV)


def _compile(file: str, *options: str) -> None:
    subprocess.run((*COMPILE, *options, "--output-file", file), cwd=CHECKOUT, check=True)


if __name__ == "__main__":
    compile_all(sys.argv[1:])
