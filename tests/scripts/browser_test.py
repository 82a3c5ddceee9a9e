"""The report as a browser shows it: quiet, self-contained, readable in light and dark, on wide and narrow screens and on paper."""

import subprocess
import tempfile
import unittest
from pathlib import Path

from browser import Browser
from support import ROOT, SCRIPTS, synthetic_results

# Contrast of every text with what is behind it, by the formula of WCAG 2; pictures' fields of colour are tested with the figures.
_CONTRAST = """(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  let least = { contrast: 99, text: "" };
  for (const element of document.querySelectorAll("main *:not(option)")) {
    if (element.closest("#heat-map, defs, style, script") || !element.offsetParent && !element.closest("svg")) continue;
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const style = getComputedStyle(element);
    const ink = channels(element.closest("svg") ? style.fill : style.color);
    const [high, low] = [luminance(ink), luminance(behind(element))].sort((a, b) => b - a);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < least.contrast) least = { contrast, text: element.textContent.slice(0, 60) };
  }
  return least;
})()"""

_SORTED = """((head) => {
  [...document.querySelectorAll("#results thead button")].find((button) => button.textContent === head).click();
  const heads = [...document.querySelectorAll("#results thead th")];
  const column = heads.findIndex((th) => th.firstChild.textContent === head);
  return [heads[column].getAttribute("aria-sort"), [...document.querySelectorAll("#results tbody tr")].map((row) => row.cells[column].dataset.value)];
})"""

_TYPED = """((name, value) => {
  const field = document.querySelector(`#filter [name="${name}"], #filter select[data-column="${name}"]`);
  if (field.type === "checkbox") field.checked = value; else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const rows = [...document.querySelectorAll("#results tbody tr")].filter((row) => row.offsetParent);
  return [rows.map((row) => row.textContent), document.getElementById("shown").textContent];
})"""


