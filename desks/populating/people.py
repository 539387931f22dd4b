"""Made-up units with their people, and the office that coordinates."""

from collections.abc import Collection, Iterator
from random import Random

from accounts.choices import Role
from accounts.sounds import sounds
from desks.populating.scene import Batch, Crew, Office, Size, public_ids
from desks.populating.tables import GRANT, PERSON, UNIT
from desks.populating.words import DUTIES, PLACES


def unit_names(taken: Collection[str]) -> Iterator[tuple[str, str]]:
    """Full and short names that nobody has yet; every one says that it is an example."""
    turn = 0
    while True:
        mark = f"{turn + 1}号" if turn else ""
        for place in PLACES:
            for duty in DUTIES:
                name = f"示例{place}区{duty}主管部门{mark}"
                if name not in taken:
                    yield name, f"{place}区{duty}部门{mark}"
        turn += 1


class _Hall:
    """Where units and people are written down as they are made."""

    def __init__(self, size: Size, first: dict[str, int], *, now_text: str) -> None:
        self.rng = Random(f"{size.seed}:people")
        self.public_id = public_ids(self.rng)
        self.seed, self.now_text = size.seed, now_text
        self.batch = Batch()
        self.next_unit, self.next_person = first["accounts.Unit"], first["accounts.User"]

    def unit(self, name: str, short: str, position: int) -> int:
        key, public_id = self.next_unit, self.public_id()
        self.next_unit += 1
        read = zip(sounds(short), sounds(name), strict=True)
        self.batch.rows[UNIT.label].append(
            (key, public_id, name, short, position, 1, *("/".join(pair) for pair in read))
        )
        self.batch.tell("unit.added", UNIT.label, public_id, name, position=position)
        return key

    def person(self, username: str, name: str, role: Role, unit: int | None, of: int | None) -> int:
        """Someone who cannot sign in: no password is set. `of` is the unit of the role."""
        key, public_id = self.next_person, self.public_id()
        self.next_person += 1
        word = f"!{self.public_id()}{self.public_id()}"
        account = f"populated-{self.seed}-{username}"
        self.batch.rows[PERSON.label].append(
            (key, public_id, account, word, name, unit, 1, 1, "", *sounds(name, person=True))
        )
        self.batch.rows[GRANT.label].append(
            (key, role.value, of, self.now_text, None, f"{key}:{role.value}:{of or 0}")
        )
        self.batch.tell("person.added", PERSON.label, public_id, name, username=account)
        self.batch.tell("role.granted", PERSON.label, public_id, name, role=role.value)
        return key


def make_crew(
    size: Size, first: dict[str, int], *, taken: Collection[str], position: int, granted_at: str
) -> tuple[Crew, Batch]:
    """Units after place `position` of the official list, each with a reporter and a lead."""
    hall = _Hall(size, first, now_text=granted_at)
    names = unit_names(taken)
    units = []
    for number in range(1, size.units + 1):
        name, short = next(names)
        key = hall.unit(name, short, position + number)
        units.append(
            Office(
                key,
                name,
                hall.person(f"{number:04}-r", f"{short}填报人", Role.REPORTER, key, key),
                hall.person(f"{number:04}-l", f"{short}负责人", Role.UNIT_LEAD, key, key),
            )
        )
    reviewers = tuple(
        hall.person(f"office-{number}", f"示例督查专员{number}", Role.COORDINATOR, None, None)
        for number in range(1, 4)
    )
    chief_name = "示例督查室主任"
    chief = hall.person("chief", chief_name, Role.CHIEF, None, None)
    secretary = hall.person("secretary", "示例秘书", Role.SECRETARY, None, None)
    hall.person("leader", "示例分管领导", Role.LEADER, None, None)
    return Crew(tuple(units), reviewers, chief, chief_name, secretary), hall.batch
