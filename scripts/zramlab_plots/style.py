"""One look for each strategy, the same in every figure of every run, and the ink around it.

Relatives share a hue and differ by line and marker, so that curves tell apart in grey print too. Hues are those of
Okabe and Ito, darkened where white paper needs it. A name this file does not know gets a look from its own letters,
from hues that no known one has.
"""

import hashlib
from dataclasses import dataclass

SOLID, DASHED, DOTTED, DASHDOT = "-", (0, (5, 2)), (0, (1.2, 1.4)), (0, (6, 1.6, 1.2, 1.6))

TITLE_SIZE = 10.5  # points, of a panel's title
INK, FAINT, GRID, PAPER = "#1f2328", "#5b636d", "#d9dde2", "#ffffff"


@dataclass(frozen=True)
class Look:
    colour: str
    marker: str
    line: object
    width: float = 1.7


VERMILLION, BLUE, SKY, GREEN, MOSS = "#cc4b00", "#0063a6", "#2f93d1", "#007f5f", "#5a9a2a"
PURPLE, AMBER, GREY = "#b0568f", "#b87a00", "#7d858f"
BROWN, INDIGO, TEAL = "#7a5230", "#4b4fb8", "#00868b"
_SPARE = ("#96466b", "#6b6b00", "#3d5a80")

_KNOWN = {
    "global-mutex": Look(VERMILLION, "s", SOLID),
    "single-stream": Look(VERMILLION, "D", DASHED),
    "idle-list": Look(BLUE, "o", SOLID),
    "idle-list-exclusive": Look(SKY, "^", DASHED),
    "idle-list-spinwait": Look(BLUE, "v", DOTTED),
    "per-cpu": Look(GREEN, "P", SOLID),
    "per-cpu-no-fallback": Look(MOSS, "X", DASHED),
    "per-cpu-sleepable": Look(GREEN, "h", DOTTED),
    "tbb-queue": Look(PURPLE, "<", DASHDOT),
    "per-thread": Look(AMBER, "*", SOLID),
    "sharded-idle-list": Look(INDIGO, "o", DASHED),
    "lock-free-pool": Look(INDIGO, "D", DOTTED),
    "rseq-per-cpu": Look(TEAL, "P", DASHED),
    "hybrid": Look(TEAL, "p", SOLID),
    "async-workers": Look(BROWN, "s", DASHDOT),
    "kernel": Look(INK, "H", SOLID, 2.2),
    "bare-loop": Look(GREY, "x", DASHDOT, 1.3),
    "empty": Look(GREY, "+", DOTTED, 1.3),
}
IDEAL = Look(FAINT, "", DOTTED, 1.2)

# The steps of a write, in their order. Compression is pale: the others are what strategies differ in.
STEPS = {
    "prepare": "#8a6fb0", "get": "#cc4b00", "compress": "#a9bfd4", "allocate": "#007f5f", "copy": "#e0a422",
    "put": "#8c2f00", "publish": "#0063a6",
}

# From best to worst, with the ink that is read on it; lightness alone tells them apart, so they survive grey print.
HEAT = (("#0d3b66", PAPER), ("#1f6aa5", PAPER), ("#5b9ecb", INK), ("#99c4e0", INK), ("#cadfee", INK), ("#eaf1f6", INK))

# What the report's pictures put for each colour when the reader prefers dark. One that is not here stays as it is.
DARK = {
    INK: "#e6e8eb", FAINT: "#a3abb5", GRID: "#3a4048", PAPER: "#191c20",
    VERMILLION: "#f07030", BLUE: "#4a9be8", SKY: "#86cdf5", GREEN: "#2bb58e", MOSS: "#95cf5a", PURPLE: "#d98abb", AMBER: "#e0a53a",
    GREY: "#98a1ac", BROWN: "#c4946a", INDIGO: "#9a9df0", TEAL: "#40c2c7", "#96466b": "#d48fb0", "#6b6b00": "#bcbc50", "#3d5a80": "#8fb0d8",
    "#8a6fb0": "#b59bdb", "#a9bfd4": "#566f88", "#8c2f00": "#b8623a", "#e0a422": "#f0c050",
    "#0d3b66": "#a6d3f7", "#1f6aa5": "#6eb2e6", "#5b9ecb": "#276a9e", "#99c4e0": "#215178", "#cadfee": "#1e3f5c", "#eaf1f6": "#222e38",
}


def look(strategy):
    known = _KNOWN.get(strategy)
    if known:
        return known
    digest = hashlib.sha256(strategy.encode()).digest()
    return Look(_SPARE[digest[0] % len(_SPARE)], "p>d8H"[digest[1] % 5], (SOLID, DASHED, DOTTED)[digest[2] % 3])


def apply(matplotlib):
    """Sets what every figure has in common. SVG text stays text, and the same results give the same bytes."""
    matplotlib.rcParams.update({
        "font.family": "DejaVu Sans", "font.size": 9, "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": FAINT,
        "axes.titlesize": TITLE_SIZE, "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.titlecolor": INK,
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
        "grid.color": GRID, "grid.linewidth": 0.7, "xtick.color": FAINT, "ytick.color": FAINT,
        "xtick.labelcolor": INK, "ytick.labelcolor": INK, "figure.facecolor": PAPER, "axes.facecolor": PAPER,
        "savefig.facecolor": PAPER, "svg.fonttype": "none", "svg.hashsalt": "zramlab", "figure.max_open_warning": 0,
    })
