"""A copy of the shell scripts in a folder of their own, on a PATH that holds stubs."""

import os
import shutil
import subprocess

from support import InFolder, SCRIPTS

_TOOLS = ("bash", "env", "cat", "cut", "dirname", "echo", "grep", "mkdir", "mv", "rm", "sed", "sh", "sha256sum", "sort", "stat", "tee",
          "true", "uniq", "xargs")


class WithStubs(InFolder):
    scripts = ("setup", "packages.txt")

    def setUp(self):
        super().setUp()
        self.root = self.folder / "check out"  # a path with a space in it, as users have
        self.path = self.folder / "path"
        self.log = self.folder / "log"
        self.path.mkdir()
        (self.root / "scripts").mkdir(parents=True)
        for name in self.scripts:
            shutil.copy(SCRIPTS / name, self.root / "scripts" / name)
        for tool in _TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool))

    def stub(self, name, body="", folder=None):
        """A program that notes its call and then does `body` (sh)."""
        program = (folder or self.path) / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f'#!/bin/sh\necho {name} "$@" >> "{self.log}"\n{body}\n', encoding="utf-8")
        program.chmod(0o755)

    def calls(self, *names):
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line for line in lines if line.split(" ")[0] in names]

    def run_stubbed(self, script, *arguments, folder=None, **environment):
        return subprocess.run(["/bin/bash", self.root / "scripts" / script, *arguments], capture_output=True, text=True, check=False,
                              cwd=folder or self.folder, stdin=subprocess.DEVNULL, start_new_session=True,
                              env={"PATH": str(self.path), "HOME": os.environ.get("HOME", "/"), **environment})
