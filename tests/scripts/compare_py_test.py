"""google-benchmark's own compare.py (Debian's libbenchmark-tools) over result files that bench has just written."""

import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

from support import InFolder, ROOT

COMPARE = Path("/usr/share/benchmark/compare.py")
BENCH = os.environ.get("ZRAMLAB_BENCH", str(ROOT / "build/release/bench/bench"))

# compare.py takes two functions from SciPy, which is 60 MB: where it is not installed these stand in. What is tested is how our
# files are read, not SciPy's statistics.
STAND_IN = """
import math
from collections import namedtuple
import numpy

Result = namedtuple("Result", "statistic pvalue")

def mannwhitneyu(x, y, alternative="two-sided"):
    u = sum((a > b) + 0.5 * (a == b) for a in x for b in y)
    spread = math.sqrt(len(x) * len(y) * (len(x) + len(y) + 1) / 12)
    return Result(u, math.erfc(abs(u - len(x) * len(y) / 2) / spread / math.sqrt(2)))

def gmean(values):
    return numpy.exp(numpy.log(numpy.array(values)).mean(axis=0))
"""

RUN = ["--strategy", "idle-list,per-cpu", "--threads", "1", "--ops", "500", "--repetitions", "9", "--quiet"]


@unittest.skipUnless(COMPARE.exists(), "libbenchmark-tools is not installed: compare.py is not there")
class ComparePyTest(InFolder):
    def bench(self, name):
        path = self.folder / name
        subprocess.run([BENCH, *RUN, "--json", path], check=True)
        return path

    def compare(self, *arguments):
        environment = dict(os.environ)
        if subprocess.run([sys.executable, "-c", "import scipy.stats"], capture_output=True, check=False).returncode != 0:
            (self.folder / "scipy").mkdir(exist_ok=True)
            (self.folder / "scipy" / "__init__.py").write_text("", encoding="utf-8")
            (self.folder / "scipy" / "stats.py").write_text(STAND_IN, encoding="utf-8")
            environment["PYTHONPATH"] = str(self.folder)
        result = subprocess.run([sys.executable, COMPARE, "--no-color", *map(str, arguments)], capture_output=True, text=True,
                                env=environment, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_every_repetition_and_the_u_test_of_each_name_are_there(self):
        old, new = self.bench("old.json"), self.bench("new.json")
        text = self.compare("benchmarks", old, new)
        for strategy in ("idle-list", "per-cpu", "bare-loop"):
            name = f"{strategy}/codec:lz4/workload:gxx/threads:1"
            self.assertEqual(len(re.findall(rf"^{re.escape(name)} ", text, re.M)), 9, text)
            self.assertRegex(text, rf"(?m)^{re.escape(name)}_pvalue .*U Test, Repetitions: 9 vs 9")
            self.assertRegex(text, rf"(?m)^{re.escape(name)}_median ")

    def test_a_slower_file_is_seen_as_slower(self):
        old = self.bench("old.json")
        document = json.loads(old.read_text(encoding="utf-8"))
        for row in document["benchmarks"]:
            row["real_time"] *= 2
        new = self.folder / "new.json"
        new.write_text(json.dumps(document), encoding="utf-8")
        self.assertRegex(self.compare("benchmarks", old, new), r"(?m)^per-cpu\S*_median\s+\+1\.0000 ")

    def test_two_strategies_of_one_file_can_be_compared(self):
        results = self.bench("results.json")
        text = self.compare("filters", results, "per-cpu", "idle-list")
        self.assertRegex(text, r"\[per-cpu vs\. idle-list\]/codec:lz4/workload:gxx/threads:1_pvalue")


if __name__ == "__main__":
    unittest.main()
