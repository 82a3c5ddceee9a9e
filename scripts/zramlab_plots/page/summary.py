"""The report's first lines: what was fastest in each comparison, and whether the repetitions bear it out."""

from zramlab_plots import units
from zramlab_plots.page.html import tag

_RATE = "items_per_second"


def render(results):
    """A line for each setting and number of threads."""
    rows = [_line(results, setting, threads)
            for setting in results.settings for threads in results.thread_counts(setting)]
    rows = [row for row in rows if row is not None]
    if not rows:
        return tag("p", "The file holds baselines only: there is nothing to compare.")
    caption = tag("caption", tag("span", "The strategy with the highest median rate, for each codec and number of threads."))
    heads = [tag("th", head, scope="col")
             for head in ("codec", "threads", "highest median", "pages/s", "of bare loop", "repetitions overlap with")]
    return tag("div", tag("table", caption, tag("thead", tag("tr", *heads)), tag("tbody", *rows)), cls="scroll", tabindex="0", role="region", aria_label="Fastest in each comparison")


def _line(results, setting, threads):
    rivals = [cell for cell in results.at(setting, threads) if not cell.is_baseline]
    if not rivals:
        return None
    best = max(rivals, key=lambda cell: cell.median(_RATE))
    least = best.span(_RATE)[0]
    close = [cell.label for cell in rivals if cell is not best and cell.span(_RATE)[1] >= least]
    efficiency = best.median("efficiency")
    return tag("tr", tag("th", results.name_of(setting), scope="row"), tag("td", threads, cls="number"), tag("td", tag("b", best.label)),
               tag("td", units.count(best.median(_RATE)), cls="number"),
               tag("td", "–" if efficiency is None else units.share(efficiency), cls="number"),
               tag("td", _overlap(close, len(rivals), best), cls="remarks"))


def _overlap(close, rivals, best):
    if rivals == 1:
        return "no other strategy was measured"
    if best.setting.source.machine:
        return "simulated: there is no chance in it; see the bands for what the machine's parameters do"
    if len(best.rows) == 1:
        return "unknown: one repetition tells nothing about chance"
    if not close:
        return "none of the others"
    return ("all of the others" if len(close) == rivals - 1 and rivals > 2 else ", ".join(close)) + " (not a clear lead)"
