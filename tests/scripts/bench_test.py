"""scripts/bench and scripts/test around stubs of what they start."""

import os
import unittest

from shell_support import WithStubs


class Shell(WithStubs):
    scripts = ("setup", "packages.txt", "bench", "test", "count_tests.py")

    def setUp(self):
        super().setUp()
        self.stub("nproc", "echo 2")
        self.stub("uname", "echo x86_64")
        self.stub("setarch", 'shift 2; exec "$@"')
        self.stub("cmake", f"""for p; do :; done
            mkdir -p "{self.root}/build/$p"; echo > "{self.root}/build/$p/build.ninja"
            echo "CMAKE_HOME_DIRECTORY:INTERNAL={self.root}" > "{self.root}/build/$p/CMakeCache.txt" """)
        self.stub("ninja", 'echo "ninja: no work to do."')

    def run_here(self, script, *arguments, **how):
        return self.run_stubbed(script, *arguments, ZRAMLAB_SETUP="skip", **how)


class Bench(Shell):
    def setUp(self):
        super().setUp()
        self.bench("exit 0")
        for program in ("plot", "report"):
            self.stub(program, folder=self.root / "scripts")

    def bench(self, body):
        self.stub("bench", f'for a; do echo "argument: $a"; done; pwd\n{body}', folder=self.root / "build" / "release" / "bench")

    def test_arguments_the_current_folder_and_the_exit_code_pass_through(self):
        self.bench("exit 3")
        here = self.folder / "users place"
        here.mkdir()
        done = self.run_here("bench", "--trace", "my trace.ztrace", "--x=*", "", folder=here)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(done.stdout.splitlines(), ["argument: --trace", "argument: my trace.ztrace", "argument: --x=*", "argument: ", str(here)])
        self.assertEqual(self.calls("plot", "report"), [])

    def test_it_configures_once_and_builds_bench_alone(self):
        for _ in range(2):
            self.assertEqual(self.run_here("bench", "list").returncode, 0)
        self.assertEqual([call.split()[-1] for call in self.calls("cmake")], ["release"])
        self.assertEqual({call.split()[-1] for call in self.calls("ninja")}, {"bench"})

    def test_a_build_folder_from_before_packages_were_installed_is_configured_anew(self):
        self.run_here("bench")
        done = self.run_here("bench")
        self.assertNotIn("Configuring", done.stderr)
        installed = self.root / "build" / "packages.installed"
        installed.write_text("now\n", encoding="utf-8")
        later = (self.root / "build" / "release" / "build.ninja").stat().st_mtime + 1
        os.utime(installed, (later, later))
        self.assertIn("Configuring", self.run_here("bench").stderr)

    def test_a_build_folder_of_another_checkout_is_configured_anew(self):
        self.run_here("bench", "list")
        (self.root / "build" / "release" / "CMakeCache.txt").write_text("CMAKE_HOME_DIRECTORY:INTERNAL=/elsewhere\n", encoding="utf-8")
        self.run_here("bench", "list")
        self.assertEqual(len(self.calls("cmake")), 2)

    def test_nothing_but_bench_writes_to_stdout(self):
        self.stub("ninja", 'echo "[1/2] Building CXX object a.o"; echo "[2/2] Linking"')
        done = self.run_here("bench", "list")
        self.assertEqual(done.stdout.splitlines()[0], "argument: list")
        self.assertIn("Building bench (release) ...", done.stderr)
        self.assertNotIn("a.o", done.stderr)

    def test_a_failed_build_shows_the_error_and_starts_nothing(self):
        self.stub("ninja", 'echo "[1/9] Building fine.o"; echo "FAILED: a.o"; echo "a.cpp:1: error: no"; exit 1')
        done = self.run_here("bench", "list")
        self.assertEqual(done.returncode, 1)
        self.assertIn("a.cpp:1: error: no", done.stderr)
        self.assertNotIn("fine.o", done.stderr)
        self.assertEqual(self.calls("bench"), [])

    def test_without_options_it_does_the_main_job_and_draws_it(self):
        self.bench('mkdir -p results/latest; echo "{}" > results/latest/results.json')
        done = self.run_here("bench")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.calls("bench"), [
            "bench --strategy all --codec lz4,zstd --threads 1,2 --trace traces/captures/gxx.ztrace --verify --repetitions 3 "
            "--json results/latest/results.json"])
        self.assertEqual(self.calls("plot", "report"), [f"{p} results/latest/results.json --output results/latest" for p in ("plot", "report")])

    def test_threads_are_every_number_up_to_four_cpus_and_powers_of_two_beyond(self):
        for cpus, threads in ((1, "1"), (3, "1,2,3"), (4, "1,2,3,4"), (6, "1,2,4,6"), (8, "1,2,4,8"), (12, "1,2,4,8,12")):
            self.stub("nproc", f"echo {cpus}")
            self.run_here("bench")
            self.assertIn(f" --threads {threads} ", self.calls("bench")[-1])

    def test_an_interrupted_main_job_is_drawn_and_exits_130(self):
        self.bench('mkdir -p results/latest; echo "{}" > results/latest/results.json; exit 130')
        done = self.run_here("bench")
        self.assertEqual(done.returncode, 130)
        self.assertEqual(len(self.calls("plot", "report")), 2)
        self.assertIn("Interrupted", done.stderr)

    def test_an_old_result_is_never_drawn_as_the_new_one(self):
        latest = self.root / "results" / "latest"
        latest.mkdir(parents=True)
        (latest / "results.json").write_text("old", encoding="utf-8")
        (latest / "report.html").write_text("old", encoding="utf-8")
        self.bench("exit 1")
        self.assertEqual(self.run_here("bench").returncode, 1)
        self.assertEqual(self.calls("plot", "report"), [])
        self.assertEqual([path.name for path in latest.iterdir()], ["results.previous.json"])

    def test_a_plot_that_fails_fails_the_main_job(self):
        self.bench('echo "{}" > results/latest/results.json')
        self.stub("plot", "exit 66", folder=self.root / "scripts")
        self.assertEqual(self.run_here("bench").returncode, 66)


