"""Who acts. Plain values, so that an event outlives the account."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something: a person at a page, or the system by the clock (`id` None)."""

    id: int | None
    name: str
    unit: str = ""
    role: str = ""
    address: str = ""
    request_id: str = ""

    @classmethod
    def system(cls, name: str) -> "Actor":
        """The software itself, named by what it was doing: `Actor.system("planner")`."""
        return cls(id=None, name=name, role="system")
