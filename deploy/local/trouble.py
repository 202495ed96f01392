"""What a person at the terminal can mend."""


class Trouble(Exception):
    """One line that says what is wrong and what to do; `detail` may add the evidence below it."""

    def __init__(self, what: str, remedy: str, detail: str = "") -> None:
        super().__init__(f"{what}: {remedy}")
        self.detail = detail
