"""What was measured: settings that are compared, and in them the cells, one strategy at one number of threads each."""

import statistics
from dataclasses import dataclass, field

from zramlab_plots import intervals
from zramlab_plots.sources import Source


@dataclass(frozen=True)
class Setting:
    """What is compared with what: rows of different settings never share a panel."""
    codec: str
    workload: str
    world: str
    source: Source

    @property
    def cpus(self):
        return self.source.cpus


@dataclass
class Cell:
    """The repetitions of one run. Every number that a row lacks is simply not there: median() is then None."""
    label: str      # the strategy, and what else its run was called: "idle-list", "idle-list streams:4"
    strategy: str
    setting: Setting
    threads: int
    rows: list = field(default_factory=list)

    @property
    def is_baseline(self):
        return self.first("kind") == "baseline"

    def first(self, *path, default=None):
        """The value of the first repetition that has one, for what does not vary between them."""
        found = (_dig(row, path) for row in self.rows)
        return next((value for value in found if value is not None), default)

    def values(self, *path):
        found = (_dig(row, path) for row in self.rows)
        return [value for value in found if isinstance(value, (int, float)) and not isinstance(value, bool)]

    def median(self, *path):
        values = self.values(*path)
        return statistics.median(values) if values else None

    def span(self, *path):
        """The least and the greatest repetition."""
        values = self.values(*path)
        return (min(values), max(values)) if values else None

    def interval(self, *path):
        """The exact interval of the median; None where the repetitions are too few for one."""
        return intervals.of_median(self.values(*path))

    def any(self, *path):
        return any(_dig(row, path) for row in self.rows)


def _dig(row, path):
    for key in path:
        if not isinstance(row, dict):
            return None
        row = row.get(key)
    return row
