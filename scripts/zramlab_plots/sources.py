"""Where rows come from: files that were measured under the same conditions are one source, and share panels."""

import json
from dataclasses import dataclass, field
from pathlib import Path

# What must be equal for two files' rows to be compared within a panel.
_HOST = ("host_name", "num_cpus", "library_build_type")
_LAB = ("commit", "version", "kernel", "cpu_model", "compiler", "input", "simulation")


@dataclass
class File:
    path: str
    context: dict

    @property
    def lab(self):
        return block(self.context, "zramlab")


@dataclass(eq=False)  # the same conditions under another name are another source
class Source:
    files: list
    name: str = ""                           # the file's, where there are several sources
    keys: set = field(default_factory=set)   # of the cells that it holds

    @property
    def context(self):
        return self.files[0].context

    @property
    def lab(self):
        return self.files[0].lab

    @property
    def machine(self):
        """The simulated machine that the results are of; empty for those of a host."""
        return block(self.lab, "simulation")

    @property
    def cpus(self):
        cpus = self.machine.get("cpus_used", self.context.get("num_cpus"))
        return cpus if isinstance(cpus, int) and cpus > 0 else None

    @property
    def partial(self):
        return any(file.lab.get("complete") is False or file.lab.get("interrupted") is True for file in self.files)

    def takes(self, file, keys):
        """Whether a file's rows may stand beside these: the same conditions, and no cell that is here already."""
        return not keys & self.keys and _conditions(file) == _conditions(self.files[0])

    def add(self, file, keys):
        self.files.append(file)
        self.keys |= keys


def name_apart(sources):
    """Gives each source a name that no other has, as short as that allows."""
    if len(sources) == 1:
        return
    stems = [Path(source.files[0].path).stem for source in sources]
    for source, stem in zip(sources, stems):
        source.name = stem if stems.count(stem) == 1 else str(source.files[0].path)


def block(outer, key):
    inner = outer.get(key)
    return inner if isinstance(inner, dict) else {}


def _conditions(file):
    return json.dumps([[file.context.get(key) for key in _HOST], [file.lab.get(key) for key in _LAB]], sort_keys=True)
