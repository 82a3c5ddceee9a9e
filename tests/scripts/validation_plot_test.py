"""The picture of a validation: what was measured and what was predicted are both in it, and what is no report is refused."""

import contextlib
import io
import json
import unittest

from support import InFolder

from zramlab_plots import validation


def report():
    figures = [{"name": "gxx, pages/s: mean error", "found": 0.1}]
    for trace in ("gxx", "node"):
        for codec in ("lz4", "zstd"):
            for threads in (4, 1, 2):
                figures.append({"name": f"{trace}, per-cpu, {codec}, {threads} threads", "expected": 1000.0 * threads, "found": 1100.0 * threads})
    return {"context": {"cpu": "a CPU"}, "parts": [{"name": "twin", "figures": figures[1:3]}, {"name": "host", "figures": figures}]}


class ValidationPlot(InFolder):
    def test_cells_come_from_the_hosts_part_in_the_order_of_their_threads(self):
        cells = validation.cells_of(report())
        self.assertEqual(sorted(cells), ["gxx", "node"])
        self.assertEqual(cells["gxx"]["zstd"]["per-cpu"], [(1, 1000.0, 1100.0), (2, 2000.0, 2200.0), (4, 4000.0, 4400.0)])

    def test_a_panel_for_each_codec_shows_both_sides_up_to_as_many_threads_as_wanted(self):
        figure = validation.draw(report(), "node", 2)
        self.assertEqual([axes.get_title(loc="left") for axes in figure.axes], ["lz4", "zstd"])
        for axes in figure.axes:
            predicted, measured = (list(line.get_ydata()) for line in axes.get_lines())
            self.assertEqual((predicted, measured), ([1100.0, 2200.0], [1000.0, 2000.0]))

    def test_a_picture_is_written_and_what_is_no_report_is_bad_input(self):
        good, bad = self.folder / "good.json", self.folder / "bad.json"
        good.write_text(json.dumps(report()), encoding="utf-8")
        bad.write_text("[]", encoding="utf-8")
        picture = self.folder / "validation.png"
        self.assertEqual(validation.main([str(good), "--output", str(picture)]), 0)
        self.assertEqual(picture.read_bytes()[:4], b"\x89PNG")
        for arguments in ([str(bad)], [str(good), "--trace", "none"]):
            with contextlib.redirect_stderr(io.StringIO()) as said:
                self.assertEqual(validation.main([*arguments, "--output", str(picture)]), 66)
            self.assertIn(arguments[0], said.getvalue())


if __name__ == "__main__":
    unittest.main()
