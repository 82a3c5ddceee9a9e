"""scripts/kernel-lab around a stand-in for qemu that answers as the guest would (kernel_lab_live_test.py boots a real kernel)."""

import shutil
import signal
import unittest

import kernel_lab_support as support


class Usage(support.WithStandIns):
    def assert_usage(self, done, what):
        self.assertEqual(done.returncode, 64, done.stderr)
        self.assertIn(what, done.stderr)
        self.assertIn("usage: scripts/kernel-lab [OPTIONS] -- COMMAND...", done.stderr)
        self.assertFalse(self.qemu_was_started())

    def test_a_command_is_needed_and_stands_behind_two_dashes(self):
        self.assert_usage(self.lab(), "the command to run stands behind --")
        self.assert_usage(self.lab("bench", "list"), "the command to run stands behind --")
        self.assert_usage(self.lab("--"), "COMMAND")

    def test_numbers_and_sizes_are_checked(self):
        for option, value in (("--cpus", "0"), ("--cpus", "two"), ("--memory", "1"), ("--memory", "-1G"), ("--timeout", "0"), ("--accel", "xen")):
            self.assert_usage(self.lab(option, value, "--", "true"), f"argument {option}: ")

    def test_options_that_do_not_go_together_are_named(self):
        self.assert_usage(self.lab("--modules", self.folder, "--", "true"), "--modules: goes with --kernel")
        self.assert_usage(self.lab(*self.kernel(), "--package", "linux-image-amd64", "--", "true"), "--kernel and --package: give one of them")


