"""What each CPU and each stream of a simulated run did, as a picture: bars for what it was busy with, arrows for wake-ups."""

import json
from dataclasses import dataclass, field

from zramlab_plots import fuchsia_trace, style

CPUS, STREAMS = 1, 2  # the "processes" of the file

_COLOURS = {
    "compress": "#a9bfd4", "decompress": "#c8d6a5", "copy": "#e0a422", "allocate": "#007f5f", "scan": "#8a6fb0", "fill": "#8a6fb0",
    "spin": "#cc4b00", "switch": "#5b636d", "idle": "#eef0f2",
}
_STREAM = "#2f93d1"


class BadTimeline(Exception):
    """A file that is no timeline; its text is the one line the user sees."""


@dataclass
class Run:
    title: str
    slices: dict = field(default_factory=dict)  # (process, track) -> [(begin, duration, name)], in microseconds
    arrows: list = field(default_factory=list)  # (begin, from track, end, to track)


def load(path):
    """Reads the file, whichever of the two formats it has. Raises OSError or BadTimeline."""
    with open(path, "rb") as file:
        data = file.read()
    if fuchsia_trace.is_one(data):
        return _of_fuchsia_trace(path, data)
    try:
        document = json.loads(data)
    except ValueError as error:
        raise BadTimeline(f"{path}: not a timeline: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("traceEvents"), list):
        raise BadTimeline(f"{path}: not a timeline: there is no list called \"traceEvents\" (was it written by bench --timeline?)")
    run = Run(str(document.get("otherData", {}).get("title", "")))
    started = {}
    for number, event in enumerate(document["traceEvents"]):
        try:
            _add_event(run, started, event)
        except (KeyError, TypeError) as error:
            raise BadTimeline(f"{path}: not a timeline: event {number} of \"traceEvents\" lacks a field or has the wrong kind ({error})") from error
    return run


def _add_event(run, started, event):
    if event["ph"] == "X":
        run.slices.setdefault((event["pid"], event["tid"]), []).append((event["ts"], event["dur"], event["name"]))
    elif event["ph"] == "s":
        started[event["id"]] = (event["ts"], event["tid"])
    elif event["ph"] == "f" and event["id"] in started:
        run.arrows.append((*started.pop(event["id"]), event["ts"], event["tid"]))


def _of_fuchsia_trace(path, data):
    try:
        trace = fuchsia_trace.Trace(data)
    except fuchsia_trace.BadTrace as error:
        raise BadTimeline(f"{path}: not a timeline: {error}") from error
    # Tracks go by their names ("CPU 3"): their numbers only tell them apart.
    tracks = {}
    for thread, (process, name) in trace.threads.items():
        number = name.rpartition(" ")[2]
        if not number.isdigit():
            raise BadTimeline(f"{path}: not a timeline: a track is called {name!r} (was it written by bench --timeline?)")
        tracks[thread] = (process, int(number))
    run = Run(trace.processes.get(CPUS, "").partition(": ")[2])
    us = 1e6 / trace.ticks_per_second
    for begin, end, thread, name in trace.slices:
        run.slices.setdefault(tracks[thread], []).append((begin * us, (end - begin) * us, name))
    for begin, source, end, target in trace.arrows:
        run.arrows.append((begin * us, tracks[source][1], end * us, tracks[target][1]))
    return run


def draw(run, begin, end, title, output):
    """Draws [begin, end] microseconds. The file's ending chooses the format."""
    import matplotlib
    matplotlib.use("Agg")
    style.apply(matplotlib)
    from matplotlib import pyplot

    cpus = sorted(track for process, track in run.slices if process == CPUS)
    streams = sorted(track for process, track in run.slices if process == STREAMS)
    rows = {(CPUS, cpu): row for row, cpu in enumerate(cpus)}
    rows |= {(STREAMS, stream): len(cpus) + 0.4 + row for row, stream in enumerate(streams)}
    figure, axes = pyplot.subplots(figsize=(11, 1.4 + 0.34 * len(rows)), layout="constrained")
    seen = set()
    for key, slices in run.slices.items():
        if key not in rows:
            continue
        for colour, spans in _by_colour(key, slices, begin, end, seen).items():
            axes.broken_barh(spans, (rows[key] - 0.38, 0.76), facecolors=colour, linewidth=0)
    for start, source, arrival, target in run.arrows:
        if begin <= start <= end and arrival <= end and source != target:
            axes.annotate("", (arrival, rows[CPUS, target]), (start, rows[CPUS, source]),
                          arrowprops={"arrowstyle": "->", "color": style.INK, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0})
    axes.set_yticks(list(rows.values()), [f"{'CPU' if process == CPUS else 'stream'} {track}" for process, track in rows])
    axes.set_xlim(begin, end)
    axes.set_ylim(max(rows.values()) + 0.6, -0.6)
    axes.set_xlabel("microseconds since the run's start, virtual time")
    axes.grid(axis="y", visible=False)
    axes.set_title(title or run.title)
    names = [name for name in _COLOURS if name in seen]
    handles = [pyplot.Rectangle((0, 0), 1, 1, color=_COLOURS[name]) for name in names]
    if streams:
        handles.append(pyplot.Rectangle((0, 0), 1, 1, color=_STREAM))
        names.append("stream in use")
    axes.legend(handles, names, loc="upper center", bbox_to_anchor=(0.5, -0.12 - 0.6 / (1 + len(rows))), ncols=len(names), frameon=False)
    figure.savefig(output, dpi=150)
    pyplot.close(figure)


def _by_colour(key, slices, begin, end, seen):
    """The parts of the slices within [begin, end], by colour."""
    spans = {}
    for start, duration, name in slices:
        if start > end or start + duration < begin:
            continue
        if key[0] == CPUS:
            seen.add(name)
        colour = _STREAM if key[0] == STREAMS else _COLOURS.get(name, style.FAINT)
        first, last = max(start, begin), min(start + duration, end)
        spans.setdefault(colour, []).append((first, last - first))
    return spans
