"""What scripts/plot and scripts/report have in common: their command line and how they fail."""

import argparse
import sys
from pathlib import Path

from zramlab_plots.load import BadResults, load

DONE, USAGE, BAD_INPUT, CANNOT_WRITE = 0, 64, 66, 1


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(USAGE)


def run(program, description, produce, add_options=lambda parser: None):
    """Parses the command line, loads the results, and prints each path that produce(results, arguments) yields."""
    parser = _Parser(prog=program, description=description)
    parser.add_argument("results", metavar="RESULTS.json", nargs="+", help="what bench --json wrote; several files are shown together")
    parser.add_argument("--output", metavar="DIR", required=True, type=Path, help="where to write; made if it is not there")
    add_options(parser)
    arguments = parser.parse_args()
    try:
        results = load(*arguments.results)
        arguments.output.mkdir(parents=True, exist_ok=True)
        for path in produce(results, arguments):
            print(path)
    except BadResults as error:
        print(f"{program}: {error}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"{program}: {error.filename}: {error.strerror}", file=sys.stderr)
        return CANNOT_WRITE
    return DONE
