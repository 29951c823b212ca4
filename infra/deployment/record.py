"""A record of DNS."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """A record of DNS, in the form in which it is typed."""

    name: str
    type: str
    value: str

    def __str__(self) -> str:
        return f"{self.name} {self.type} {self.value}"
