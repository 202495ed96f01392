"""Does a message say what its contract says? The only importer of jsonschema_rs.

Consumers check leniently: what they do not know they ignore. Producers check strictly: the same schema with
every object closed, so nothing leaves that the contract does not name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from jsonschema_rs import Draft202012Validator, Registry, ValidationError, ValidationErrorKind

from services.chassis import names
from services.chassis.names import Kind, Name
from services.chassis.schemas import ENVELOPE_PATH, ContractsBroken, Folder, Schemas, closed, read, with_references

FOLDER = Path(__file__).parents[2] / "contracts"
"""Where the contracts stand in a checkout and in an image."""

ENVELOPE = "envelope.v1"

_REMEDIES = {
    "required": "Add it",
    "additionalProperties": "Leave it out, or add it to the contract as an optional property",
    "type": "Send this kind of value",
    "enum": "Send one of these",
    "const": "Send exactly this",
    "pattern": "Send a text of this form",
    "format": "Send a text of this format",
    "minLength": "Send a longer text",
    "maxLength": "Send a shorter text; what is large is stored apart and referred to by digest",
    "minItems": "Send more entries",
    "maxItems": "Send fewer entries",
    "minimum": "Send a larger number",
    "maximum": "Send a smaller number",
}


class ContractViolation(Exception):
    """A message breaks its contract: names the field (JSON pointer), the rule and the remedy, never the value."""

    def __init__(self, message_type: str, field: str, rule: str, remedy: str) -> None:
        super().__init__(f"{message_type}: {field or '/'} breaks {rule}. {remedy}.")
        self.type, self.field, self.rule, self.remedy = message_type, field, rule, remedy


class UnknownContract(Exception):
    """No contract, or no handler, goes by this type."""

    def __init__(self, message_type: str, why: str) -> None:
        super().__init__(f"{message_type}: {why}")
        self.type, self.why = message_type, why


@dataclass(frozen=True, slots=True)
class Reason:
    """One entry of contracts/reasons.json. Texts are keyed by language, `zh` and `en`."""

    code: str
    name: str
    text: Mapping[str, str]
    remedy: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The message types that a process hears (takes, leniently) and says (sends, strictly)."""

    hears: Collection[str] = ()
    says: Collection[str] = ()

    @classmethod
    def by(cls, capability: str, folder: Path) -> "Spoken":
        """A service speaks its own contracts and what its capability.json lists of others'; raises ContractsBroken."""
        files = [file for kind in names.KINDS for file in (folder / capability / f"{kind}s").glob("*.json")]
        own = [names.from_path(file.relative_to(folder).as_posix()) for file in files]
        described = folder / capability / "capability.json"
        others = read(described) if described.exists() else {"hears": (), "asks": ()}
        taken = [name.type for name in own if name.kind != "event"]
        return cls([*taken, *others["hears"]], [*(name.type for name in own), *others["asks"]])


class _Validators(dict[str, Draft202012Validator]):
    """Of those who hear, or of those who say: by type, each compiled when it is wanted first."""

    def __init__(self, schemas: Schemas, change: Callable[[Any], Any], name_of: Callable[[str], Name]) -> None:
        super().__init__()
        self._schemas, self._change, self._name_of = schemas, change, name_of

    def __missing__(self, message_type: str) -> Draft202012Validator:
        self.compile([message_type])
        return self[message_type]

    def compile(self, message_types: Iterable[str], more: Iterable[str] = ()) -> None:
        """`more` by path; raises UnknownContract."""
        wanted = {one: self._name_of(one).path for one in message_types} | {path: path for path in more}
        needed = with_references(wanted.values(), self._schemas)
        changed = {path: self._change(schema) for path, schema in needed.items()}
        registry = Registry([(schema["$id"], schema) for schema in changed.values()])
        for one, path in wanted.items():
            self[one] = Draft202012Validator(changed[path], registry=registry, validate_formats=True, mask="(hidden)")


