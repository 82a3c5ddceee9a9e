"""The table of figures. A new file with NAME, TITLE and draw(results), and its line here, is a new figure everywhere.

draw() returns a matplotlib figure, or None when the results hold nothing that it shows.
"""

import io

import matplotlib

from zramlab_plots import cpu_time, efficiency, fairness, heat_map, kernel_split, latency, memory, memory_over_run, pareto, steps, style, throughput, wait_hold

FIGURES = (
    throughput,
    efficiency,
    latency,
    steps,
    wait_hold,
    kernel_split,
    fairness,
    memory_over_run,
    memory,
    pareto,
    heat_map,
    cpu_time,
)

_PNG_DPI = 110


def drawn(results, only=None):
    """(figure module, matplotlib figure) for each that has something to show; of those named in `only`, where that is given."""
    style.apply(matplotlib)
    for module in FIGURES:
        if only is not None and module.NAME not in only:
            continue
        figure = module.draw(results)
        if figure is not None:
            yield module, figure


def as_svg(figure):
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def save(figure, directory, name):
    """Writes NAME.svg and NAME.png; returns their paths."""
    svg, png = directory / f"{name}.svg", directory / f"{name}.png"
    svg.write_text(as_svg(figure), encoding="utf-8")
    figure.savefig(png, dpi=_PNG_DPI, metadata={"Software": None})
    return [svg, png]
