"""A folder with stand-ins for everything that scripts/kernel-lab starts, and a qemu that answers as the guest would."""

import json
import os
import shutil
import subprocess
import time

from support import InFolder, SCRIPTS

QEMU = "qemu-system-x86_64"
RESULTS = bytes(range(256)) * 5000
_TOOLS = ("bash", "cat", "cp", "env", "ldd", "mkdir", "rm", "sh", "true")

_STAND_IN = """#!/usr/bin/python3
import gzip, hashlib, json, os, pathlib, sys, time

here = pathlib.Path(__file__).parent
(here / "qemu.words").write_text(json.dumps(sys.argv))
(here / "qemu.pid").write_text(str(os.getpid()))
mark = sys.argv[sys.argv.index("-append") + 1].split()[-1].encode()
console, output, errors = (open(word.split("path=")[1], "wb", buffering=0) for word in sys.argv if word.startswith("file,id=line"))
guest, _, code = os.environ["KERNEL_LAB_GUEST"].partition(":")

def archive(*files):
    return gzip.compress(b"".join(f"{len(content)} {name}\\n".encode() + content for name, content in files), mtime=0)

def report(code, content):
    head = f" exit {code} bytes {len(content)} sha256 {hashlib.sha256(content).hexdigest()}\\n".encode()
    return mark + head + content

def send(data):
    for begin in range(0, len(data), 37):  # in pieces that cut the mark
        output.write(data[begin:begin + 37])

file = ("./deep/results.json", bytes(range(256)) * 5000)
console.write(b"the kernel's message\\r\\n")
if guest == "print":
    output.write(b"the command's output\\n")
    errors.write(b"the command's errors\\n")
    send(report(code or 0, archive()))
elif guest == "file":
    output.write(report(0, archive(file)))
elif guest == "escape":
    send(report(0, archive((code, b"replaced"))))
elif guest == "changed":
    send(report(0, gzip.compress(b"1000 ./shrunk\\nless")))
elif guest == "damaged":
    content = report(0, archive(file))
    output.write(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])
elif guest == "damaged-head":
    output.write(mark + b" exit ?" + b"x" * 1000)
elif guest == "cut":
    output.write(report(0, archive(file))[:-1])
    sys.exit()
elif guest == "panic":
    console.write(b"Kernel panic - not syncing: no init\\r\\n")
    print("a complaint of qemu", file=sys.stderr)
    sys.exit()
elif guest == "hang":
    for number in range(100):
        console.write(f"line {number} of the console\\r\\n".encode())
    (here / "qemu.hangs").touch()
time.sleep(600)
"""


class WithStandIns(InFolder):
    def setUp(self):
        super().setUp()
        self.path, self.here, self.modules = (self.folder / name for name in ("path", "here", "modules"))
        for folder in (self.path, self.here, self.modules, self.folder / "cache", self.folder / "temporary"):
            folder.mkdir()
        for tool in _TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool))
        self.program(QEMU, _STAND_IN)
        self.program("busybox", "#!/bin/sh\necho sh\n")
        (self.modules / "zram.ko").write_bytes(b"\0license=none\0depends=\0")
        self.image = self.folder / "vmlinuz"
        self.image.write_bytes(bytes(0x202) + b"HdrS" + bytes(100))

    def program(self, name, text):
        (self.path / name).write_text(text, encoding="utf-8")
        (self.path / name).chmod(0o755)

    def kernel(self):
        return ("--kernel", self.image, "--modules", self.modules)

    def start(self, *arguments, guest="print"):
        for name in ("qemu.words", "qemu.pid", "qemu.hangs"):
            (self.path / name).unlink(missing_ok=True)
        environment = {"PATH": str(self.path), "ZRAMLAB_BENCH": shutil.which("true"), "ZRAMLAB_KERNEL_CACHE": str(self.folder / "cache"),
                       "KERNEL_LAB_GUEST": guest, "TMPDIR": str(self.folder / "temporary")}
        return subprocess.Popen(["/usr/bin/python3", "-B", SCRIPTS / "kernel-lab", *map(str, arguments)], cwd=self.here, env=environment,
                                text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def lab(self, *arguments, guest="print"):
        process = self.start(*arguments, guest=guest)
        output, errors = process.communicate(timeout=300)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def qemu_was_started(self):
        return (self.path / "qemu.pid").exists() and (self.path / "qemu.pid").read_text(encoding="utf-8") != ""

    def qemu_hangs(self):
        return (self.path / "qemu.hangs").exists()

    def qemu_words(self):
        return json.loads((self.path / "qemu.words").read_text(encoding="utf-8"))

    def qemu_is_there(self):
        return os.path.exists(f"/proc/{(self.path / 'qemu.pid').read_text(encoding='utf-8')}")

    def assert_qemu_is_gone(self):
        self.assertTrue(self.qemu_was_started())
        self.assertFalse(self.qemu_is_there())

    def wait_until(self, happened):
        for _ in range(6000):
            if happened():
                return
            time.sleep(0.01)
        self.fail("it did not happen within a minute")