class Contracts:
    """All contracts of the folder. Compiling one costs memory: at the start it is done for what a process speaks,
    and for another when it is met, so that a message that came astray gets the same answer everywhere.
    """

    def __init__(self, schemas: Schemas, reasons: Mapping[str, Reason], spoken: Spoken | None = None) -> None:
        """`schemas` by path, as `read_schemas` gives them; without `spoken` all are.

        Raises ContractsBroken, UnknownContract where something is spoken that has none, ValueError from the compiler.
        """
        self._names: dict[str, Name] = {}
        for name in map(names.from_path, filter(_is_message, schemas)):
            if name.type in self._names:
                raise ContractsBroken(f"{name.path} and {self._names[name.type].path} bear one name, {name.type}")
            self._names[name.type] = name
        self._reasons, spoken = reasons, spoken or Spoken(self._names, self._names)
        self._lenient = _Validators(schemas, lambda schema: schema, self._of)
        self._lenient.compile(spoken.hears, [ENVELOPE_PATH])
        self._strict = _Validators(schemas, closed, self._of)
        self._strict.compile(spoken.says)
        self._envelope = self._lenient.pop(ENVELOPE_PATH)

    @classmethod
    def load(cls, folder: Path = FOLDER, spoken: Spoken | None = None) -> "Contracts":
        """Read the folder and compile what is spoken; raises what `Contracts` raises."""
        return cls(Folder(folder), _read_reasons(folder), spoken)

    def names(self) -> tuple[Name, ...]:
        """Every contract, ordered by type."""
        return tuple(self._names[message_type] for message_type in sorted(self._names))

    def knows(self, message_type: str) -> bool:
        """Whether there is such a contract."""
        return message_type in self._names

    def kind(self, message_type: str) -> Kind:
        """Whether it is a command, an event or an effect; raises UnknownContract."""
        return self._of(message_type).kind

    def check(self, message_type: str, data: Mapping[str, Any]) -> None:
        """As a consumer: unknown properties pass. Raises ContractViolation or UnknownContract."""
        validator = self._lenient[message_type]
        if not validator.is_valid(data):
            _refuse(message_type, validator, data)

    def check_strict(self, message_type: str, data: Mapping[str, Any]) -> None:
        """As a producer: unknown properties are refused. Raises ContractViolation or UnknownContract."""
        validator = self._strict[message_type]
        if not validator.is_valid(data):
            _refuse(message_type, validator, data)

    def check_envelope(self, message: Mapping[str, Any]) -> None:
        """Whether the CloudEvents attributes are as contracts/envelope.v1.json says; raises ContractViolation."""
        if not self._envelope.is_valid(message):
            _refuse(ENVELOPE, self._envelope, message)

    def reasons(self) -> Mapping[str, Reason]:
        """Why something was refused, by the name that messages carry."""
        return self._reasons

    def _of(self, message_type: str) -> Name:
        try:
            return self._names[message_type]
        except KeyError:
            raise UnknownContract(message_type, self._why_unknown(message_type)) from None

    def _why_unknown(self, message_type: str) -> str:
        try:
            wanted = names.split(message_type)[:2]
        except names.NotAName as error:
            return str(error)
        known = self._names.values()
        versions = [f"v{name.version}" for name in known if (name.capability, name.word) == wanted]
        return f"there are only {', '.join(versions)}" if versions else "there is no such contract"


def _read_reasons(folder: Path) -> dict[str, Reason]:
    return {entry["name"]: Reason(**entry) for entry in read(folder / "reasons.json")}


def _is_type(path: str) -> bool:
    return path.startswith("types/")


def _is_message(path: str) -> bool:
    return not _is_type(path) and path != ENVELOPE_PATH


def _refuse(message_type: str, validator: Draft202012Validator, data: Mapping[str, Any]) -> NoReturn:
    error = _innermost(next(validator.iter_errors(data)))
    rule, path = error.kind.name, [str(part) for part in error.instance_path]
    if isinstance(error.kind, ValidationErrorKind.Required):
        path.append(error.kind.property)
    if isinstance(error.kind, ValidationErrorKind.AdditionalProperties):
        path.append(error.kind.unexpected[0])
    field = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
    raise ContractViolation(message_type, field, f"`{rule}` ({error.message})", _REMEDIES.get(rule, "See the contract"))


def _innermost(error: ValidationError) -> ValidationError:
    """What a nullable field says first is `anyOf`; what helps is why its one real form was not met."""
    return _innermost(error.kind.context[0][0]) if isinstance(error.kind, ValidationErrorKind.AnyOf) else error
