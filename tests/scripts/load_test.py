"""Results files, good and bad, as scripts/plot and scripts/report take them."""

import json
import unittest

from support import InFolder, synthetic_results
from zramlab_plots.load import load


class Load(InFolder):
    def loaded(self, **how):
        return load(self.results_file(synthetic_results.results(**how)))

    def test_repetitions_of_a_run_become_one_cell_and_aggregates_are_left_out(self):
        results = self.loaded(repetitions=3, threads=(1, 2))
        self.assertEqual(len(results.cells), 17 * 2 * 2)
        self.assertEqual({len(cell.rows) for cell in results.cells}, {3})

    def test_median_and_span_are_those_of_the_repetitions(self):
        document = synthetic_results.results(strategies=["idle-list"], codecs=("lz4",), threads=(1,), repetitions=3)
        for row, rate in zip(document["benchmarks"], (40.0, 10.0, 20.0)):
            row["items_per_second"] = rate
        cell = load(self.results_file(document)).cells[0]
        self.assertEqual(cell.median("items_per_second"), 20.0)
        self.assertEqual(cell.span("items_per_second"), (10.0, 40.0))

    def test_strategies_stand_in_the_order_of_the_programs_table(self):
        document = synthetic_results.results(strategies=["per-cpu", "global-mutex", "idle-list"], codecs=("lz4",), threads=(1,))
        document["context"]["zramlab"]["strategies"] = ["global-mutex", "idle-list", "per-cpu"]
        results = load(self.results_file(document))
        self.assertEqual(results.strategies, ["global-mutex", "idle-list", "per-cpu"])

    def test_a_number_that_no_row_has_is_absent_not_zero(self):
        cell = self.loaded(strategies=["bare-loop"]).cells[0]
        self.assertIsNone(cell.median("mm_stat", "mem_used_total"))
        self.assertIsNone(cell.span("latency_ns", "wait", "p99.9"))

    def test_latency_is_shown_for_the_highest_number_of_threads_that_had_a_cpu_each(self):
        results = self.loaded(threads=(1, 2, 16))
        self.assertEqual([results.fair_threads(setting) for setting in results.settings], [2, 2])
        alone = self.loaded(threads=(16,))
        self.assertEqual(alone.fair_threads(alone.settings[0]), 16)

    def test_what_a_name_says_beyond_its_fields_keeps_runs_apart(self):
        document = synthetic_results.results(strategies=["idle-list"], codecs=("zstd",), threads=(2,), repetitions=1)
        other = dict(document["benchmarks"][0], name="idle-list/streams:4/codec:zstd/workload:gxx/threads:2")
        document["benchmarks"].append(other)
        self.assertEqual([cell.label for cell in load(self.results_file(document)).cells], ["idle-list", "idle-list streams:4"])

    def test_what_all_names_say_and_how_writes_arrive_belongs_to_the_workload(self):
        document = synthetic_results.results(strategies=["idle-list", "per-cpu"], codecs=("lz4",), threads=(2,), repetitions=1)
        for row, rate in zip(document["benchmarks"], (100, 200)):
            row["name"] = f"{row['strategy']}/arrival:poisson/rate:{rate}/cold:yes/codec:lz4/workload:gxx/threads:2"
        found = [(cell.label, cell.setting.workload) for cell in load(self.results_file(document)).cells]
        self.assertEqual(found, [("idle-list", "gxx arrival:poisson rate:100 cold:yes"), ("per-cpu", "gxx arrival:poisson rate:200 cold:yes")])

    def test_rows_that_hold_an_error_are_kept_as_failures(self):
        document = synthetic_results.results(repetitions=1)
        document["benchmarks"][0].update(error_occurred=True, error_message="out of streams")
        self.assertEqual([message for _, message in load(self.results_file(document)).failures], ["out of streams"])


