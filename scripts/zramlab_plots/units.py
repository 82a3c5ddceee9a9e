"""Numbers as people read them."""

import re


def nanoseconds(value):
    """850 ns, 4.2 µs, 12 ms."""
    if value < 0.005:
        return "0 ns"
    if 9.5 <= value < 999.5:
        return f"{value:.0f} ns"
    for limit, factor, unit in ((1e3, 1, "ns"), (1e6, 1e3, "µs"), (1e9, 1e6, "ms")):
        if value < limit * 0.9995:
            return f"{_three_digits(value / factor)} {unit}"
    return f"{_three_digits(value / 1e9)} s"


def signed_nanoseconds(value):
    """Of what is left of a time, which noise may bring below 0: −120 ns."""
    return nanoseconds(value) if value >= 0 else f"−{nanoseconds(-value)}"


def size(value):
    """512 B, 48.0 KiB, 21.9 MiB."""
    if value < 1024:
        return f"{value:.0f} B"
    for unit in ("KiB", "MiB", "GiB"):
        value /= 1024
        if value < 1024:
            return f"{_three_digits(value)} {unit}"
    return f"{_three_digits(value / 1024)} TiB"


def rate(value):
    """Operations a second: 920, 344 k, 1.2 M."""
    if value < 1e3:
        return f"{value:.0f}"
    return f"{_three_digits(value / 1e3)} k" if value < 999.5e3 else f"{_three_digits(value / 1e6)} M"


def for_axis(text):
    """Without the zeros that say nothing beside a tick: 50.0 k -> 50 k."""
    return "0" if float(text.split()[0]) == 0 else re.sub(r"(\.\d*?)0+(?= |$)", r"\1", text).replace(". ", " ").rstrip(".")


def count(value):
    return f"{value:,.0f}"


def threads(value):
    return "1 thread" if value == 1 else f"{value} threads"


def share(value):
    return f"{100 * value:.1f} %"


def percent(value):
    """For names beside curves: 94 %, 3.1 %, 0.20 %."""
    shown = 100 * value
    return f"{shown:.{0 if shown >= 9.95 else 1 if shown >= 0.995 else 2}f} %"


def _three_digits(value):
    decimals = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:.{decimals}f}"
