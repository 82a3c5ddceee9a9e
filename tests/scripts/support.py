"""What the scripts' tests share."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
sys.path.insert(0, str(SCRIPTS))

import synthetic_results  # noqa: E402  (after the path)


class InFolder(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def results_file(self, document=None, text=None):
        path = self.folder / "results.json"
        if text is not None:
            path.write_text(text, encoding="utf-8")
        else:
            synthetic_results.write(path, document)
        return path

    def run_script(self, name, *arguments):
        return subprocess.run([SCRIPTS / name, *map(str, arguments)], capture_output=True, text=True, check=False)
