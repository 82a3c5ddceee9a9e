"""The report's context: everything that the numbers depend on."""

from zramlab_plots import units
from zramlab_plots.layout import input_line
from zramlab_plots.page.html import join, tag

# What the trace or workload block is known to hold beyond its name; anything else it holds is shown as it is.
_INPUT_WORDS = {"path": "file", "program": "recorded from", "slots": "slots", "provenance": "provenance"}


def warnings(results):
    """Everything that the run said against itself, once each, with the rows it was said of."""
    found = {}
    for warning in _list(results.lab.get("warnings")):
        found.setdefault(warning, [])
    for cell in results.cells:
        for row in cell.rows:
            wrong = [f"WRONG: {failure}" for failure in _list(row.get("failures"))]
            for warning in wrong + _list(row.get("warnings")):
                found.setdefault(warning, []).append(f"{cell.label}, {cell.setting.codec}, {cell.threads} thr.")
    if results.partial:
        found = {"The run was interrupted: this is what was measured until then.": [], **found}
    if not results.verified:
        found = {"Not every read was verified: a number whose answers were not verified is an error, not a result.": [], **found}
    for name, message in results.failures:
        found[f"{name}: {message}"] = []
    return found


def render_warnings(results):
    found = warnings(results)
    if not found:
        return tag("p", "The run has nothing to say against itself.", cls="fine")
    items = [tag("li", text, tag("small", _where(cells)) if cells else "") for text, cells in found.items()]
    return tag("div", tag("h2", f"Warnings ({len(found)})"), tag("ul", *items), cls="warnings", role="note")


def _where(cells):
    distinct = list(dict.fromkeys(cells))
    shown = "; ".join(distinct[:6])
    return f" ({shown}{f' and {len(distinct) - 6} more' if len(distinct) > 6 else ''})"


def render(results):
    pairs = [tag("div", tag("dt", name), tag("dd", value)) for name, value in _facts(results) if value not in (None, "")]
    return tag("dl", *pairs)


def _facts(results):
    context, lab = results.context, results.lab
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
    yield from _input_facts(lab.get("input"))
    rows = [row for cell in results.cells for row in cell.rows]
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
