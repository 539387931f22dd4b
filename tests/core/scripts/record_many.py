"""Write COUNT events as NAME, from the moment START on; prints how many were not written."""

import sys
import time

import django

django.setup()

from django.db import DatabaseError, transaction  # noqa: E402

from core.audit import Actor, locks, record  # noqa: E402


def main() -> None:
    name, count, start, guard = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    if guard == "unlocked":
        locks.hold_chain = lambda: None
    time.sleep(max(0.0, start - time.time()))
    failed = 0
    for number in range(count):
        try:
            with transaction.atomic():
                record(by=Actor.system(name), verb="test.wrote", after={"number": number})
        except DatabaseError:
            failed += 1
    sys.stdout.write(str(failed))


main()
