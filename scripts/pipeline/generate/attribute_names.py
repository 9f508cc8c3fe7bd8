"""Name attributes, arguments and enum members in Python, whatever the document calls them; `derive.hoisting` names classes.

The generator makes names of its own, but it drops characters that it cannot write, and may give one name to two
things. So it never sees the real names of fields, parameters and enum values: it gets a word that stands for each,
and the templates get the names made here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from openapi_python_client.strings import PythonIdentifier

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def masked(text: str) -> str:
    """Give a word of letters and digits that stands for a text: no two texts have the same."""
    return f"hex{text.encode().hex()}"


def unmasked(word: str) -> str:
    """Give the text that a word of `masked` stands for."""
    return bytes.fromhex(word.removeprefix("hex")).decode()


def is_class_name(text: str) -> bool:
    """Tell whether a component's name can be a class's as it is, but for marks between its words."""
    return re.fullmatch(r"[A-Za-z0-9._-]{1,100}", text) is not None and bool(
        re.search("[A-Za-z0-9]", text)
    )


def python_names(texts: Iterable[str], reserved: Collection[str] = ()) -> dict[str, str]:
    """Name attributes or arguments.

    Returns:
        By text, a name in ASCII that no other has. Who is called on the wire as in Python has precedence; beyond
        that the order of the texts does not matter.
    """
    wanted = {text: _identifier(text) for text in texts}
    names: dict[str, str] = {}
    taken = set(reserved)
    for text in sorted(wanted, key=lambda text: (wanted[text] != text, text)):
        name = wanted[text]
        while name in taken:
            name += "_"
        names[text] = name
        taken.add(name)
    return names


def member_names(values: Iterable[str | int]) -> list[str]:
    """Name the members of an enum in ASCII capitals, each unlike the others."""
    names: list[str] = []
    for index, value in enumerate(values):
        words = "_".join(re.findall(r"[A-Z0-9]+", str(value).upper()))
        name = base = words if words[:1].isalpha() else f"VALUE_{words or index}"
        number = index
        while name in names:
            name, number = f"{base}_{number}", number + 1
        names.append(name)
    return names


def _identifier(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return str(PythonIdentifier(plain, prefix="field_"))
