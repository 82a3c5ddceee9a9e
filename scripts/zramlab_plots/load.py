"""Reads results files and groups their rows into cells."""

import json
import math
from dataclasses import dataclass

from zramlab_plots import units
from zramlab_plots.cells import Cell, Setting
from zramlab_plots.sources import File, Source, block, name_apart


_ARRIVAL = ("arrival:", "rate:", "speed:")  # parts of a run's name


class BadResults(Exception):
    """A results file that cannot be used; its text is the one line the user sees."""


@dataclass
class Results:
    sources: list
    cells: list     # in the order of the program's table of strategies, or of the file
    failures: list  # (name, message) of rows that hold an error in place of numbers

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
        return any(source.partial for source in self.sources)

    def of(self, setting):
        return [cell for cell in self.cells if cell.setting == setting]

    def from_source(self, source):
        return [cell for cell in self.cells if cell.setting.source is source]

    def thread_counts(self, setting):
        return sorted({cell.threads for cell in self.of(setting)})

    def fair_threads(self, setting):
        """The highest number of threads that had a CPU each; the lowest there is if none had."""
        counts = self.thread_counts(setting)
        fair = {c.threads for c in self.of(setting) if not c.any("oversubscribed")}
        return max(fair) if fair else min(counts)

    def at(self, setting, threads):
        return [cell for cell in self.of(setting) if cell.threads == threads]

    def at_fair_threads(self, setting):
        return self.at(setting, self.fair_threads(setting))

    def name_of(self, setting):
        """What a panel is called: the codec, and whatever else distinguishes the settings of these files."""
        parts = [setting.codec]
        if len({s.workload for s in self.settings}) > 1:
            parts.append(setting.workload)
        if len({s.world for s in self.settings}) > 1:
            parts.append(f"on {setting.world}")
        if any(s.source is not setting.source and _unnamed(s) == _unnamed(setting) for s in self.settings):
            parts.append(setting.source.name)
        return " · ".join(parts)

    def name_at_fair_threads(self, setting):
        return f"{self.name_of(setting)}, {units.threads(self.fair_threads(setting))}"


def _unnamed(setting):
    return setting.codec, setting.workload, setting.world


def load(*paths):
    """Reads the files as one set of results. Raises BadResults."""
    results = Results([], [], [])
    for path in paths:
        _add_file(results, path)
    name_apart(results.sources)
    results.cells = _in_table_order(results)
    return results


def _add_file(results, path):
    document = _read_json(path)
    if not isinstance(document, dict) or not isinstance(document.get("benchmarks"), list):
        raise BadResults(f"{path}: not a results file: there is no list called \"benchmarks\" (was it written by bench --json?)")
    file = File(str(path), block(document, "context"))
    rows = _usable_rows(document["benchmarks"], results.failures)
    if not rows:
        raise BadResults(f"{path}: holds no measurements (no usable row in \"benchmarks\": was the run stopped before its first result?)")
    common = _common_parts(rows)
    cells = {}
    for row in rows:
        cells.setdefault(_key(row, common), []).append(row)
    keys = set(cells)
    source = next((source for source in results.sources if source.takes(file, keys)), None)
    if source is None:
        source = Source([])
        results.sources.append(source)
    source.add(file, keys)
    for (label, codec, workload, world, threads), of_cell in cells.items():
        results.cells.append(Cell(label, _strategy(of_cell[0]), Setting(codec, workload, world, source), threads, of_cell))


def _in_table_order(results):
    """By setting, threads and the program's own order of strategies, where the files tell it; else as they are."""
    tables = [file.lab.get("strategies") for source in results.sources for file in source.files]
    if not all(isinstance(table, list) for table in tables):
        return results.cells
    places = {name: place for place, name in enumerate(_merged(tables))}
    settings = sorted(results.settings, key=lambda s: (results.sources.index(s.source), *_unnamed(s)))
    return sorted(results.cells, key=lambda c: (settings.index(c.setting), c.threads, places.get(c.strategy, len(places))))


def _merged(tables):
    """One order that holds them all: what only a later table has goes in behind what stands before it there."""
    order = []
    for table in tables:
        place = 0
        for name in map(str, table):
            if name in order:
                place = order.index(name) + 1
            else:
                order.insert(place, name)
                place += 1
    return order


def _read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if not text.strip():
            raise BadResults(f"{path}: is empty: bench --json has written nothing to it")
        return json.loads(text)
    except OSError as error:
        raise BadResults(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadResults(f"{path}: byte {error.start}: not UTF-8 text, so not a results file") from error
    except RecursionError as error:
        raise BadResults(f"{path}: nested too deeply to be a results file") from error
    except json.JSONDecodeError as error:
        raise BadResults(f"{path}: line {error.lineno} column {error.colno} (byte {error.pos}): not valid JSON: {error.msg}"
                         " (is the file cut short?)") from error


def _usable_rows(rows, failures):
    """The measurements among them; what is none although it should be goes to `failures`."""
    usable = []
    for row in rows:
        if not isinstance(row, dict) or row.get("run_type", "iteration") != "iteration":
            continue
        if row.get("error_occurred"):
            failures.append((str(row.get("name", "?")), str(row.get("error_message", "failed"))))
        elif not _at_least(1, row.get("threads"), int) or not _at_least(0, row.get("items_per_second"), (int, float)):
            failures.append((str(row.get("name", "?")), "the row lacks threads or items_per_second, or they are no numbers that can be"))
        else:
            usable.append(row)
    return usable


def _at_least(least, value, kinds):
    return isinstance(value, kinds) and not isinstance(value, bool) and math.isfinite(value) and value >= least


def _strategy(row):
    return str(row.get("strategy") or str(row.get("name", "?")).split("/")[0])


def _key(row, common):
    """(label, codec, workload, world, threads). What all runs share, and how writes arrive, belongs to the workload, not to the strategy."""
    extra = _extra_parts(row)
    shared = [part for part in extra if part in common or part.startswith(_ARRIVAL)]
    label = " ".join([_strategy(row), *(part for part in extra if part not in shared)])
    workload = " ".join([str(row.get("workload", "?")), *shared])
    return label, str(row.get("codec", "?")), workload, str(row.get("on", "host")), row["threads"]


def _extra_parts(row):
    """Every part of the row's name that no field already tells."""
    known = {_strategy(row), f"codec:{row.get('codec')}", f"threads:{row['threads']}", f"on:{row.get('on')}"}
    name = f"/{row.get('name', '?')}/".replace(f"/workload:{row.get('workload')}/", "/")  # whose own name may hold slashes
    return [part for part in name.split("/") if part and part not in known]


def _common_parts(rows):
    return set.intersection(*(set(_extra_parts(row)) for row in rows))
