"""Runs beside the kernel's own zram: the figure that tells codec, engine and system call apart, and the report's columns."""

import statistics
import unittest

from support import InFolder, synthetic_results

import matplotlib
from zramlab_plots import kernel_split, style, units
from zramlab_plots.load import load

STRATEGIES = ["per-cpu-sleepable", "kernel", "bare-loop"]
SYSCALL_NS = 1300.0


def beside_the_kernel(**changes):
    """As bench --on host,kernel writes: each row with its split, the kernel's with what it is."""
    document = synthetic_results.results(strategies=STRATEGIES, codecs=("lz4",), **changes)
    for row in document["benchmarks"]:
        is_kernel = row["strategy"] == "kernel"
        page, codec = row["real_time"] * row["threads"], synthetic_results.COMPRESS_NS["lz4"]
        syscall = SYSCALL_NS if is_kernel else 0.0
        row["on"] = "host,kernel"
        row["split_ns"] = {"page": page, "codec": codec, "engine": page - codec - syscall, "syscall": syscall}
        if is_kernel:
            row["kernel"] = {"release": "6.18.44", "strategy": "per-cpu-sleepable", "backend": "lz4", "parameters": "", "io": "pwrite",
                             "same_filled_write_ns": SYSCALL_NS}
    return document


class KernelSplit(InFolder):
    def figure(self, document):
        style.apply(matplotlib)
        return kernel_split.draw(load(self.results_file(document)))

    def test_a_bar_of_each_row_is_its_codec_engine_and_system_call(self):
        document = beside_the_kernel(repetitions=3, aggregates=False)
        axes, = self.figure(document).axes
        widths = {}
        for bar in axes.patches:
            widths.setdefault(round(bar.get_y(), 3), []).append(bar.get_width())
        names = [label.get_text() for label in axes.get_yticklabels()]
        self.assertEqual(names[:3], ["per-cpu-sleepable, 1 thread", "kernel, 1 thread", "bare-loop, 1 thread"])
        for name, bars in zip(names, (widths[place] for place in sorted(widths))):
            strategy, threads = name.split(", ")
            rows = [row for row in document["benchmarks"] if row["strategy"] == strategy and units.threads(row["threads"]) == threads]
            for part, width in zip(("codec", "engine", "syscall"), bars, strict=True):
                middle = statistics.median(row["split_ns"][part] for row in rows)
                self.assertAlmostEqual(width, max(0.0, middle), 6, f"{name}: {part}")

    def test_it_says_which_kernel_that_was(self):
        words = " ".join(text.get_text() for text in self.figure(beside_the_kernel(repetitions=1)).texts)
        for fact in ("Linux 6.18.44", "per-cpu-sleepable", "pwrite"):
            self.assertIn(fact, words)

    def test_there_is_none_without_the_kernel(self):
        self.assertIsNone(self.figure(synthetic_results.results(repetitions=1)))
        document = beside_the_kernel(repetitions=1)
        document["benchmarks"] = [row for row in document["benchmarks"] if row["strategy"] != "kernel"]
        self.assertIsNone(self.figure(document))

    def test_the_report_has_a_column_for_each_part_and_names_the_kernel(self):
        output = self.folder / "out"
        done = self.run_script("report", self.results_file(beside_the_kernel(repetitions=1)), "--output", output)
        self.assertEqual(done.returncode, 0, done.stderr)
        page = (output / "report.html").read_text(encoding="utf-8")
        for fact in ("syscall", "engine", units.nanoseconds(SYSCALL_NS), "Linux 6.18.44, backend lz4, models per-cpu-sleepable, by pwrite"):
            self.assertTrue(fact in page, fact)


if __name__ == "__main__":
    unittest.main()
