"""The report's context: everything that the numbers depend on."""

from zramlab_plots import units
from zramlab_plots.layout import input_line
from zramlab_plots.page.html import join, tag

# What the trace or workload block is known to hold beyond its name; anything else it holds is shown as it is.
_INPUT_WORDS = {"path": "file", "program": "recorded from", "slots": "slots", "provenance": "provenance"}


def render(results):
    """The facts of each source, under its name where there are several."""
    return join(part for source in results.sources for part in _of_source(results, source))


def _of_source(results, source):
    if source.name:
        yield tag("h3", source.name)
    for file in source.files:
        facts = [*_file_facts(file, len(results.sources) + len(source.files) > 2), *_row_facts(results, source)]
        yield tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts if value not in (None, "")))


def _file_facts(file, one_of_several):
    context, lab = file.context, file.lab
    yield "results file", file.path if one_of_several else None
    yield "command", tag("code", lab["command"]) if lab.get("command") else None
    yield "date", context.get("date")
    yield "host", context.get("host_name")
    yield "CPU", _cpu(context, lab)
    yield "caches", _caches(context.get("caches"))
    yield "kernel", lab.get("kernel")
    yield "load before", ", ".join(str(load) for load in _list(context.get("load_avg")))
    yield "frequency scaling", _on(context.get("cpu_scaling_enabled"))
    yield "address randomisation", _on(context.get("aslr_enabled"))
    yield "zramlab", _version(context, lab)
    yield "compiler", lab.get("compiler")
    yield "clock", lab.get("clock")
    yield "seed", lab.get("seed")
    yield from _machine_facts(lab.get("simulation"))
    yield from _input_facts(lab.get("input"))


def _machine_facts(machine):
    if isinstance(machine, dict):
        for key, value in machine.items():
            yield f"machine: {key.replace('_', ' ')}" if key != "machine" else "simulated machine", _short(value)


def _short(value):
    """A block within a block is for programs: its size is enough here."""
    return f"{len(value)} entries" if isinstance(value, (dict, list)) else str(value)


def _row_facts(results, source):
    rows = [row for cell in results.from_source(source) for row in cell.rows]
    for key, name in (("order", "order on one slot"), ("era", "era"), ("slot_lock", "slot lock"), ("pool_lock", "pool lock"),
                      ("pinned", "pinned")):
        yield name, ", ".join(sorted({str(row[key]).lower() for row in rows if key in row}))


def _input_facts(source):
    yield "input", input_line(source)
    if isinstance(source, dict):
        for key, value in source.items():
            if key not in ("kind", "name", "records", "distinct_pages"):
                shown = units.count(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
                yield _INPUT_WORDS.get(key, key.replace("_", " ")), shown


def _cpu(context, lab):
    parts = [lab.get("cpu_model"), f"{context['num_cpus']} CPUs" if "num_cpus" in context else None,
             f"{context['mhz_per_cpu']} MHz" if "mhz_per_cpu" in context else None]
    return " · ".join(str(part) for part in parts if part)


def _caches(caches):
    shown = [f"L{c.get('level', '?')} {str(c.get('type', '')).lower()} {units.size(c['size'])}, shared by {c.get('num_sharing', '?')}"
             for c in _list(caches) if isinstance(c, dict) and isinstance(c.get("size"), (int, float))]
    return join([tag("span", line, cls="line") for line in shown]) if shown else None


def _version(context, lab):
    version = lab.get("version") or context.get("library_version")
    parts = [version, f"commit {lab['commit']}" if lab.get("commit") else None, context.get("library_build_type")]
    return " · ".join(str(part) for part in parts if part)


def _on(value):
    return None if value is None else "on" if value else "off"


def _list(value):
    return value if isinstance(value, list) else []
