"""What figures show, against the same numbers computed here from the rows by other means."""

import itertools
import statistics
import unittest

from support import InFolder, synthetic_results

import matplotlib
from matplotlib.colors import to_hex
from zramlab_plots import efficiency, fairness, heat_map, intervals, latency, memory_over_run, pareto, steps, style, throughput, wait_hold
from zramlab_plots.load import load

FEW = ["global-mutex", "idle-list", "per-cpu", "bare-loop", "empty"]


class Intervals(unittest.TestCase):
    def missed(self, count, below, above):
        """The share of all ways in which values can fall about a median for which it lies outside [below-th least, above-th greatest]."""
        sides = itertools.product((0, 1), repeat=count)
        outside = sum(1 for side in sides if sum(side) < below or count - sum(side) < above)
        return outside / 2 ** count

    def test_the_interval_of_a_median_is_the_narrowest_that_holds_it_with_95_percent(self):
        for count in range(1, 15):
            values = list(range(1, count + 1))
            found = intervals.of_median(values)
            wanted = [rank for rank in range(1, count // 2 + 1) if self.missed(count, rank, rank) <= 0.05]
            self.assertEqual(found, (wanted[-1], count + 1 - wanted[-1]) if wanted else None, count)

    def test_six_values_are_enough_and_five_are_not(self):
        self.assertIsNone(intervals.of_median([5, 4, 3, 2, 1]))
        self.assertEqual(intervals.of_median([6, 5, 4, 3, 2, 1]), (1, 6))
        self.assertEqual(intervals.ENOUGH, 6)


class Data(InFolder):
    def setUp(self):
        super().setUp()
        style.apply(matplotlib)

    def load(self, document):
        self.rows = [row for row in document["benchmarks"] if row["run_type"] == "iteration"]
        self.results = load(self.results_file(document))
        return self.results

    def of(self, strategy, codec="lz4", threads=2):
        return [row for row in self.rows if (row["strategy"], row["codec"], row["threads"]) == (strategy, codec, threads)]

    def middle(self, value, strategy, **where):
        return statistics.median(value(row) for row in self.of(strategy, **where))

    def curves(self, figure, panel=0):
        """{colour: [(x, y)]} of the curves with several points, without the names' lines."""
        found = {}
        for line in figure.axes[panel].lines:
            if line.get_transform() == figure.axes[panel].transData and len(line.get_xdata()) > 1 and line.get_linestyle() != "None":
                found.setdefault(to_hex(line.get_color()), list(zip(line.get_xdata(), line.get_ydata())))
        return found

    def test_throughput_draws_the_median_rate_at_each_number_of_threads_and_the_ideal(self):
        self.load(synthetic_results.results(strategies=FEW, threads=(1, 2, 4)))
        curves = self.curves(throughput.draw(self.results))
        for strategy in ("global-mutex", "idle-list", "per-cpu", "bare-loop"):
            drawn = [y for _, y in curves[style.look(strategy).colour]]
            self.assertEqual(drawn, [self.middle(lambda row: row["items_per_second"], strategy, threads=n) for n in (1, 2, 4)], strategy)
        alone = self.middle(lambda row: row["items_per_second"], "bare-loop", threads=1)
        self.assertEqual(curves[style.IDEAL.colour], [(1, alone), (2, 2 * alone), (4, 2 * alone)])  # two CPUs

    def bands(self, figure):
        return [shape for shape in figure.axes[0].collections if type(shape).__name__ == "PolyCollection"]

    def test_with_six_repetitions_a_band_shows_the_exact_interval_and_with_five_there_is_none(self):
        self.load(synthetic_results.results(strategies=["per-cpu"], codecs=("lz4",), repetitions=6))
        band, = self.bands(throughput.draw(self.results))
        heights = {float(y) for _, y in band.get_paths()[0].vertices}
        for threads in (1, 2):
            rates = [row["items_per_second"] for row in self.of("per-cpu", threads=threads)]
            self.assertLessEqual({min(rates), max(rates)}, heights)
        self.load(synthetic_results.results(strategies=["per-cpu"], codecs=("lz4",), repetitions=5))
        self.assertEqual(self.bands(throughput.draw(self.results)), [])

    def test_the_band_of_a_simulated_machine_is_its_sensitivity(self):
        document = synthetic_results.results(strategies=["per-cpu"], codecs=("lz4",), repetitions=1)
        for row in document["benchmarks"]:
            row["sensitivity"] = {"items_per_second_low": 7.0 * row["threads"], "items_per_second_high": 9.0 * row["threads"]}
        band, = self.bands(throughput.draw(self.load(document)))
        self.assertEqual({float(y) for _, y in band.get_paths()[0].vertices}, {7.0, 14.0, 9.0, 18.0})

    def test_efficiency_draws_the_rows_own_shares_and_the_ideal_at_one(self):
        self.load(synthetic_results.results(strategies=FEW))
        axes = efficiency.draw(self.results).axes[0]
        curves = self.curves(efficiency.draw(self.results))
        self.assertEqual([y for _, y in curves[style.look("idle-list").colour]],
                         [self.middle(lambda row: row["efficiency"], "idle-list", threads=n) for n in (1, 2)])
        self.assertNotIn(style.look("bare-loop").colour, curves)
        self.assertIn([1, 1], [list(line.get_ydata()) for line in axes.lines])

    def test_a_percentile_curve_is_what_sorting_every_write_gives(self):
        document = synthetic_results.results(strategies=["idle-list"], codecs=("lz4",), threads=(1,), repetitions=1)
        self.load(document)
        times = sorted(upper for upper, count in self.rows[0]["histogram_ns"]["write"] for _ in range(count))
        for place, ns in latency.percentile_curve(self.results.cells[0]):
            share = 1 - 10 ** -place
            rank = min(len(times) - 1, max(0, -int(-share * len(times) // 1) - 1))
            self.assertIn(ns, times[max(0, rank - 1):rank + 2], share)

    def test_latency_has_a_panel_of_response_only_where_rows_have_it_and_both_share_a_scale(self):
        self.load(synthetic_results.results(strategies=FEW, codecs=("lz4",), paced=True))
        service, response = latency.draw(self.results).axes
        self.assertEqual([axes.get_title(loc="left") for axes in (service, response)], ["lz4, 2 threads: service", "lz4, 2 threads: response"])
        self.assertEqual(service.get_ylim(), response.get_ylim())
        self.assertGreaterEqual(response.get_ylim()[1], max(row["response_ns"]["write"]["max"] for row in self.of("per-cpu")))
        self.load(synthetic_results.results(strategies=FEW, codecs=("lz4",)))
        self.assertEqual(len(latency.draw(self.results).axes), 1)

    def test_bars_of_steps_are_as_long_as_the_medians_of_the_steps(self):
        self.load(synthetic_results.results(strategies=FEW[:2], codecs=("lz4",)))
        widths = sorted(bar.get_width() for bar in steps.draw(self.results).axes[0].patches)
        wanted = sorted(self.middle(lambda row, step=step: row["steps_ns"][step], strategy) for strategy in FEW[:2] for step in style.STEPS)
        self.assertEqual([round(width, 6) for width in widths], [round(ns, 6) for ns in wanted])

    def test_a_stream_is_held_while_its_user_compresses_allocates_and_copies(self):
        self.load(synthetic_results.results(strategies=FEW, codecs=("lz4",)))
        cell = next(c for c in self.results.cells if c.strategy == "global-mutex" and c.threads == 2)
        held = self.middle(lambda row: sum(row["steps_ns"][step] for step in ("compress", "allocate", "copy")), "global-mutex")
        wait = self.middle(lambda row: row["latency_ns"]["wait"]["p99"], "global-mutex")
        self.assertAlmostEqual(wait_hold.held_ns(cell), held)
        self.assertAlmostEqual(wait_hold.wait_in_holds(cell), wait / held)
        self.assertIn(f"{wait / held:.1f} holds", [t.get_text() for t in wait_hold.draw(self.results).axes[0].texts])

    def test_fairness_marks_the_median_of_each_number_of_threads_but_one(self):
        document = synthetic_results.results(strategies=FEW, codecs=("lz4",), threads=(1, 2, 4))
        for place, row in enumerate(document["benchmarks"]):
            row["fairness"] = 1.0 if row["threads"] == 1 else 1 - (place * 7919 % 100) / 500
        self.load(document)
        axes = fairness.draw(self.results).axes[0]
        marked = sorted(x for line in axes.lines if line.get_linestyle() == "None" and line.get_transform() == axes.transData
                        and len(line.get_xdata()) == 1 for x in line.get_xdata() if line.get_marker() in "os^DPv*X")
        wanted = sorted(self.middle(lambda row: row["fairness"], strategy, threads=n) for strategy in FEW[:3] for n in (2, 4))
        self.assertEqual(marked, wanted)

    def test_the_front_is_what_comparing_everyone_with_everyone_gives(self):
        for seed in range(5):
            self.load(synthetic_results.results(codecs=("lz4",), threads=(2,), seed=seed))
            names = synthetic_results.STRATEGIES
            goods = {name: (self.middle(lambda row: row["items_per_second"], name), -self.middle(lambda row: row["latency_ns"]["write"]["p99"], name),
                            -self.middle(lambda row: row["stream_bytes_max"], name)) for name in names}
            front = {name for name in names if not any(all(a >= b for a, b in zip(goods[other], goods[name])) and goods[other] != goods[name]
                                                       for other in names)}
            cells = [cell for cell in self.results.cells if not cell.is_baseline]
            self.assertEqual({cell.label for cell in cells if pareto.standing(cell, cells) == pareto.FRONT}, front)

    def test_beaten_is_only_who_is_beaten_clearly(self):
        document = synthetic_results.results(strategies=["idle-list", "per-cpu"], codecs=("lz4",), threads=(2,), repetitions=2, aggregates=False)
        for row in document["benchmarks"]:
            better = row["strategy"] == "per-cpu"
            row.update(items_per_second=(100.0, 120.0)[row["repetition_index"]] + 10 * better, stream_bytes_max=1)
            row["latency_ns"]["write"]["p99"] = 10
        standing = lambda: {cell.label: pareto.standing(cell, self.results.cells) for cell in self.results.cells}
        self.load(document)
        self.assertEqual(standing(), {"idle-list": pareto.CHANCE, "per-cpu": pareto.FRONT})
        for row in document["benchmarks"]:
            row["items_per_second"] += 50 * (row["strategy"] == "per-cpu")
        self.load(document)
        self.assertEqual(standing(), {"idle-list": pareto.BEATEN, "per-cpu": pareto.FRONT})

    def test_heat_map_fields_are_shares_of_the_best_of_their_column(self):
        self.load(synthetic_results.results(strategies=FEW))
        cells = [cell for cell in self.results.cells if not cell.is_baseline]
        for path, sign in ((("items_per_second",), 1), (("latency_ns", "write", "p99"), -1)):
            found = heat_map.shares(cells, path, sign)
            self.assertEqual(len(found), 3 * 2 * 2)
            for (strategy, (codec, threads)), (value, share) in found.items():
                rivals = [self.middle(lambda row: row["items_per_second"] if sign > 0 else row["latency_ns"]["write"]["p99"], other, codec=codec,
                                      threads=threads) for other in FEW[:3]]
                self.assertAlmostEqual(share, value / max(rivals) if sign > 0 else min(rivals) / value)
        self.assertEqual([heat_map.step_of(share) for share in (1, 0.95, 0.9, 0.85, 0.5, 0.3, 0.1, 0)], [0, 0, 1, 1, 3, 4, 5, 5])

    def test_memory_over_the_run_is_the_median_strategy_with_all_between_its_borders(self):
        document = synthetic_results.results(strategies=FEW, codecs=("lz4",), threads=(2,), repetitions=1, series=True)
        for row in document["benchmarks"]:
            for point in row.get("series", []):
                point["mem_used_total"] = point["operations"] * {"global-mutex": 1, "idle-list": 2, "per-cpu": 4}.get(row["strategy"], 9)
        self.load(document)
        cells = [cell for cell in self.results.cells if not cell.is_baseline]
        for operations, middle, least, greatest in zip(*memory_over_run.along(cells, "mem_used_total")):
            for value, factor in ((middle, 2), (least, 1), (greatest, 4)):
                self.assertAlmostEqual(value, factor * operations, delta=1)

    def test_results_without_a_series_have_no_picture_of_one(self):
        self.assertIsNone(memory_over_run.draw(self.load(synthetic_results.results(strategies=FEW, repetitions=1))))


if __name__ == "__main__":
    unittest.main()
