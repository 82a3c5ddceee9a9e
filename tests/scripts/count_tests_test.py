"""The last line of scripts/test, from what ctest itself writes."""

import subprocess
import unittest

from support import InFolder, SCRIPTS

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(probe LANGUAGES NONE)
enable_testing()
add_test(NAME passes COMMAND ${CMAKE_COMMAND} -E true)
add_test(NAME fails COMMAND ${CMAKE_COMMAND} -E false)
add_test(NAME is_skipped COMMAND ${CMAKE_COMMAND} -E false)
set_tests_properties(is_skipped PROPERTIES SKIP_RETURN_CODE 1)
add_test(NAME is_disabled COMMAND ${CMAKE_COMMAND} -E true)
set_tests_properties(is_disabled PROPERTIES DISABLED ON)
add_test(NAME was_not_built COMMAND no_such_program_anywhere)
"""


class CountTests(InFolder):
    def count(self, *arguments):
        done = subprocess.run(["/usr/bin/python3", SCRIPTS / "count_tests.py", *map(str, arguments)], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()[-1]

    def report(self, name, *statuses):
        path = self.folder / name
        path.write_text("<testsuite>" + "".join(f'<testcase name="t" status="{s}"/>' for s in statuses) + "</testsuite>", encoding="utf-8")
        return path

    def test_ctest_s_own_report_is_counted_right(self):
        (self.folder / "CMakeLists.txt").write_text(PROJECT, encoding="utf-8")
        report = self.folder / "tests.xml"
        subprocess.run(["cmake", "-S", self.folder, "-B", self.folder / "b", "-G", "Ninja"], check=True, capture_output=True)
        subprocess.run(["ctest", "--test-dir", self.folder / "b", "--output-junit", report], check=False, capture_output=True)
        self.assertEqual(self.count(report), (1, "1 passed, 2 failed"))

    def test_reports_are_summed(self):
        self.assertEqual(self.count(self.report("a", "run", "run"), self.report("b", "run", "disabled")), (0, "3 passed, 0 failed"))

    def test_a_missing_cut_or_empty_report_is_a_failure(self):
        whole, cut = self.report("a", "run"), self.folder / "cut"
        cut.write_text("<testsuite><testcase", encoding="utf-8")
        self.assertEqual(self.count(whole, cut, self.folder / "nowhere", self.report("b")), (1, "1 passed, 3 failed"))

    def test_nothing_at_all_is_no_success(self):
        self.assertEqual(self.count("--may-be-empty", self.report("a")), (1, "0 passed, 0 failed"))
        self.assertEqual(self.count(), (1, "0 passed, 0 failed"))


if __name__ == "__main__":
    unittest.main()
