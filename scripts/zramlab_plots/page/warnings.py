"""What is wrong with a measurement: what the run said against itself, and what its numbers say."""

import statistics

from zramlab_plots.page.html import tag

_NOISY = 0.05  # coefficient of variation of the rate; above it, differences of a tenth between strategies may be chance
_SHOWN = 4     # rows named with a warning


def render(results):
    grave, plain = _gather(_grave(results)), _gather(_plain(results))
    if not grave and not plain:
        return tag("p", "The run has nothing to say against itself.", cls="fine")
    items = [tag("li", tag("strong", text), _where(rows)) for text, rows in grave.items()]
    items += [tag("li", text, _where(rows)) for text, rows in plain.items() if text not in grave]
    return tag("div", tag("h2", f"What is wrong with this measurement ({len(items)})"), tag("ul", *items), cls="warnings", role="note")


def _gather(pairs):
    gathered = {}
    for text, row in pairs:
        rows = gathered.setdefault(str(text), [])
        if row and row not in rows:
            rows.append(row)
    return gathered


def _grave(results):
    """(text, row): after any of these, a number is no result."""
    for source in results.sources:
        if source.partial:
            yield "The run was interrupted: this is what was measured until then.", source.name
    for cell in results.cells:
        if not all(row.get("verified") is True for row in cell.rows):
            yield "Not every read was verified: a number whose answers were not verified is an error, not a result.", _name(results, cell)
    for name, message in results.failures:
        yield f"{name}: {message}", None
    for cell in results.cells:
        for row in cell.rows:
            for failure in _list(row.get("failures")):
                yield f"WRONG: {failure}", _name(results, cell)


def _plain(results):
    for source in results.sources:
        for file in source.files:
            for warning in _list(file.lab.get("warnings")):
                yield warning, source.name
    for cell in results.cells:
        yield from ((text, _name(results, cell)) for text in _of_numbers(cell))
        for row in cell.rows:
            for warning in _list(row.get("warnings")):
                yield warning, _name(results, cell)


def _of_numbers(cell):
    rates = cell.values("items_per_second")
    if len(rates) == 1 and not cell.setting.source.machine:
        yield "One repetition says nothing about chance: differences between strategies may be noise (--repetitions 6 or more)."
    if len(rates) > 2 and statistics.stdev(rates) > _NOISY * statistics.mean(rates):
        yield f"Noisy: the rates of the repetitions vary by more than {100 * _NOISY:.0f} % (coefficient of variation)."


def _name(results, cell):
    return f"{cell.label}, {results.name_of(cell.setting)}, {cell.threads} thr."


def _where(rows):
    if not rows:
        return ""
    shown = "; ".join(rows[:_SHOWN])
    return tag("small", f" ({shown}{f' and {len(rows) - _SHOWN} more' if len(rows) > _SHOWN else ''})")


def _list(value):
    return value if isinstance(value, list) else []