class Missing(support.WithStandIns):
    def assert_missing(self, done, *what):
        self.assertEqual(done.returncode, 66, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        for part in what:
            self.assertIn(part, done.stderr)
        self.assertFalse(self.qemu_was_started())

    def test_a_kernel_that_is_not_there_or_none(self):
        self.assert_missing(self.lab("--kernel", "/no/such/vmlinuz", "--", "true"), "--kernel: there is no file '/no/such/vmlinuz'")
        text = self.folder / "text"
        text.write_text("x" * 1000, encoding="utf-8")
        self.assert_missing(self.lab("--kernel", text, "--", "true"), "is no kernel image for x86")

    def test_modules_without_zram(self):
        kernel = self.kernel()
        self.assert_missing(self.lab(*kernel, "--modules", self.folder / "none", "--", "true"), "--modules: there is no folder")
        (self.modules / "zram.ko").unlink()
        self.assert_missing(self.lab(*kernel, "--", "true"), "--modules: there is no zram.ko below")

    def test_qemu_and_busybox_are_named_with_what_installs_them(self):
        (self.path / "busybox").unlink()
        self.assert_missing_at_the_end(self.lab(*self.kernel(), "--", "true"), "apt-get install --no-install-recommends busybox-static")
        (self.path / support.QEMU).unlink()
        self.assert_missing(self.lab(*self.kernel(), "--", "true"), "apt-get install --no-install-recommends qemu-system-x86")

    def assert_missing_at_the_end(self, done, what):
        self.assertEqual((done.returncode, self.qemu_was_started()), (66, False), done.stderr)
        self.assertIn(what, done.stderr.splitlines()[-1])

    def test_a_package_that_cannot_be_fetched(self):
        self.program("apt-cache", "#!/bin/sh\necho 'E: No packages found' >&2\nexit 100\n")
        self.program("apt-get", "#!/bin/sh\necho 'E: no network' >&2\nexit 100\n")
        self.assert_missing(self.lab("--", "true"), "linux-image-cloud-amd64", "E: no network", "--kernel VMLINUZ --modules DIR")
        self.assertEqual(list((self.folder / "cache").iterdir()), [], "nothing half done stays")
        (self.path / "apt-cache").unlink()
        (self.path / "apt-get").unlink()
        self.assert_missing(self.lab("--", "true"), "apt-get, dpkg-deb and the network")

    def test_a_name_that_is_no_kernels_package_never_reaches_apt(self):
        for name in ("-o=x", "../linux-image-x", "bash", "linux-image-../x"):
            self.assert_missing(self.lab(f"--package={name}", "--", "true"), "is no name of a kernel's package")


class Packages(support.WithStandIns):
    """apt and dpkg-deb as stand-ins: the metapackage depends on linux-image-9.9-test, which holds a kernel and its modules."""

    def setUp(self):
        super().setUp()
        self.log = self.folder / "apt-log"
        note = f'#!/bin/sh\necho "$0 $*" >> "{self.log}"\n'
        self.program("apt-cache", note + "echo 'Package: x'\necho 'Depends: linux-image-9.9-test (= 9), other'\n")
        self.program("apt-get", note + f'case "$*" in *update*) echo > "{self.folder}/lists" ;;\n'
                                       "*linux-image-9.9-test) : > x.deb ;; *) exit 1 ;; esac\n")
        self.program("dpkg-deb", f'#!/bin/sh\nmkdir -p "$3/boot" "$3/lib/modules"\ncp "{self.image}" "$3/boot/vmlinuz-9.9-test"\n'
                                 f'cp -r "{self.modules}" "$3/lib/modules/9.9-test"\n')

    def test_the_image_that_a_metapackage_depends_on_is_fetched_once_and_booted(self):
        for _ in range(2):
            done = self.lab("--", "true")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Linux 9.9-test, 2 CPUs, 1G", done.stderr)
        self.assertEqual([line.split()[-1] for line in self.log.read_text(encoding="utf-8").splitlines()],
                         ["linux-image-cloud-amd64", "linux-image-9.9-test"])
        self.assertEqual([path.name for path in (self.folder / "cache").iterdir()], ["linux-image-cloud-amd64"])

    def test_lists_that_are_too_old_are_fetched_into_a_place_of_our_own(self):
        apt_get = (self.path / "apt-get").read_text(encoding="utf-8")
        self.program("apt-get", apt_get.replace("*linux-image-9.9-test)", f'*linux-image-9.9-test) [ -f "{self.folder}/lists" ] || exit 100;'))
        self.assertEqual(self.lab("--", "true").returncode, 0)
        update = next(line for line in self.log.read_text(encoding="utf-8").splitlines() if line.endswith(" update"))
        self.assertIn(f"Dir::State::lists={self.folder / 'cache'}", update)

    def test_a_package_without_a_kernel_is_not_kept(self):
        self.program("dpkg-deb", '#!/bin/sh\nmkdir -p "$3/usr"\n')
        done = self.lab("--", "true")
        self.assertEqual(done.returncode, 66)
        self.assertIn("holds no boot/vmlinuz-VERSION", done.stderr)
        self.assertEqual(list((self.folder / "cache").iterdir()), [])


class Run(support.WithStandIns):
    def test_output_errors_and_exit_code_are_the_commands(self):
        done = self.lab(*self.kernel(), "--", "true", guest="print:7")
        self.assertEqual((done.returncode, done.stdout), (7, "the command's output\n"))
        self.assertIn("the command's errors\n", done.stderr)
        self.assertNotIn("the kernel's message", done.stderr)

    def test_the_console_is_shown_if_asked(self):
        self.assertIn("the kernel's message", self.lab(*self.kernel(), "--console", "--", "true").stderr)

    def test_cpus_memory_and_kernel_reach_qemu(self):
        self.lab(*self.kernel(), "--cpus", "3", "--memory", "700M", "--accel", "tcg", "--", "true")
        words = self.qemu_words()
        for option, value in (("-smp", "3"), ("-m", "700M"), ("-kernel", str(self.image)), ("-accel", "tcg,thread=multi")):
            self.assertEqual(words[words.index(option) + 1], value)

    def test_a_file_that_the_command_wrote_comes_out_as_it_is(self):
        for place in ((), ("--results", "elsewhere/new")):
            done = self.lab(*self.kernel(), *place, "--", "true", guest="file")
            self.assertEqual(done.returncode, 0, done.stderr)
            written = self.here / (place[1] if place else ".") / "deep" / "results.json"
            self.assertEqual(written.read_bytes(), support.RESULTS)
            self.assertIn("deep/results.json", done.stderr)

    def test_a_file_outside_of_the_commands_folder_is_not_written(self):
        victim = self.folder / "victim"
        victim.write_text("as before", encoding="utf-8")
        for name in ("../victim", "./x/../../victim", str(victim)):
            done = self.lab(*self.kernel(), "--", "true", guest=f"escape:{name}")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("not below the command's folder", done.stderr)
            self.assertEqual(victim.read_text(encoding="utf-8"), "as before")

    def test_a_damaged_report_is_a_failed_run_and_writes_nothing(self):
        for guest, what in (("damaged", "their checksum differs"), ("damaged-head", "its first line was damaged"), ("cut", "ended without a report"),
                            ("changed", "one of them changed")):
            done = self.lab(*self.kernel(), "--", "true", guest=guest)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(what, done.stderr)
            self.assertEqual(list(self.here.iterdir()), [])

    def test_a_panic_shows_the_last_lines_of_the_console_and_what_qemu_said(self):
        done = self.lab(*self.kernel(), "--", "true", guest="panic")
        self.assertEqual(done.returncode, 1)
        self.assertIn("the guest ended without a report", done.stderr)
        self.assertIn("Kernel panic - not syncing", done.stderr)
        self.assertIn("a complaint of qemu", done.stderr)

    def test_a_guest_that_hangs_is_ended_with_the_last_lines_of_its_console(self):
        done = self.lab(*self.kernel(), "--timeout", "2", "--", "true", guest="hang")
        self.assertEqual(done.returncode, 1)
        self.assertIn("had not ended after 2 s (--timeout) and was stopped", done.stderr)
        self.assertIn("line 99 of the console", done.stderr)
        self.assertNotIn("line 10 of the console", done.stderr)
        self.assert_qemu_is_gone()

    def test_control_c_and_termination_end_qemu_and_leave_no_file(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = self.start(*self.kernel(), "--", "true", guest="hang")
            self.wait_until(self.qemu_hangs)
            process.send_signal(number)
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, code)
            self.assert_qemu_is_gone()
            self.assertEqual(list((self.folder / "temporary").iterdir()), [])

    @unittest.skipUnless(shutil.which("setpriv"), "setpriv (util-linux) is not here")
    def test_even_a_killed_lab_leaves_no_qemu(self):
        (self.path / "setpriv").symlink_to(shutil.which("setpriv"))
        process = self.start(*self.kernel(), "--", "true", guest="hang")
        self.wait_until(self.qemu_hangs)
        process.kill()
        process.communicate(timeout=60)
        self.wait_until(lambda: not self.qemu_is_there())


if __name__ == "__main__":
    unittest.main()
