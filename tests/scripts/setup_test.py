"""scripts/setup where it may install, where it may not, and where there is nothing to do."""

import unittest

from shell_support import WithStubs

COMMAND = "apt-get update && apt-get install -y --no-install-recommends beta gamma-dev"


class Setup(WithStubs):
    scripts = ("setup", "packages.txt", "bench")

    def setUp(self):
        super().setUp()
        (self.root / "scripts" / "packages.txt").write_text("alpha  # one\nbeta\n\n# a remark\n## tests\ngamma-dev # three\n", encoding="utf-8")
        self.installed = self.folder / "installed"
        self.installed.write_text("alpha installed\ngamma-dev config-files\n", encoding="utf-8")
        self.stub("dpkg-query", f'cat "{self.installed}"')
        self.stub("apt-get", f'case "$*" in *install*) printf "alpha installed\\nbeta installed\\ngamma-dev installed\\n" > "{self.installed}";; esac')

    def user(self, number):
        self.stub("id", f"echo {number}")

    def assert_stopped_with(self, done, command):
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(f"\n  {command}\n", done.stderr)
        self.assertIn("2 Debian packages are missing", done.stderr)
        self.assertFalse((self.root / "build" / "packages.all.stamp").exists())

    def test_without_root_and_sudo_it_stops_with_the_exact_command(self):
        self.user(1000)
        self.assert_stopped_with(self.run_stubbed("setup"), f"su -c '{COMMAND}'")
        self.assertEqual(self.calls("apt-get"), [])

    def test_where_sudo_wants_a_password_and_nobody_is_there_it_stops_with_the_exact_command(self):
        self.user(1000)
        self.stub("sudo", "exit 1")
        self.assert_stopped_with(self.run_stubbed("setup"), f"sudo sh -c '{COMMAND}'")
        self.assertEqual(self.calls("sudo"), ["sudo -n true"])
        self.assertEqual(self.calls("apt-get"), [])

    def test_where_apt_fails_it_stops_with_the_exact_command(self):
        self.user(0)
        self.stub("apt-get", "echo 'E: no network' >&2; exit 100")
        done = self.run_stubbed("setup")
        self.assert_stopped_with(done, COMMAND)
        self.assertIn("E: no network", done.stderr)

    def test_root_installs_what_is_missing_and_nothing_else_and_says_so_first(self):
        self.user(0)
        done = self.run_stubbed("setup")
        self.assertEqual(done.returncode, 0, done.stderr)
        installs = [call for call in self.calls("apt-get") if " install " in call]
        self.assertEqual([call.split("--no-install-recommends ")[1] for call in installs], ["beta gamma-dev"])
        self.assertTrue(done.stderr.startswith("Installing 2 Debian packages with apt-get: beta gamma-dev\n"), done.stderr)

    def test_sudo_without_a_password_is_used(self):
        self.user(1000)
        self.stub("sudo", 'shift; [ "$1" = true ] || exec "$@"')
        self.assertEqual(self.run_stubbed("setup").returncode, 0)
        self.assertTrue(any("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get" in call for call in self.calls("sudo")))
        self.assertTrue(self.calls("apt-get"))

    def test_lists_that_are_absent_or_old_are_fetched_and_the_installation_tried_again(self):
        self.user(0)
        self.stub("apt-get", f"""case "$*" in
            *update*) echo fresh > "{self.folder}/lists" ;;
            *install*) [ -f "{self.folder}/lists" ] || exit 100 ;;
            esac""")
        self.assertEqual(self.run_stubbed("setup").returncode, 0)
        kinds = ["update" if " update" in call else "install" for call in self.calls("apt-get")]
        self.assertEqual(kinds[-2:], ["update", "install"])

    def test_a_second_call_asks_nobody_and_a_changed_list_is_noticed(self):
        self.user(0)
        self.run_stubbed("setup")
        before = self.log.read_text(encoding="utf-8")
        self.assertEqual(self.run_stubbed("setup").returncode, 0)
        self.assertEqual(self.log.read_text(encoding="utf-8"), before)
        (self.root / "scripts" / "packages.txt").write_text("alpha\nbeta\ndelta\n", encoding="utf-8")
        self.run_stubbed("setup")
        self.assertTrue(self.calls("apt-get")[-1].endswith(" delta"))

    def test_to_run_less_is_installed_than_to_test(self):
        self.user(0)
        done = self.run_stubbed("bench")
        installs = [call for call in self.calls("apt-get") if " install " in call]
        self.assertEqual([call.split("--no-install-recommends ")[1] for call in installs], ["beta"], done.stderr)

    def test_a_system_that_is_no_debian_is_told_what_to_bring(self):
        (self.path / "dpkg-query").unlink()
        done = self.run_stubbed("setup")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no Debian", done.stderr)
        self.assertIn("ZRAMLAB_SETUP=skip: alpha beta gamma-dev", done.stderr)
        self.assertEqual(self.run_stubbed("setup", ZRAMLAB_SETUP="skip").returncode, 0)


if __name__ == "__main__":
    unittest.main()
