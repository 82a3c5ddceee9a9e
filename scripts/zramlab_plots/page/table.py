"""The table of the report: a row for each strategy, setting and number of threads. Columns that no row has are left out."""

from dataclasses import dataclass
from typing import Callable

from zramlab_plots import units
from zramlab_plots.page.html import join, tag


@dataclass(frozen=True)
class Column:
    head: str
    explains: str       # shown when the pointer rests on the head
    value: Callable     # cell -> number or text to sort by, or None
    show: Callable      # value -> text
    choose: bool = False  # whether readers may want one of its values alone


def _of(*path):
    return lambda cell: cell.median(*path)


def _summed(*keys):
    def value(cell):
        parts = [cell.median(*key) for key in keys]
        return sum(part for part in parts if part is not None) if any(part is not None for part in parts) else None
    return value


def _end(cell, end):
    interval = cell.interval("items_per_second")
    return interval[end] if interval else None


COLUMNS = (
    Column("strategy", "how a write gets its stream", lambda cell: cell.label, str),
    Column("codec", "the compression backend", lambda cell: cell.setting.codec, str, True),
    Column("workload", "what was written", lambda cell: cell.setting.workload, str, True),
    Column("on", "the world it ran in", lambda cell: cell.setting.world, str, True),
    Column("file", "the results file", lambda cell: cell.setting.source.name, str, True),
    Column("threads", "writers at once", lambda cell: cell.threads, str, True),
    Column("pages/s", "pages written a second, all threads together", _of("items_per_second"), units.count),
    Column("least", "the slowest repetition, pages/s", lambda cell: cell.span("items_per_second")[0], units.count),
    Column("greatest", "the fastest repetition, pages/s", lambda cell: cell.span("items_per_second")[1], units.count),
    Column("95 % from", "the exact 95 % interval of the median: its lower end", lambda cell: _end(cell, 0), units.count),
    Column("95 % to", "the exact 95 % interval of the median: its upper end", lambda cell: _end(cell, 1), units.count),
    Column("of bare loop", "throughput as a share of the bare loop's in the same run",
           lambda cell: None if cell.strategy == "empty" else cell.median("efficiency"), units.share),
    Column("page", "where the kernel takes part: time of a page, of a worker that has a CPU", _of("split_ns", "page"), units.nanoseconds),
    Column("codec", "of that, what the bare loop of the same repetition takes", _of("split_ns", "codec"), units.nanoseconds),
    Column("engine", "of that, what is left: slots, pool, locks", _of("split_ns", "engine"), units.signed_nanoseconds),
    Column("syscall", "of that, getting into the kernel and out of it: a write of a same-filled page", _of("split_ns", "syscall"), units.nanoseconds),
    Column("write p50", "half of all writes took no longer", _of("latency_ns", "write", "p50"), units.nanoseconds),
    Column("p99", "99 % of all writes took no longer", _of("latency_ns", "write", "p99"), units.nanoseconds),
    Column("p99.9", "99.9 % of all writes took no longer", _of("latency_ns", "write", "p99.9"), units.nanoseconds),
    Column("max", "the slowest write", _of("latency_ns", "write", "max"), units.nanoseconds),
    Column("response p99", "99 % of all writes took no longer, counted from when they were due", _of("response_ns", "write", "p99"),
           units.nanoseconds),
    Column("read p50", "half of all reads took no longer", _of("latency_ns", "read", "p50"), units.nanoseconds),
    Column("read p99", "99 % of all reads took no longer", _of("latency_ns", "read", "p99"), units.nanoseconds),
    Column("wait p99", "99 % of all waits for a stream took no longer", _of("latency_ns", "wait", "p99"), units.nanoseconds),
    Column("fairness", "Jain's index over threads: 1 when all did the same work", _of("fairness"), "{:.3f}".format),
    Column("switches", "context switches, voluntary and not",
           _summed(("context_switches", "voluntary"), ("context_switches", "involuntary")), units.count),
    Column("user s", "CPU time in user space, seconds", _of("user_s"), "{:.2f}".format),
    Column("system s", "CPU time in the kernel, seconds", _of("system_s"), "{:.2f}".format),
    Column("pool", "mem_used_total: whole pages that the pool holds", _of("mm_stat", "mem_used_total"), units.size),
    Column("data", "compr_data_size: compressed bytes in the pool", _of("mm_stat", "compr_data_size"), units.size),
    Column("streams", "the most bytes that all streams took", _of("stream_bytes_max"), units.size),
    Column("stalls", "write stalls: pages compressed a second time", _of("debug_stat", "writestall"), units.count),
    Column("failed", "operations that failed", _of("failed_operations"), units.count),
)


def remarks(cell):
    """What a reader must know before believing the row."""
    found = []
    if cell.is_baseline:
        found.append("baseline")
    if kernel := cell.first("kernel"):
        found.append(f"Linux {kernel.get('release')}, backend {kernel.get('backend')}, models {kernel.get('strategy')}, by {kernel.get('io')}")
    if not all(row.get("verified") is True for row in cell.rows):
        found.append("not verified")
    if cell.any("oversubscribed"):
        found.append("more threads than CPUs")
    if cell.any("emulated"):
        found.append(": ".join(["emulated", ", ".join(map(str, cell.first("emulations", default=[])))]).removesuffix(": "))
    return found


def render(results):
    columns = [column for column in COLUMNS if any(column.value(cell) not in (None, "") for cell in results.cells)]
    heads = [tag("th", tag("button", column.head, type="button"), tag("span", column.head, cls="paper", aria_hidden="true"), scope="col",
                 title=column.explains, cls=_side(results, column)) for column in columns]
    heads.append(tag("th", "remarks", scope="col"))
    rows = [_row(columns, cell) for cell in results.cells]
    caption = tag("caption", tag("span", "Medians over the repetitions. Press a heading to sort, once more to turn the order round."))
    table = tag("table", caption, tag("thead", tag("tr", *heads)), tag("tbody", *rows), id="results")
    return join([_filter(results, columns),
                 tag("div", table, cls="scroll results", tabindex="0", role="region", aria_label="All results")])


def _filter(results, columns):
    """Shown by the script that makes it work."""
    fields = [tag("label", "rows with", tag("input", type="search", name="words", placeholder="words"))]
    for number, column in enumerate(columns):
        values = list(dict.fromkeys(column.value(cell) for cell in results.cells))
        if column.choose and len(values) > 1:
            options = [tag("option", "all", value=""), *(tag("option", value, value=value) for value in values)]
            fields.append(tag("label", column.head, tag("select", *options, data_column=number)))
    fields += [tag("label", tag("input", type="checkbox", name="baselines", checked="checked"), "baselines"), tag("button", "Show all", type="reset"),
               tag("output", "", id="shown", aria_live="polite")]
    return tag("form", *fields, id="filter", hidden="hidden")


def _side(results, column):
    """Numbers stand on the right, and so does what is above them."""
    return None if any(isinstance(column.value(cell), str) for cell in results.cells) else "number"


def _row(columns, cell):
    fields = []
    for number, column in enumerate(columns):
        value = column.value(cell)
        shown = "–" if value is None else column.show(value)
        name, how = ("th", {"scope": "row"}) if number == 0 else ("td", {})
        fields.append(tag(name, shown, data_value="" if value is None else value,
                          cls=None if isinstance(value, str) else "number", **how))
    fields.append(tag("td", " · ".join(remarks(cell)), cls="remarks"))
    return tag("tr", *fields, cls="baseline" if cell.is_baseline else None)
