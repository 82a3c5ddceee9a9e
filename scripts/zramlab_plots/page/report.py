"""Puts the report together."""

from pathlib import Path

from zramlab_plots.layout import context_line
from zramlab_plots.page import context, pictures, summary, table, words
from zramlab_plots.page.html import Markup, tag

_HERE = Path(__file__).parent


def render(results):
    """The whole page, as text."""
    title = "zramlab: " + _subject(results)
    parts = [
        tag("h1", title),
        tag("p", context_line(results), cls="sub"),
        context.render_warnings(results),
        tag("h2", "Fastest in each comparison"),
        tag("section", summary.render(results),
            tag("p", "Medians over the repetitions. A lead counts as clear when the winner's slowest repetition beat every "
                     "repetition of the others. Speed is not all: see latency and memory below.", cls="sub")),
        tag("h2", "Pictures"),
        *pictures.render(results),
        tag("h2", "All results"),
        tag("section", tag("p", "Press a heading to sort. Medians over the repetitions.", cls="sub"), table.render(results)),
        tag("h2", "Context"),
        tag("section", context.render(results)),
        tag("h2", "The words"),
        tag("section", words.render()),
    ]
    return "<!DOCTYPE html>\n" + tag("html", _head(title), tag("body", tag("main", *parts), _script()), lang="en") + "\n"


def write(results, directory):
    path = directory / "report.html"
    path.write_text(render(results), encoding="utf-8")
    return path


def _subject(results):
    workloads = ", ".join(dict.fromkeys(s.workload for s in results.settings))
    strategies = sum(1 for label in results.strategies if not _is_baseline(results, label))
    return f"{strategies} strateg{'y' if strategies == 1 else 'ies'} on {workloads}"


def _is_baseline(results, label):
    return any(cell.label == label and cell.is_baseline for cell in results.cells)


def _head(title):
    metas = [Markup('<meta charset="utf-8">'),
             Markup('<meta name="viewport" content="width=device-width, initial-scale=1">')]
    return tag("head", *metas, tag("title", title), tag("style", Markup((_HERE / "page.css").read_text(encoding="utf-8") + pictures.colours())))


def _script():
    return tag("script", Markup((_HERE / "sort.js").read_text(encoding="utf-8")))
