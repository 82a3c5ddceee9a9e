"""Reads a results file and groups its rows into cells: one strategy in one setting at one number of threads."""

import json
import statistics
from dataclasses import dataclass, field


class BadResults(Exception):
    """A results file that cannot be used; its text is the one line the user sees."""


@dataclass(frozen=True)
class Setting:
    """What is compared with what: rows of different settings never share a panel."""
    codec: str
    workload: str
    world: str


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
        values = self.values(*path)
        return (min(values), max(values)) if values else None

    def any(self, *path):
        return any(_dig(row, path) for row in self.rows)


@dataclass
class Results:
    path: str
    context: dict
    cells: list     # in the order of the program's table of strategies, or of the file
    failures: list  # (name, message) of rows that hold an error in place of numbers

    @property
    def lab(self):
        lab = self.context.get("zramlab")
        return lab if isinstance(lab, dict) else {}

    @property
    def machine(self):
        """The simulated machine that the results are of; empty for those of a host."""
        machine = self.lab.get("simulation")
        return machine if isinstance(machine, dict) else {}

    @property
    def cpus(self):
        cpus = self.machine.get("cpus_used", self.context.get("num_cpus"))
        return cpus if isinstance(cpus, int) and cpus > 0 else None

    @property
    def settings(self):
        return list(dict.fromkeys(cell.setting for cell in self.cells))

    @property
    def strategies(self):
        return list(dict.fromkeys(cell.label for cell in self.cells))

    @property
    def repetitions(self):
        return max(len(cell.rows) for cell in self.cells)

    @property
    def verified(self):
        return all(row.get("verified") is True for cell in self.cells for row in cell.rows)

    @property
    def partial(self):
        return self.lab.get("complete") is False or self.lab.get("interrupted") is True

    def of(self, setting):
        return [cell for cell in self.cells if cell.setting == setting]

    def thread_counts(self, setting):
        return sorted({cell.threads for cell in self.of(setting)})

    def fair_threads(self, setting):
        """The highest number of threads that had a CPU each; the lowest there is if none had."""
        counts = self.thread_counts(setting)
        fair = {c.threads for c in self.of(setting) if not c.any("oversubscribed")}
        return max(fair) if fair else min(counts)

    def at(self, setting, threads):
        return [cell for cell in self.of(setting) if cell.threads == threads]

    def name_of(self, setting):
        """What a panel is called: the codec, and whatever else distinguishes the settings of this file."""
        parts = [setting.codec]
        if len({s.workload for s in self.settings}) > 1:
            parts.append(setting.workload)
        if len({s.world for s in self.settings}) > 1:
            parts.append(f"on {setting.world}")
        return " · ".join(parts)


def load(path):
    """Reads the file. Raises BadResults."""
    document = _read_json(path)
    if not isinstance(document, dict) or not isinstance(document.get("benchmarks"), list):
        raise BadResults(f"{path}: not a results file: there is no list called \"benchmarks\" (was it written by bench --json?)")
    context = document.get("context")
    results = Results(path, context if isinstance(context, dict) else {}, [], [])
    cells = {}
    for row in document["benchmarks"]:
        _add_row(results, cells, row)
    results.cells = _in_table_order(list(cells.values()), results.lab.get("strategies"))
    if not results.cells:
        raise BadResults(f"{path}: holds no measurements (an empty \"benchmarks\" list: was the run stopped before its first result?)")
    return results


def _in_table_order(cells, strategies):
    """By codec, threads and the program's own order of strategies, where the file tells it; else as they are."""
    if not isinstance(strategies, list):
        return cells
    places = {name: place for place, name in enumerate(strategies)}
    settings = list(dict.fromkeys(sorted((cell.setting for cell in cells), key=str)))
    return sorted(cells, key=lambda cell: (settings.index(cell.setting), cell.threads, places.get(cell.strategy, len(places))))


def _read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise BadResults(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadResults(f"{path}: byte {error.start}: not UTF-8 text, so not a results file") from error
    except RecursionError as error:
        raise BadResults(f"{path}: nested too deeply to be a results file") from error
    except json.JSONDecodeError as error:
        raise BadResults(f"{path}: line {error.lineno} column {error.colno} (byte {error.pos}): not valid JSON: {error.msg}"
                         " (is the file cut short?)") from error


def _add_row(results, cells, row):
    if not isinstance(row, dict) or row.get("run_type", "iteration") != "iteration":
        return
    name = str(row.get("name", "?"))
    if row.get("error_occurred"):
        results.failures.append((name, str(row.get("error_message", "failed"))))
        return
    threads = row.get("threads")
    if not isinstance(threads, int) or not isinstance(row.get("items_per_second"), (int, float)):
        results.failures.append((name, "the row lacks threads or items_per_second"))
        return
    strategy = str(row.get("strategy") or name.split("/")[0])
    setting = Setting(str(row.get("codec", "?")), str(row.get("workload", "?")), str(row.get("on", "host")))
    label = _label(name, strategy, setting, threads)
    cell = cells.setdefault((label, setting, threads), Cell(label, strategy, setting, threads))
    cell.rows.append(row)


def _label(name, strategy, setting, threads):
    """The strategy and every part of the row's name that no field already tells."""
    known = (strategy, f"codec:{setting.codec}", f"workload:{setting.workload}", f"threads:{threads}", f"on:{setting.world}")
    rest = f"/{name}/"
    for part in known:
        rest = rest.replace(f"/{part}/", "/")
    return " ".join([strategy, *filter(None, rest.split("/"))])


def _dig(row, path):
    for key in path:
        if not isinstance(row, dict):
            return None
        row = row.get(key)
    return row
