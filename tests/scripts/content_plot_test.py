"""The picture of fitted content: both sides of every figure are in it, and what is no check is refused."""

import contextlib
import io
import json
import unittest

from support import InFolder

from zramlab_plots import content


def check(model):
    def figure(name, captured):
        return {"name": name, "unit": "ns", "captured": captured, "fitted": captured * 1.5}
    names = [f"decile {i}" for i in range(1, 10)]
    names += [f"{way} {share}" for way in ("compress", "decompress") for share in ("p10", "p50", "p90", "p99")]
    return {"model": model, "codecs": {"lz4": [figure(name, 1000.0 * (i + 1)) for i, name in enumerate(names)]}}


class ContentPlot(InFolder):
    def test_a_row_for_each_check_shows_both_sides_of_sizes_and_times(self):
        figure = content.draw([check("gxx"), check("node")])
        self.assertEqual(len(figure.axes), 6)
        for axes, points in zip(figure.axes, (9, 4, 4) * 2):
            captured, fitted = (list(line.get_ydata()) for line in axes.get_lines())
            self.assertEqual(len(captured), points)
            self.assertEqual([round(y * 1.5, 6) for y in captured], [round(y, 6) for y in fitted])
        self.assertIn("node", figure.axes[3].get_title(loc="left"))

    def test_a_picture_is_written_and_what_is_no_check_is_bad_input(self):
        good, bad = self.folder / "good.json", self.folder / "bad.json"
        good.write_text(json.dumps(check("gxx")), encoding="utf-8")
        bad.write_text("[]", encoding="utf-8")
        picture = self.folder / "content.png"
        self.assertEqual(content.main([str(good), "--output", str(picture)]), 0)
        self.assertEqual(picture.read_bytes()[:4], b"\x89PNG")
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(content.main([str(bad), "--output", str(picture)]), 66)
        self.assertIn("bad.json", said.getvalue())


if __name__ == "__main__":
    unittest.main()
