"""Puts the report together."""

from pathlib import Path

from zramlab_plots.layout import context_lines
from zramlab_plots.page import context, pictures, summary, table, warnings, words
from zramlab_plots.page.html import Markup, tag

_HERE = Path(__file__).parent


def render(results):
    """The whole page, as text."""
    title = "zramlab: " + _subject(results)
    drawn = pictures.render(results)
    parts = [
        tag("header", tag("h1", title), tag("button", "Dark", type="button", id="theme", title="change between light and dark", hidden="hidden")),
        *(tag("p", line, cls="sub") for line in context_lines(results)),
        warnings.render(results),
        _contents(drawn),
        tag("h2", "Fastest in each comparison", id="fastest"),
        tag("section", summary.render(results),
            tag("p", "Medians over the repetitions. A lead counts as clear when the winner's slowest repetition beat every "
                     "repetition of the others. Speed is not all: see latency and memory below.", cls="sub")),
        tag("h2", "Pictures"),
        *(picture for _, _, picture in drawn),
        tag("h2", "All results", id="all"),
        tag("section", table.render(results), cls="long"),
        tag("h2", "Context", id="context"),
        tag("section", context.render(results)),
        tag("h2", "The words", id="words"),
        tag("section", words.render()),
    ]
    return "<!DOCTYPE html>\n" + tag("html", _head(title), tag("body", tag("main", *parts), _script()), lang="en") + "\n"


def _contents(drawn):
    places = [("fastest", "Fastest"), *((name, title) for name, title, _ in drawn), ("all", "All results"), ("context", "Context"), ("words", "The words")]
    return tag("nav", tag("ul", *(tag("li", tag("a", title, href=f"#{name}")) for name, title in places)), aria_label="Contents")


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
    return tag("script", Markup("".join((_HERE / name).read_text(encoding="utf-8") for name in ("theme.js", "table.js"))))
