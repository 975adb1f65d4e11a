#!/usr/bin/python3
"""Shows that validate.py objects: each change below spoils a good record, and must be found."""
import copy
import json
import os
import sys

import validate

CHANGES = {
    "an unknown member": lambda r: r.update(surprise=1),
    "an unknown member of wire": lambda r: r["wire"].update(surprise=1),
    "null for what is unknown": lambda r: r.update(located=None),
    "an empty list": lambda r: r.update(places=[]),
    "a time with an offset": lambda r: r.update(versionCreated="2025-04-07T17:13:00+05:30"),
    "a day that does not exist": lambda r: r.update(versionCreated="2025-02-30T17:13:00Z"),
    "no uri": lambda r: r.pop("uri"),
    "a kill with a text": lambda r: (r.update(pubStatus="canceled"),
                                     r["wire"]["lifecycle"].update(change="kill")),
    "a kill that is usable": lambda r: r["wire"]["lifecycle"].update(change="kill"),
    "a short hash": lambda r: r["wire"]["keys"].update(chain="abc"),
    "confidence in percent": lambda r: r["wire"]["agencies"][0].update(confidence=99),
    "an unknown kind": lambda r: r.update(kind="riddle"),
}
NO_RECORDS = ('{"kind":"relation","kind":"relation"}', "NaN", "[]", "{")


def main():
    own, ninjs = validate.own_checkers(), validate.ninjs_checker()
    with open(os.environ["RECORDS"], encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    good = next(r for r in records if "bodies" in r and r["wire"].get("agencies"))
    failures = [] if not validate.violations(json.dumps(good), own, ninjs)[1] else ["a good record"]
    for name, change in CHANGES.items():
        spoilt = copy.deepcopy(good)
        change(spoilt)
        if not validate.violations(json.dumps(spoilt), own, ninjs)[1]:
            failures.append(name)
    for text in NO_RECORDS:
        if not validate.violations(text, own, ninjs)[1]:
            failures.append(text)
    for failure in failures:
        print(f"judged wrongly: {failure}")
    tried = 1 + len(CHANGES) + len(NO_RECORDS)
    print(f"{tried - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