class SeveralFiles(InFolder):
    def file(self, name, **how):
        path = self.folder / name
        synthetic_results.write(path, synthetic_results.results(codecs=("lz4",), repetitions=1, **how))
        return path

    def test_files_of_the_same_conditions_with_different_cells_are_one_source(self):
        results = load(self.file("one.json", threads=(1,)), self.file("two.json", threads=(2,)))
        self.assertEqual((len(results.sources), len(results.settings)), (1, 1))
        self.assertEqual(results.thread_counts(results.settings[0]), [1, 2])

    def test_a_cell_that_two_files_hold_keeps_them_apart_under_their_names(self):
        results = load(self.file("before.json", threads=(1,)), self.file("after.json", threads=(1,)))
        self.assertEqual([results.name_of(setting) for setting in results.settings], ["lz4 · before", "lz4 · after"])

    def test_files_of_equal_names_are_told_apart_by_their_folders(self):
        for folder in ("a", "b"):
            (self.folder / folder).mkdir()
        results = load(self.file("a/x.json", threads=(1,)), self.file("b/x.json", threads=(1,)))
        self.assertEqual(len({source.name for source in results.sources}), 2)

    def test_another_commit_or_cpu_or_machine_is_another_source(self):
        for other in ({"commit": "def5678"}, {"cpu_model": "Other CPU"}, {"simulation": {"machine": "toaster-2", "cpus_used": 4}}):
            results = load(self.file("one.json", threads=(1,)), self.file("two.json", threads=(2,), **other))
            self.assertEqual(len(results.sources), 2, other)
        self.assertEqual([setting.cpus for setting in results.settings], [2, 4])

    def test_strategies_that_only_a_later_file_has_go_where_its_table_puts_them(self):
        one = self.file("one.json", strategies=["global-mutex", "per-cpu"], threads=(1,))
        two = self.file("two.json", strategies=["global-mutex", "idle-list", "per-cpu"], threads=(2,))
        for path, table in ((one, ["global-mutex", "per-cpu"]), (two, ["global-mutex", "idle-list", "per-cpu"])):
            document = json.loads(path.read_text(encoding="utf-8"))
            document["context"]["zramlab"]["strategies"] = table
            synthetic_results.write(path, document)
        self.assertEqual([cell.label for cell in load(one, two).cells if cell.threads == 2], ["global-mutex", "idle-list", "per-cpu"])

    def test_one_bad_file_among_good_ones_is_named(self):
        empty = self.folder / "empty.json"
        empty.touch()
        done = self.run_script("plot", self.file("one.json", threads=(1,)), empty, "--output", self.folder / "out")
        self.assertEqual((done.returncode, done.stderr), (66, f"scripts/plot: {empty}: is empty: bench --json has written nothing to it\n"))


class BadFiles(InFolder):
    def assert_refused(self, program, path, *words):
        done = self.run_script(program, path, "--output", self.folder / "out")
        self.assertEqual(done.returncode, 66, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        for word in (str(path), *words):
            self.assertIn(word, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_cut_json_is_one_line_with_its_position_and_exit_66(self):
        whole = json.dumps(synthetic_results.results(repetitions=1, threads=(1,)), indent=1)
        path = self.results_file(text=whole[:whole.index('"family_index"')])
        line = path.read_text(encoding="utf-8").count("\n") + 1
        for program in ("plot", "report"):
            self.assert_refused(program, path, f"line {line} column", "byte")

    def test_no_measurements_is_one_line_and_exit_66(self):
        path = self.results_file({"context": synthetic_results.context(), "benchmarks": []})
        for program in ("plot", "report"):
            self.assert_refused(program, path, "no measurements")

    def test_other_json_is_one_line_and_exit_66(self):
        self.assert_refused("plot", self.results_file(text='[{"benchmarks": 1}]'), "not a results file")
        self.assert_refused("plot", self.results_file(text='{"benchmarks": {}}'), "not a results file")

    def test_binary_data_is_one_line_and_exit_66(self):
        path = self.folder / "trace"
        path.write_bytes(b"{\"a\": \"\xff\xfe\"}")
        self.assert_refused("plot", path, "byte 7")

    def test_a_missing_file_is_one_line_and_exit_66(self):
        self.assert_refused("report", self.folder / "nowhere.json", "No such file")

    def test_numbers_that_are_none_are_no_measurements(self):
        document = synthetic_results.results(strategies=["idle-list"], codecs=("lz4",), threads=(1, 2, 4, 8), repetitions=1)
        for row, change in zip(document["benchmarks"], ({"threads": 0}, {"items_per_second": float("nan")}, {"items_per_second": -1.0})):
            row.update(change)
        results = load(self.results_file(document))
        self.assertEqual((len(results.cells), len(results.failures)), (1, 3))

    def test_an_unknown_figure_exits_64_with_the_names_there_are(self):
        done = self.run_script("plot", self.results_file(synthetic_results.results()), "--output", self.folder / "out", "--only", "heatmap")
        self.assertEqual(done.returncode, 64)
        self.assertIn("there is no figure 'heatmap'; there are: throughput, efficiency,", done.stderr)

    def test_an_unknown_option_prints_the_usage_and_exits_64(self):
        for program in ("plot", "report"):
            done = self.run_script(program, "results.json", "--otuput", "x")
            self.assertEqual(done.returncode, 64)
            self.assertIn(f"usage: scripts/{program}", done.stderr)


if __name__ == "__main__":
    unittest.main()
