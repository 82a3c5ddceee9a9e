#!/usr/bin/python3
"""Sums what ctest wrote with --output-junit: `count_tests.py [--may-be-empty] REPORT.xml...`.

The last line it prints is 'N passed, N failed'; exits 1 unless something passed and nothing failed. A report that
is missing, unreadable or without a test is a failure too: that run did not happen. With --may-be-empty a single
report may hold no test, as after `-R REGEX`, but not all of them.
"""

import sys
import xml.etree.ElementTree as ElementTree


def fate(case):
    """"run", "fail" or "skipped". A test whose program is not there was not skipped: nobody asked for that."""
    if case.get("status") == "run":
        return "run"
    skipped = case.find("skipped")
    by_itself = skipped is not None and skipped.get("message", "").startswith("SKIP_")
    return "skipped" if by_itself or case.get("status") == "disabled" else "fail"


def count(path):
    """The number of tests passed, failed and skipped in one report, or None where there is no report."""
    try:
        cases = ElementTree.parse(path).getroot().iter("testcase")
    except (OSError, ElementTree.ParseError):
        return None
    tally = {"run": 0, "fail": 0, "skipped": 0}
    for case in cases:
        tally[fate(case)] += 1
    return tally["run"], tally["fail"], tally["skipped"]


def main(arguments):
    may_be_empty = "--may-be-empty" in arguments
    passed = failed = skipped = 0
    for path in (a for a in arguments if not a.startswith("--")):
        counts = count(path)
        if counts is None or (sum(counts[:2]) == 0 and not may_be_empty):
            print(f"{path}: no tests ran (counted as one failure)")
            failed += 1
            continue
        passed, failed, skipped = passed + counts[0], failed + counts[1], skipped + counts[2]
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