class Test(Shell):
    def ctest(self, **results):
        """A ctest that reports, for each preset, so many tests passed and failed."""
        cases = "\n".join(f"*/{preset.replace('_', '-')}/tests.xml) passed={p}; failed={f} ;;" for preset, (p, f) in results.items())
        self.stub("ctest", f"""while [ "$1" != --output-junit ]; do shift; done
            passed=0 failed=0; case "$2" in {cases} esac
            {{ echo "<testsuite>"
            while [ $passed -gt 0 ]; do echo "<testcase name='a' status='run'/>"; passed=$((passed-1)); done
            while [ $failed -gt 0 ]; do echo "<testcase name='b' status='fail'><failure/></testcase>"; failed=$((failed-1)); done
            echo "</testsuite>"; }} > "$2"; [ $failed -eq 0 ]""")

    def last_line(self, done):
        return done.stdout.splitlines()[-1]

    def test_all_three_runs_are_summed_and_sanitizers_run_what_is_labelled(self):
        self.ctest(release=(40, 0), asan_ubsan=(8, 0), tsan=(6, 0))
        done = self.run_here("test")
        self.assertEqual((done.returncode, self.last_line(done)), (0, "54 passed, 0 failed"), done.stderr)
        self.assertEqual([call.split()[-1] for call in self.calls("ninja")], ["all", "sanitize_tests", "threads_tests"])
        self.assertEqual([call.split()[-2:] for call in self.calls("ctest")[1:]], [["-L", "sanitize|threads"], ["-L", "threads"]])
        self.assertNotIn("-L", self.calls("ctest")[0].split())

    def test_a_failure_anywhere_fails_the_whole(self):
        self.ctest(release=(40, 0), asan_ubsan=(8, 2), tsan=(6, 2))
        done = self.run_here("test")
        self.assertEqual((done.returncode, self.last_line(done)), (1, "54 passed, 4 failed"))

    def test_a_run_without_a_test_or_a_build_is_a_failure(self):
        self.ctest(release=(40, 0), asan_ubsan=(0, 0), tsan=(4, 0))
        done = self.run_here("test")
        self.assertEqual((done.returncode, self.last_line(done)), (1, "44 passed, 1 failed"))
        self.stub("ninja", 'echo "FAILED: x.o"; exit 1')
        done = self.run_here("test")
        self.assertEqual((done.returncode, self.last_line(done)), (1, "0 passed, 3 failed"))

    def test_quick_is_the_release_build_alone_and_a_filter_reaches_ctest(self):
        self.ctest(release=(2, 0))
        done = self.run_here("test", "--quick", "-R", "histogram|units")
        self.assertEqual((done.returncode, self.last_line(done)), (0, "2 passed, 0 failed"))
        self.assertEqual(len(self.calls("ctest")), 1)
        self.assertIn("-R histogram|units", self.calls("ctest")[0])

    def test_a_filter_may_leave_a_sanitizer_without_a_test_but_not_all(self):
        self.ctest(release=(2, 0), asan_ubsan=(0, 0), tsan=(0, 0))
        self.assertEqual(self.run_here("test", "-R", "x").returncode, 0)
        self.ctest(release=(0, 0), asan_ubsan=(0, 0), tsan=(0, 0))
        self.assertEqual(self.run_here("test", "-R", "x").returncode, 1)

    def test_an_unknown_option_exits_64_with_the_usage(self):
        done = self.run_here("test", "--fast")
        self.assertEqual(done.returncode, 64)
        self.assertIn("scripts/test [--quick] [-R REGEX]", done.stderr)


if __name__ == "__main__":
    unittest.main()
