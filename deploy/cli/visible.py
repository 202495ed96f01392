"""What others wrote, on a terminal: nothing in it is invisible, moves the cursor or turns the writing direction."""


def visible(text: str) -> str:
    """The text with everything that cannot be seen written out by its number; ends of lines stay."""
    return "".join(sign if sign.isprintable() or sign == "\n" else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode()
