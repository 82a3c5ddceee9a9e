"""scripts/timeline and the two formats of `bench --timeline`, which the program writes here."""

import os
import subprocess
import unittest
from random import Random

from support import InFolder
from zramlab_plots import fuchsia_trace, timeline

BENCH = os.environ["ZRAMLAB_BENCH"]


class Timelines(InFolder):
    def recorded(self, name, machine="laptop-4", strategy="idle-list", ops=2000):
        """The file that a small run wrote."""
        path = self.folder / name
        subprocess.run([BENCH, "--on", machine, "--strategy", strategy, "--streams", "2", "--ops", str(ops),
                        "--no-sensitivity", "--timeline", path], check=True, capture_output=True)
        return path

    def assert_same(self, one, other):
        self.assertEqual(one.title, other.title)
        self.assertEqual(one.slices.keys(), other.slices.keys())
        for track, slices in one.slices.items():
            self.assertEqual([name for _, _, name in slices], [name for _, _, name in other.slices[track]], track)
            for (begin, duration, _), (begin_there, duration_there, _) in zip(slices, other.slices[track]):
                self.assertAlmostEqual(begin, begin_there, places=5)
                self.assertAlmostEqual(duration, duration_there, places=5)
        self.assertEqual([(source, target) for _, source, _, target in one.arrows], [(source, target) for _, source, _, target in other.arrows])
        for (begin, _, end, _), (begin_there, _, end_there, _) in zip(one.arrows, other.arrows):
            self.assertAlmostEqual(begin, begin_there, places=5)
            self.assertAlmostEqual(end, end_there, places=5)

    def test_both_formats_show_the_same_run(self):
        as_json = timeline.load(self.recorded("run.json"))
        as_words = timeline.load(self.recorded("run.fxt"))
        self.assertIn("idle-list", as_words.title)
        self.assertGreater(len(as_words.arrows), 0)
        self.assertGreater(len(as_words.slices), 4 + 2)
        self.assert_same(as_json, as_words)

    def test_tracks_beyond_the_table_of_threads_are_there(self):
        many = {"machine": "server-128x2", "strategy": "per-cpu", "ops": 20_000}
        as_json = timeline.load(self.recorded("run.json", **many))
        as_words = timeline.load(self.recorded("run.fxt", **many))
        self.assertGreater(len(as_words.slices), 255)
        self.assert_same(as_json, as_words)

    def test_arrows_start_and_end_at_slices_of_their_own(self):
        # Perfetto draws an arrow between slices, and a CPU has none while it takes a lock.
        data = self.recorded("run.fxt").read_bytes()
        words = memoryview(data).cast("Q")
        kinds = []
        at = 1
        while at < len(words):
            if words[at] & 0xf == 4:
                kinds.append((words[at] >> 16 & 0xf, words[at + 1]))
            at += words[at] >> 4 & 0xfff
        flows = [index for index, (kind, _) in enumerate(kinds) if kind in (8, 10)]
        self.assertGreater(len(flows), 0)
        for index in flows:
            self.assertEqual(kinds[index - 1], (0, kinds[index][1]))

    def test_a_file_that_is_cut_off_is_refused_with_its_byte(self):
        whole = self.recorded("run.fxt").read_bytes()
        for length, what in ((len(whole) - 8, "does not end within the file"), (len(whole) - 3, "middle of a word")):
            cut = self.folder / "cut.fxt"
            cut.write_bytes(whole[:length])
            ended = self.run_script("timeline", cut, "--output", self.folder / "cut.png")
            self.assertEqual(ended.returncode, 66)
            self.assertIn(what, ended.stderr)
            self.assertIn(str(cut), ended.stderr)
        with self.assertRaises(fuchsia_trace.BadTrace):
            fuchsia_trace.Trace(whole[:8] + bytes(8))

    def test_a_damaged_file_is_refused_or_read_and_nothing_else(self):
        whole = self.recorded("run.fxt").read_bytes()
        random = Random(1)
        refused = 0
        for _ in range(300):
            damaged = bytearray(whole)
            damaged[random.randrange(8, 1500)] = random.randrange(256)  # where the names are, and the first events
            path = self.folder / "damaged.fxt"
            path.write_bytes(damaged)
            try:
                timeline.load(path)
            except timeline.BadTimeline as error:
                self.assertIn(str(path), str(error))
                refused += 1
        self.assertGreater(refused, 30)

    def test_events_that_are_none_are_named(self):
        path = self.folder / "other.json"
        for events in ("[{}]", "[1]", '[{"ph":"M"},{"ph":"X"}]'):
            path.write_text('{"traceEvents":' + events + "}", encoding="utf-8")
            with self.assertRaisesRegex(timeline.BadTimeline, "event [01] of"):
                timeline.load(path)

    def test_a_picture_is_drawn_of_either(self):
        for name in ("run.json", "run.fxt"):
            picture = self.folder / (name + ".png")
            ended = self.run_script("timeline", self.recorded(name), "--to", "200", "--output", picture)
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))
            self.assertEqual(picture.read_bytes()[:4], b"\x89PNG")


if __name__ == "__main__":
    unittest.main()
