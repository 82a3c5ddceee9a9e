"""The report: whole, self-contained, and safe against whatever text the results hold."""

import re
import unittest
from html.parser import HTMLParser

from support import InFolder, synthetic_results

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """Checks that every tag closes, and collects the rows of the results, attributes and text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.rows, self.attributes, self.texts, self.tags = [], [], [], [], set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, key, value or "") for key, value in attrs]
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        if tag == "tr" and self.inside("results"):
            self.rows.append([])
        if tag in ("td", "th") and self.inside("results"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, key, value or "") for key, value in attrs]

    def handle_endtag(self, tag):
        name, _ = self.open.pop()
        assert name == tag, f"</{tag}> closes <{name}> at {self.getpos()}"

    def handle_data(self, data):
        self.texts.append(data)
        if self.open and self.rows and self.inside("results"):
            self.rows[-1][-1] += data

    def inside(self, identifier):
        return any(attributes.get("id") == identifier for _, attributes in self.open)


class Report(InFolder):
    def report(self, document):
        done = self.run_script("report", self.results_file(document), "--output", self.folder / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        text = (self.folder / "out" / "report.html").read_text(encoding="utf-8")
        page = Page(text)
        self.assertEqual(page.open, [], "something is not closed")
        return text, page

    def test_every_strategy_has_one_row_for_each_codec_and_number_of_threads(self):
        _, page = self.report(synthetic_results.results(threads=(1, 2)))
        found = sorted((row[0], row[1], row[4]) for row in page.rows[1:])
        wanted = sorted((strategy, codec, threads) for codec in ("lz4", "zstd") for threads in ("1", "2")
                        for strategy in synthetic_results.STRATEGIES + synthetic_results.BASELINES)
        self.assertEqual(found, wanted)

    def test_it_needs_nothing_from_elsewhere(self):
        text, page = self.report(synthetic_results.results())
        for tag, key, value in page.attributes:
            if key in ("src", "href", "xlink:href", "action", "data", "poster"):
                self.assertTrue(value.startswith("#"), f"<{tag} {key}={value}>")
        self.assertIsNone(re.search(r"https?://|@import|url\((?!#)", text))
        self.assertFalse(page.tags & {"link", "img", "iframe", "object", "embed", "base"})

    def test_all_figures_are_in_the_page_with_identifiers_of_their_own(self):
        _, page = self.report(synthetic_results.results())
        self.assertEqual(sum(1 for tag, key, _ in page.attributes if tag == "svg" and key == "aria-label"), 9)
        identifiers = {value for _, key, value in page.attributes if key == "id"}
        for _, key, value in page.attributes:
            if key == "xlink:href":
                self.assertIn(value[1:], identifiers)
        for figure in ("throughput", "efficiency", "latency", "steps", "wait-hold", "fairness", "memory", "pareto", "heat-map"):
            self.assertIn(figure, identifiers)

    def test_text_from_the_results_stays_text(self):
        evil = '<script>alert("x")</script><b a=\'b\'>&amp;'
        document = synthetic_results.results(strategies=["idle-list", "bare-loop"], codecs=("lz4",), repetitions=1,
                                             command=evil, cpu_model=evil, warnings=[evil])
        document["context"]["zramlab"]["input"].update({"name": evil, "program": evil, evil: evil})
        for row in document["benchmarks"]:
            row.update(workload=evil, warnings=[evil], emulated=True, emulations=[evil], era=evil)
        document["benchmarks"][0]["strategy"] = evil
        text, page = self.report(document)
        self.assertEqual(text.count("<script"), 1)
        self.assertNotIn("<b a=", text)
        self.assertIn(evil, "".join(page.texts))

    def test_the_summary_calls_a_lead_clear_only_when_no_repetition_overlaps(self):
        document = synthetic_results.results(strategies=["idle-list", "per-cpu"], codecs=("lz4",), threads=(1,), repetitions=2,
                                             aggregates=False)
        rates = {("idle-list", 0): 100.0, ("idle-list", 1): 110.0, ("per-cpu", 0): 90.0, ("per-cpu", 1): 99.0}
        for row in document["benchmarks"]:
            row["items_per_second"] = rates[row["strategy"], row["repetition_index"]]
        self.assertIn("none of the others", self.report(document)[0])
        document["benchmarks"][-1]["items_per_second"] = 101.0
        self.assertIn("per-cpu (not a clear lead)", self.report(document)[0])

    def test_context_and_warnings_are_all_there(self):
        document = synthetic_results.results(repetitions=1, complete=False, interrupted=True)
        document["benchmarks"][3]["warnings"] = ["few samples"]
        document["benchmarks"][4]["failures"] = ["slot 7: 3 wrong bytes"]
        text = " ".join(self.report(document)[1].texts)
        for fact in ("bench --strategy all", "abc1234", "laptop", "Example CPU", "Linux 6.1.0", "g++ 12.2.0", "48.0 KiB", "12,952",
                     "traces/captures/gxx.ztrace", "many.cpp", "<powersave>", "few samples", "WRONG: slot 7: 3 wrong bytes", "interrupted", "strict", "table-rwlock"):
            self.assertIn(fact, text)

    def test_warnings_name_what_the_numbers_themselves_say_against_the_measurement(self):
        document = synthetic_results.results(strategies=["idle-list", "per-cpu"], codecs=("lz4",), threads=(2,), repetitions=3, warnings=[])
        for row in document["benchmarks"]:
            row["items_per_second"] = 100.0 * (1 + row.get("repetition_index", 0) * (row["strategy"] == "per-cpu"))
        text = " ".join(self.report(document)[1].texts)
        self.assertRegex(text, r"What is wrong with this measurement \(1\).*Noisy: .*coefficient of variation.*\(per-cpu, lz4, 2 thr\.\)")
        document = synthetic_results.results(strategies=["idle-list"], codecs=("lz4",), threads=(2,), repetitions=1, warnings=[])
        self.assertIn("One repetition says nothing about chance", self.report(document)[0])
        document["context"]["zramlab"]["simulation"] = {"machine": "toaster-2", "cpus_used": 2}
        text, _ = self.report(document)
        self.assertNotIn("One repetition says nothing", text)
        self.assertIn("nothing to say against itself", text)

    def test_a_number_that_was_not_verified_is_the_first_warning(self):
        document = synthetic_results.results(repetitions=1, strategies=["idle-list", "per-cpu"], threads=(1,))
        document["benchmarks"][1]["verified"] = False
        text, _ = self.report(document)
        self.assertRegex(text, r"<ul><li><strong>Not every read was verified[^<]*</strong><small> \(per-cpu, lz4, 1 thr\.\)")

    def test_several_files_are_one_page_with_the_context_of_each(self):
        paths = [synthetic_results.write(self.folder / f"{name}.json", synthetic_results.results(strategies=["idle-list"], repetitions=1, commit=name))
                 for name in ("before", "after")]
        done = self.run_script("report", *paths, "--output", self.folder / "out")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        page = Page((self.folder / "out" / "report.html").read_text(encoding="utf-8"))
        self.assertEqual(len(page.rows), 1 + 2 * 2 * 2)
        self.assertEqual({row[4] for row in page.rows[1:]}, {"before", "after"})
        text = " ".join(page.texts)
        for fact in ("before: Example CPU", "after: Example CPU", "commit before", "commit after", str(paths[0]), str(paths[1])):
            self.assertIn(fact, text)

    def test_columns_that_no_row_has_are_left_out_and_the_others_have_what_rows_say(self):
        heads = lambda document: self.report(document)[1].rows[0]
        few = synthetic_results.results(strategies=["idle-list"], codecs=("lz4",), threads=(1,), repetitions=3)
        self.assertFalse(any("95 %" in head or "response" in head or "file" in head for head in heads(few)))
        many = synthetic_results.results(strategies=["idle-list"], codecs=("lz4",), threads=(1,), repetitions=6, paced=True)
        rates = [row["items_per_second"] for row in many["benchmarks"] if row["run_type"] == "iteration"]
        row = dict(zip(heads(many), self.report(many)[1].rows[1]))
        column = lambda name: next(value for head, value in row.items() if head.startswith(name))
        self.assertEqual([column("95 % from"), column("95 % to")], [f"{min(rates):,.0f}", f"{max(rates):,.0f}"])
        self.assertTrue(column("response p99").endswith("µs"))

    def test_a_run_without_optional_fields_still_makes_a_page(self):
        document = synthetic_results.results(repetitions=1)
        keep = {"name", "run_type", "threads", "items_per_second", "strategy", "codec", "workload"}
        document["benchmarks"] = [{k: v for k, v in row.items() if k in keep} for row in document["benchmarks"][:12]]
        document["context"] = {}
        _, page = self.report(document)
        self.assertEqual(len(page.rows), 13)


if __name__ == "__main__":
    unittest.main()
