"""One line for a gate of a trial: `last_gate.py GATE.json NUMBER EXIT_CODE`."""

import json
import sys


def main(path, number, code):
    try:
        with open(path, encoding="utf-8") as file:
            findings = json.load(file)["findings"]
    except (OSError, ValueError, KeyError):
        print(f"{number}: exit {code}, no verdict")
        return
    for finding in findings:
        low, high = finding.get("interval", [float("nan"), float("nan")])
        print(f"{number}: exit {code}, {finding['verdict']}, {100 * (finding['times_as_bad'] - 1):+.1f} % "
              f"[{100 * (low - 1):+.1f}, {100 * (high - 1):+.1f}] of {finding['samples']} pairs {finding['note']}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