class Rendered(unittest.TestCase):
    """Two pages, drawn once: a whole one, and a small one for the table and the buttons."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.whole = cls.report("whole", synthetic_results.results(repetitions=2, series=True, paced=True))
        cls.small = cls.report("small", synthetic_results.results(strategies=["per-cpu", "idle-list", "bare-loop", "empty"], repetitions=1))
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def report(cls, name, document):
        path = synthetic_results.write(cls.folder / f"{name}.json", document)
        subprocess.run([SCRIPTS / "report", path, "--output", cls.folder / name], check=True, stdout=subprocess.DEVNULL)
        return cls.folder / name / "report.html"

    def test_it_is_quiet_and_asks_for_nothing_and_never_scrolls_sideways(self):
        for width in (1280, 400):
            for scheme in ("light", "dark"):
                self.browser.open(self.whole, width=width, scheme=scheme)
                self.assertEqual(self.browser.complaints(), [])
                self.assertEqual(self.browser.requests(), [self.whole.resolve().as_uri()])
                self.assertEqual(self.browser.run("[innerWidth, document.documentElement.scrollWidth]"), [width, width], scheme)

    def test_every_text_stands_out_from_its_ground_in_light_and_dark(self):
        for scheme in ("light", "dark"):
            self.browser.open(self.whole, scheme=scheme)
            least = self.browser.run(_CONTRAST)
            self.assertGreaterEqual(least["contrast"], 4.5, f"{scheme}: {least}")

    def test_the_button_changes_between_light_and_dark_pictures_included(self):
        self.browser.open(self.small, scheme="dark")
        look = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('#throughput path')).fill, " \
               "document.getElementById('theme').textContent]"
        dark, _ = self.browser.run(look), self.browser.run("document.getElementById('theme').click()")
        light, _ = self.browser.run(look), self.browser.run("document.getElementById('theme').click()")
        self.assertEqual(self.browser.run(look), dark)
        self.assertEqual([dark[2], light[2]], ["Light", "Dark"])
        self.assertEqual([dark[:2], light[:2]], [["rgb(16, 18, 20)", "rgb(25, 28, 32)"], ["rgb(244, 245, 247)", "rgb(255, 255, 255)"]])

    def test_a_press_on_a_heading_sorts_the_rows_and_another_turns_them_round(self):
        self.browser.open(self.small)
        direction, rates = self.browser.run(f"{_SORTED}('pages/s')")
        self.assertEqual((direction, rates), ("descending", sorted(rates, key=float, reverse=True)))
        direction, rates = self.browser.run(f"{_SORTED}('pages/s')")
        self.assertEqual((direction, rates), ("ascending", sorted(rates, key=float)))
        self.assertEqual(len(rates), 4 * 2 * 2)
        _, names = self.browser.run(f"{_SORTED}('strategy')")
        self.assertEqual(names, sorted(names, reverse=True))

    def test_rows_without_a_value_are_last_in_both_orders(self):
        self.browser.open(self.small)
        for _ in range(2):
            _, sizes = self.browser.run(f"{_SORTED}('pool')")
            self.assertEqual(sizes[-4:], [""] * 4)  # the bare loop's
            self.assertNotIn("", sizes[:-4])

    def test_fields_above_the_table_hide_what_does_not_match(self):
        self.browser.open(self.small)
        rows, shown = self.browser.run(f"{_TYPED}('words', 'ZSTD per')")
        self.assertEqual((len(rows), shown), (2, "2 of 16 rows"))
        self.assertTrue(all(row.startswith("per-cpuzstd") for row in rows), rows)
        self.browser.run("document.querySelector('#filter button').click()")
        self.browser.run("new Promise((done) => setTimeout(done))")
        rows, _ = self.browser.run(f"{_TYPED}('baselines', false)")
        self.assertEqual(len(rows), 8)
        rows, shown = self.browser.run(f"{_TYPED}('1', 'lz4')")  # the column of codecs
        self.assertEqual((len(rows), shown), (4, "4 of 16 rows"))

    def test_on_paper_it_is_light_and_whole_and_fits_the_sheet(self):
        sheet = 1032  # pixels: A4 across, without its margins
        self.browser.open(self.whole, width=sheet, scheme="dark")
        self.browser.run("document.getElementById('theme').click(); document.getElementById('theme').click()")
        self.browser.set_media(scheme="dark", media="print")
        self.assertEqual(self.browser.run("getComputedStyle(document.querySelector('#throughput path')).fill"), "rgb(255, 255, 255)")
        self.assertEqual(self.browser.run("[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
                                          ".map((e) => e.tagName + e.id)"), [])
        self.assertEqual(self.browser.run("['theme', 'filter'].map((id) => document.getElementById(id).getClientRects().length)"), [0, 0])
        self.assertTrue(self.browser.run("(() => { const box = document.querySelector('.results'); return box.scrollHeight <= box.clientHeight + 1; })()"))
        self.browser.pdf(self.folder / "page.pdf")
        self.assertEqual((self.folder / "page.pdf").read_bytes()[:5], b"%PDF-")

    def test_it_can_be_used_without_eyes_and_without_a_mouse(self):
        self.browser.open(self.small)
        unnamed = {
            "pictures without a description": "svg:not([role=img][aria-label])",
            "headings of a table without a direction": "th:not([scope])",
            "tables without a caption": "table:not(:has(caption))",
            "fields without a label": "input:not(label *), select:not(label *)",
            "boxes that scroll and take no keys": ".scroll:not([tabindex]), figure:not([tabindex])",
            "pages without a language": "html:not([lang])",
        }
        for what, selector in unnamed.items():
            self.assertEqual(self.browser.run(f"document.querySelectorAll('{selector}').length"), 0, what)
        self.assertEqual(self.browser.run("document.querySelectorAll('h1').length"), 1)
        self.assertTrue(self.browser.run("[...document.querySelectorAll('nav a')].every((a) => document.getElementById(a.hash.slice(1)))"))

    def test_without_scripts_there_are_no_dead_buttons(self):
        text = self.small.read_text(encoding="utf-8")
        (self.folder / "plain.html").write_text(text[:text.index("<script>")] + "</body></html>", encoding="utf-8")
        self.browser.open(self.folder / "plain.html")
        self.assertEqual(self.browser.run("[...document.querySelectorAll('#theme, #filter')].filter((e) => e.getClientRects().length).length"), 0)


class Listed(unittest.TestCase):
    def test_the_browser_is_among_the_packages_that_scripts_test_installs(self):
        self.assertIn("\nchromium-headless-shell ", (ROOT / "scripts" / "packages.txt").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
