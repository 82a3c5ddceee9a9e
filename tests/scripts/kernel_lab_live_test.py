"""scripts/kernel-lab with a real kernel: Debian's 6.1 under qemu, with this build's bench in it. One boot for all tests.

Where qemu, the kernel or the network is not there, the line that says so stands in the output and the test counts as skipped.
"""

import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS

# A page of one byte, repeated, and one that compresses, written to the zram0 that the module brings; then bench in the same kernel.
COMMAND = """
echo "kernel $(uname -r) user $(id -u)"
echo "algorithms $(cat /sys/block/zram0/comp_algorithm)"
echo 1M > /sys/block/zram0/disksize
dd if=/dev/zero of=/dev/zram0 bs=4096 count=1 oflag=direct 2> /dev/null
dd if="$1" of=/dev/zram0 bs=4096 count=1 seek=1 oflag=direct 2> /dev/null
cat /sys/block/zram0/mm_stat > "deep in here.txt"
echo "a line for stderr" >&2
bench --strategy idle-list --threads 2 --trace gxx --ops 200 --verify --json results.json || exit
bench referee --lengths kernel --codec lz4 --ops 4000 --checkpoints 200 --json lz4.json
bench referee --lengths kernel --codec lzo --ops 4000 --checkpoints 200 --seed 2 --json lzo.json
exit 7
"""


class Live(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        (cls.folder / "page").write_bytes(b"a page that compresses " * 178)
        cls.done = subprocess.run([SCRIPTS / "kernel-lab", "--timeout", "500", "--", "sh", "-c", COMMAND, "sh", "page"], cwd=cls.folder,
                                  capture_output=True, text=True, check=False)
        if cls.done.returncode == 66 and len(cls.done.stderr.splitlines()) == 1:
            print(f"kernel-lab cannot run here: {cls.done.stderr}")
            raise unittest.SkipTest(cls.done.stderr)

    def test_the_exit_code_the_output_and_the_errors_are_the_commands(self):
        self.assertEqual(self.done.returncode, 7, self.done.stderr + self.done.stdout)
        self.assertIn("a line for stderr\n", self.done.stderr)
        self.assertNotIn("a line for stderr", self.done.stdout)
        self.assertNotIn("\r", self.done.stdout)

    def test_it_ran_as_root_in_the_kernel_that_was_named(self):
        named = re.search(r"Linux (\S+), 2 CPUs", self.done.stderr).group(1)
        self.assertIn(f"kernel {named} user 0\n", self.done.stdout)

    def test_every_compressor_that_the_kernel_has_for_zram_is_there(self):
        algorithms = re.search(r"^algorithms (.*)$", self.done.stdout, re.M).group(1)
        for name in ("lz4", "lz4hc", "lzo", "lzo-rle", "zstd"):
            self.assertIn(name, re.findall(r"[\w-]+", algorithms))

    def test_zram_of_that_kernel_compressed_a_page(self):
        stored, compressed, used, _, _, same, *_ = map(int, (self.folder / "deep in here.txt").read_text(encoding="utf-8").split())
        self.assertEqual((stored, same), (2 * 4096, 1))
        self.assertTrue(0 < compressed < 4096 <= used, (compressed, used))

    def test_benchs_results_come_out_whole_and_name_that_kernel(self):
        document = json.loads((self.folder / "results.json").read_text(encoding="utf-8"))
        self.assertIn(re.search(r"^kernel (\S+)", self.done.stdout, re.M).group(1), json.dumps(document["context"]))
        row = next(row for row in document["benchmarks"] if row["name"].startswith("idle-list/"))
        self.assertEqual((row["threads"], row["verified"]), (2, True))

    def test_the_engines_accounting_is_that_kernels_to_the_byte(self):
        for codec in ("lz4", "lzo"):
            document = json.loads((self.folder / f"{codec}.json").read_text(encoding="utf-8"))
            self.assertEqual((document["codec"], document["kernel"]), (codec, re.search(r"^kernel (\S+)", self.done.stdout, re.M).group(1)))
            self.assertEqual(len(document["checkpoints"]), 200, document["verdict"])
            for checkpoint in document["checkpoints"]:
                self.assertEqual(checkpoint["engine"], checkpoint["kernel"], f"after {checkpoint['operations']} operations with {codec}")
            last = document["checkpoints"][-1]["kernel"]
            self.assertGreater(last["mem_used_total"], last["compr_data_size"])
            self.assertGreater(document["compactions"], 0)


if __name__ == "__main__":
    unittest.main()
