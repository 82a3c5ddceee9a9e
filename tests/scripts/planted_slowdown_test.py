"""scripts/planted_slowdown: what it plants, and how it judges what bench found."""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOADER = importlib.machinery.SourceFileLoader("planted_slowdown", str(ROOT / "scripts" / "planted_slowdown"))
SPEC = importlib.util.spec_from_loader("planted_slowdown", LOADER)
planted_slowdown = importlib.util.module_from_spec(SPEC)
LOADER.exec_module(planted_slowdown)

# A program that says it compared: a slow build with the interval of the first file beside it, itself with that of the second.
STUB = """#!/usr/bin/python3
import json, pathlib, sys
here, words = pathlib.Path(__file__).parent, sys.argv
file = pathlib.Path(words[words.index("--json") + 1])
if words[1] != "compare":
    row = {"kind": "strategy", "threads": 2, "elapsed_s": 1.0, "cpu_time": 1000.0, "iterations": 2000000,
           "histogram_ns": {"write": [[1000, 1600000], [300000, 5]]}}
    file.write_text(json.dumps({"benchmarks": [{"kind": "baseline"}, row]}))
else:
    low, high = json.loads((here / ("slow" if words[words.index("--binary") + 1].endswith("slower") else "same")).read_text())
    figure = {"figure": "throughput", "ratio": (low + high) / 2, "interval": {"low": low, "high": high}}
    file.write_text(json.dumps({"cells": [{"run_name": "bare-loop/x", "figures": []}, {"run_name": "per-cpu/x", "figures": [figure]}]}))
"""


class PlantedSlowdown(unittest.TestCase):
    def test_is_planted_into_the_strategy_as_it_is_today(self):
        text = planted_slowdown.plant((ROOT / "strategies" / "per_cpu.h").read_text(), 7)
        self.assertIn("* 7 / 100", text)
        self.assertIn("override {\n    const Planted planted;\n", text)
        self.assertEqual(text.count("class Planted"), 1)
        self.assertIn("#include <chrono>", text)

    def test_is_not_planted_where_its_place_is_gone(self):
        with self.assertRaises(planted_slowdown.Failed):
            planted_slowdown.plant("namespace zramlab {\n}\n", 5)

    def judge(self, slow, same):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            program = place / "bench"
            program.write_text(STUB)
            program.chmod(0o700)
            (place / "slow").write_text(json.dumps(slow))
            (place / "same").write_text(json.dumps(same))
            words = ["planted_slowdown", "--bench", str(program), "--slow", str(place / "slower")]
            said = io.StringIO()
            with mock.patch.object(planted_slowdown, "PLACE", place), mock.patch.object(sys, "argv", words), contextlib.redirect_stdout(said):
                return planted_slowdown.main(), said.getvalue()

    # Writes are 80 % of two workers' second, so 5 % more of them are 1 - 1 / 1.04 = 3.85 % of throughput.

    def test_is_found_where_the_interval_holds_its_size_and_not_one(self):
        code, said = self.judge(slow=(0.95, 0.97), same=(0.99, 1.01))
        self.assertEqual(code, 0, said)
        self.assertIn("planted: -3.85 %", said)
        self.assertIn("80.0 % of the time", said)

    def test_is_not_found_where_the_interval_holds_one_or_another_size(self):
        for wrong in ((0.95, 1.001), (0.90, 0.94), (0.97, 0.99)):
            code, said = self.judge(slow=wrong, same=(0.99, 1.01))
            self.assertEqual(code, 1, wrong)
            self.assertIn("NOT FOUND", said)

    def test_a_difference_between_equal_builds_is_a_false_alarm(self):
        code, said = self.judge(slow=(0.95, 0.97), same=(1.001, 1.01))
        self.assertEqual(code, 1)
        self.assertIn("FALSE ALARM", said)


if __name__ == "__main__":
    unittest.main()
