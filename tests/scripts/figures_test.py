"""Every figure of the table, drawn from whole, partial and odd results."""

import itertools
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from support import InFolder, synthetic_results

import matplotlib.image
from matplotlib.colors import to_rgb
from zramlab_plots import cpu_time, figures, kernel_split, layout, memory_over_run, style, units
from zramlab_plots.load import load

# What a host's results without a series are drawn as.
NAMES = [module.NAME for module in figures.FIGURES if module not in (cpu_time, kernel_split, memory_over_run)]


class Figures(InFolder):
    def drawn(self, document, *only):
        chosen = ["--only", ",".join(only)] if only else []
        done = self.run_script("plot", self.results_file(document), "--output", self.folder / "out", *chosen)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        return self.folder / "out"

    def words(self, path):
        """Every text of an SVG picture."""
        root = ElementTree.parse(path).getroot()
        self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
        return " | ".join("".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text"))

    def assert_picture(self, path):
        pixels = matplotlib.image.imread(path)[..., :3]
        self.assertEqual(pixels.shape[1], 1320)
        self.assertGreater(pixels.shape[0], 300)
        self.assertGreater(float(pixels.std()), 0.05, f"{path} is blank")

    def test_every_figure_is_drawn_as_svg_and_png(self):
        folder = self.drawn(synthetic_results.results(series=True))
        names = [*NAMES, "memory-over-run"]
        self.assertEqual(sorted(path.name for path in folder.iterdir()), sorted(f"{n}.{e}" for n in names for e in ("svg", "png")))
        for name in names:
            self.assert_picture(folder / f"{name}.png")
            words = self.words(folder / f"{name}.svg")
            for strategy in synthetic_results.STRATEGIES:
                self.assertIn(strategy, words, name)
            for fact in ("Example CPU", "Linux 6.1.0", "trace gxx", "every read verified", "3 repetitions", "lz4", "zstd", "commit abc1234",
                         "2026-11-22 23:00"):
                self.assertIn(fact, words, name)

    def test_the_empty_strategy_is_named_as_left_out_and_squashes_nothing(self):
        words = self.words(self.drawn(synthetic_results.results(), "throughput") / "throughput.svg")
        self.assertIn("Left out: empty", words)
        self.assertNotIn("M |", words)  # its rate would bring millions to the axis

    def test_the_same_results_give_the_same_bytes(self):
        document = synthetic_results.results(repetitions=1)
        first = (self.drawn(document, "pareto") / "pareto.svg").read_bytes()
        self.assertEqual(first, (self.drawn(document, "pareto") / "pareto.svg").read_bytes())

    def test_an_interrupted_run_without_optional_fields_is_drawn_and_says_so(self):
        document = synthetic_results.results(complete=False, interrupted=True)
        document["benchmarks"] = document["benchmarks"][:7]
        for row in document["benchmarks"][1:]:
            for key in ("histogram_ns", "efficiency", "steps_ns", "mm_stat", "stream_bytes", "stream_bytes_max", "fairness"):
                row.pop(key, None)
        folder = self.drawn(document)
        drawn = sorted(path.stem for path in folder.glob("*.svg"))
        self.assertEqual(drawn, ["efficiency", "latency", "memory", "steps", "throughput", "wait-hold"])
        for name in drawn:
            self.assert_picture(folder / f"{name}.png")
            self.assertIn("INCOMPLETE", self.words(folder / f"{name}.svg"))

    def test_numbers_that_were_not_verified_are_called_so(self):
        document = synthetic_results.results(repetitions=1)
        document["benchmarks"][5]["verified"] = False
        self.assertIn("NOT VERIFIED", self.words(self.drawn(document, "throughput") / "throughput.svg"))

    def test_one_strategy_at_one_number_of_threads_measured_once_is_drawn(self):
        folder = self.drawn(synthetic_results.results(strategies=["idle-list"], codecs=("lz4",), threads=(16,), repetitions=1))
        alone = [name for name in NAMES if name not in ("pareto", "heat-map")]  # which compare
        self.assertEqual(sorted(path.stem for path in folder.glob("*.svg")), sorted(alone))
        for name in alone:
            self.assertIn("1 repetition", self.words(folder / f"{name}.svg"))
        self.assertIn("more threads than CPUs", self.words(folder / "throughput.svg"))

    def test_the_heat_map_explains_its_star_where_it_has_one(self):
        for threads, has_star in (((1, 2), False), ((2, 16), True)):
            words = self.words(self.drawn(synthetic_results.results(threads=threads, repetitions=1), "heat-map") / "heat-map.svg")
            self.assertEqual("*: more threads than CPUs" in words, has_star)
            self.assertEqual("16 threads*" in words, has_star)

    def test_baselines_alone_leave_out_the_figures_they_have_nothing_for(self):
        folder = self.drawn(synthetic_results.results(strategies=["bare-loop"], threads=(1, 2)))
        self.assertEqual(sorted(path.stem for path in folder.glob("*.svg")), ["latency", "throughput"])

    def test_simulated_results_show_the_machine_the_band_and_where_cpu_time_went(self):
        document = synthetic_results.results(repetitions=1)
        document["context"]["zramlab"]["simulation"] = {"machine": "toaster-2", "cpus_used": 2}
        for row in document["benchmarks"]:
            rate = row["items_per_second"]
            row["sensitivity"] = {"items_per_second_low": rate / 2, "items_per_second_high": rate * 2}
            row["simulation"] = {"cpu_time_ns": {"working": 5e6, "accessing": 1e6, "spinning": 2e6, "switching": 1e5, "idle": 0}}
        folder = self.drawn(document, "cpu-time", "throughput")
        self.assert_picture(folder / "cpu-time.png")
        self.assertIn("simulated: toaster-2, virtual time", self.words(folder / "cpu-time.svg"))
        self.assertIn("Bands of simulated machines:", self.words(folder / "throughput.svg"))

    def test_each_figure_names_its_quantity_and_its_unit(self):
        folder = self.drawn(synthetic_results.results(series=True, paced=True, codecs=("lz4",)))
        for name, wanted in {"throughput": ("pages a second", "300 k"), "efficiency": ("share of the bare loop", "ideal\u2002100 %"),
                             "latency": ("time of a write", "percentile of writes (%)", "service", "response", "10 µs"),
                             "steps": ("mean time of a write", "µs", "publish"), "wait-hold": ("time", "10 µs", "holds |", "held"),
                             "fairness": ("Jain's index", "2 threads"), "memory": ("bytes in the pool", "MiB", "KiB"),
                             "memory-over-run": ("operations done", "orig", "used", "compr", "MiB", "bytes in streams", "KiB"),
                             "pareto": ("pages a second", "write p99", "stream memory", "µs", "KiB", "on the front"),
                             "heat-map": ("lz4", "2 threads", "pages a second", "write p99", "µs", "95 % of the best")}.items():
            words = self.words(folder / f"{name}.svg")
            for word in wanted:
                self.assertIn(word, words, name)

    def test_several_files_are_drawn_together_each_with_its_own_context(self):
        paths = []
        for name, machine in (("host", {}), ("simulated", {"simulation": {"machine": "toaster-64", "cpus_used": 64}})):
            document = synthetic_results.results(codecs=("lz4",), repetitions=1, **machine)
            for row in document["benchmarks"]:
                row["on"] = machine.get("simulation", {}).get("machine", "host")
            paths.append(synthetic_results.write(self.folder / f"{name}.json", document))
        done = self.run_script("plot", *paths, "--output", self.folder / "out", "--only", "throughput")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        words = self.words(self.folder / "out" / "throughput.svg")
        for fact in ("lz4 · on host", "lz4 · on toaster-64", "host: Example CPU", "simulated: simulated: toaster-64, virtual time · 64 CPUs"):
            self.assertIn(fact, words)

    def test_a_context_that_holds_nothing_is_no_obstacle(self):
        document = synthetic_results.results(repetitions=1)
        document["context"] = {}
        self.assertIn("unknown CPU", self.words(self.drawn(document, "memory") / "memory.svg"))


class Labels(InFolder):
    def every_text(self, figure):
        for axes in figure.axes:
            yield from axes.texts
            yield axes.title
            yield axes._left_title
            yield axes.xaxis.label
            yield axes.yaxis.label
            yield from (axes.get_legend().get_texts() if axes.get_legend() else [])
            for axis in (axes.xaxis, axes.yaxis) if axes.axison else ():
                low, high = sorted(axis.get_view_interval())
                yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
        yield from figure.texts

    def test_no_two_curve_labels_overlap(self):
        results = load(self.results_file(synthetic_results.results(threads=(1, 2, 4))))
        for module, figure in figures.drawn(results):
            for axes in figure.axes:
                heights = sorted(t.get_position()[1] for t in axes.texts
                                 if t.get_transform() == axes.transAxes and t.get_position()[0] > 1)
                inches = axes.get_position().height * figure.get_figheight()
                gaps = [(b - a) * inches for a, b in zip(heights, heights[1:])]
                self.assertGreater(min(gaps, default=1.0), 0.17, module.NAME)
                if module.NAME in ("throughput", "efficiency", "latency"):
                    self.assertGreaterEqual(len(heights), 15)

    def test_no_text_leaves_the_picture_nor_lies_on_another(self):
        for how in ({"threads": (1, 2)}, {"threads": (1, 2), "strategies": ["idle-list", "a-strategy-with-a-name-that-goes-on-and-on-and-on"]}, {"threads": (1, 2, 4, 8, 16), "codecs": ("lz4", "zstd", "lzo"), "repetitions": 1}):
            results = load(self.results_file(synthetic_results.results(series=True, paced=True, **how)))
            for module, figure in figures.drawn(results):
                figure.draw_without_rendering()
                boxes = [(text.get_text(), text.get_window_extent()) for text in self.every_text(figure) if text.get_text() and text.get_visible()]
                for text, box in boxes:
                    self.assertLess(box.x1, figure.bbox.x1, f"{module.NAME}: {text}")
                    self.assertGreaterEqual(min(box.x0, box.y0), 0, f"{module.NAME}: {text}")
                for (one, a), (other, b) in itertools.combinations(boxes, 2):
                    across, along = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
                    self.assertFalse(across > 1 and along > 3, f"{module.NAME}: '{one}' lies on '{other}'")

    def test_spread_keeps_order_and_distance_and_moves_no_more_than_it_must(self):
        placed = layout.spread([0.5, 0.5, 0.51, 0.9], gap=0.1)
        self.assertTrue(all(b - a > 0.1 - 1e-9 for a, b in zip(placed, placed[1:])))
        self.assertAlmostEqual(placed[3], 0.9)
        self.assertAlmostEqual(sum(placed[:3]) / 3, (0.5 + 0.5 + 0.51) / 3, places=2)
        self.assertEqual(layout.spread([0.2, 0.6], gap=0.1), [0.2, 0.6])


class Looks(unittest.TestCase):
    def test_no_two_known_strategies_look_alike_even_without_colour(self):
        looks = [style.look(name) for name in synthetic_results.STRATEGIES + synthetic_results.BASELINES]
        self.assertEqual(len({(look.marker, str(look.line)) for look in looks}), len(looks))

    def test_a_strategy_nobody_knows_looks_the_same_every_time_and_like_no_known_one(self):
        looks = {style.look("my-idea") for _ in range(3)}
        self.assertEqual(len(looks), 1)
        known = {style.look(name).colour for name in synthetic_results.STRATEGIES}
        self.assertNotIn(looks.pop().colour, known)


    def test_looks_and_order_stay_when_strategies_are_added(self):
        before = {name: style.look(name) for name in synthetic_results.STRATEGIES}
        names = ["aaa-new", *synthetic_results.STRATEGIES, "zzz-new"]
        document = synthetic_results.results(strategies=names[::-1], codecs=("lz4",), threads=(1,), repetitions=1)
        document["context"]["zramlab"]["strategies"] = names
        with tempfile.TemporaryDirectory() as folder:
            results = load(synthetic_results.write(f"{folder}/x.json", document))
        self.assertEqual(results.strategies, names)
        self.assertEqual({name: style.look(name) for name in synthetic_results.STRATEGIES}, before)

    def luminance(self, colour):
        parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    def contrast(self, one, other):
        high, low = sorted((self.luminance(one), self.luminance(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    def test_every_strategy_stands_out_from_the_paper_light_and_dark(self):
        for name in synthetic_results.STRATEGIES + synthetic_results.BASELINES + ["my-idea", "another", "third"]:
            colour = style.look(name).colour
            self.assertGreaterEqual(self.contrast(colour, style.PAPER), 3, name)
            self.assertGreaterEqual(self.contrast(style.DARK[colour], style.DARK[style.PAPER]), 3, name)

    def test_fields_of_the_heat_map_can_be_read_and_grow_paler_in_grey_light_and_dark(self):
        for paper in (lambda colour: colour, lambda colour: style.DARK[colour]):
            for colour, ink in style.HEAT:
                self.assertGreaterEqual(self.contrast(paper(colour), paper(ink)), 4.5, (paper(colour), paper(ink)))
            greys = [self.contrast(paper(colour), paper(style.PAPER)) for colour, _ in style.HEAT]
            self.assertTrue(all(a > 1.15 * b for a, b in zip(greys, greys[1:])), greys)


class Units(unittest.TestCase):
    def test_numbers_carry_their_unit_and_three_digits(self):
        self.assertEqual([units.nanoseconds(n) for n in (5.25, 850, 999.9, 4210, 12e6, 2.5e9)],
                         ["5.25 ns", "850 ns", "1.00 µs", "4.21 µs", "12.0 ms", "2.50 s"])
        self.assertEqual([units.size(n) for n in (512, 49152, 22_900_000)], ["512 B", "48.0 KiB", "21.8 MiB"])
        self.assertEqual([units.rate(n) for n in (920, 344_827, 1.2e6)], ["920", "345 k", "1.20 M"])

    def test_an_axis_drops_zeros_that_say_nothing(self):
        self.assertEqual([units.for_axis(t) for t in ("0 ns", "50.0 k", "100 k", "2.50 µs", "10.0 MiB")],
                         ["0", "50 k", "100 k", "2.5 µs", "10 MiB"])


if __name__ == "__main__":
    unittest.main()
