"""qemu: its command line, its serial lines, and its end, which comes whatever happens to us."""

import fcntl
import os
import platform
import re
import secrets
import selectors
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from kernel_lab.errors import BadInput, RunFailed
from kernel_lab.guest import HOME
from kernel_lab.report import Report

_QEMU = "qemu-system-x86_64"
_KVM = "/dev/kvm"
_KVM_CREATE_VM = 0xAE01  # linux/kvm.h
_SECONDS_TO_DRAIN = 10
_LINES_SHOWN = 20
_CONSOLE_KEPT = 1 << 16


def find_qemu():
    if platform.machine() != "x86_64":
        raise BadInput(f"the guests are x86-64 kernels, and take this machine's programs with them; this machine is {platform.machine()}")
    program = shutil.which(_QEMU)
    if not program:
        raise BadInput(f"{_QEMU} is not here: apt-get install --no-install-recommends qemu-system-x86, or run scripts/setup")
    return program


def _kvm_problem():
    """Why hardware virtualisation cannot be used; None if it can."""
    try:
        device = os.open(_KVM, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        return f"{_KVM}: {error.strerror}"
    try:
        os.close(fcntl.ioctl(device, _KVM_CREATE_VM, 0))
    except OSError as error:
        return f"{_KVM} makes no machine: {error.strerror}"
    finally:
        os.close(device)
    return None


def _has_hardware_for_it():
    """A kvm without either (as for guests that know of it) makes machines, but an ordinary kernel does not come to its first line there."""
    flags = re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    return bool(flags) and bool({"vmx", "svm"} & set(flags.group(1).split()))


def _accelerator(asked):
    """What qemu is to use, and what to call it."""
    problem = None if asked == "tcg" else _kvm_problem()
    if asked == "kvm" and problem:
        raise BadInput(f"--accel kvm: {problem}")
    if asked == "tcg" or problem or (asked == "auto" and not _has_hardware_for_it()):
        return "tcg,thread=multi", "software emulation"
    return "kvm", "hardware virtualisation"


def _qemu_command(qemu, kernel, initramfs, options, accelerator, mark, lines):
    command = [qemu, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-M", "pc", "-accel", accelerator, "-cpu", "max",
               "-smp", str(options.cpus), "-m", options.memory, "-kernel", str(kernel.file), "-initrd", str(initramfs),
               # A panic ends qemu, because it reboots; sh is given its script as the rest of the line.
               "-append", f"console=ttyS0 loglevel=6 panic=-1 mitigations=off rdinit=/bin/sh -- {HOME}/init {mark}"]
    for number, line in enumerate(lines):
        command += ["-chardev", f"file,id=line{number},path=/dev/fd/{line}", "-serial", f"chardev:line{number}"]
    # Without us nobody would end it.
    return ["setpriv", "--pdeathsig", "KILL", *command] if shutil.which("setpriv") else command


@contextmanager
def _started(make_command, count):
    """The process, and the reading ends of `count` serial lines and of its own messages. Afterwards it is gone."""
    pipes = [os.pipe() for _ in range(count + 1)]
    readers = [open(pipe[0], "rb", buffering=0) for pipe in pipes]
    writers = [pipe[1] for pipe in pipes]
    process = None
    try:
        process = subprocess.Popen(make_command(writers[:count]), stdin=subprocess.DEVNULL, stdout=writers[count], stderr=writers[count],
                                   pass_fds=writers[:count], start_new_session=True)
        while writers:
            os.close(writers.pop())
        yield process, readers
    finally:
        if process:
            process.kill()
            process.wait()
        for end in (*readers, *(open(writer, "wb", buffering=0) for writer in writers)):
            end.close()


class _Console:
    """The last of what the kernel said, and all of it on stderr if asked."""

    def __init__(self, shown):
        self._shown = shown
        self._kept = b""

    def take(self, data):
        self._kept = (self._kept + data)[-_CONSOLE_KEPT:]
        if self._shown:
            _pass_on(sys.stderr, data)

    def last_lines(self):
        lines = self._kept.decode("utf-8", "replace").replace("\r", "").splitlines()
        return "\n".join(f"  {line}" for line in lines[-_LINES_SHOWN:]) or "  (nothing)"


def _pass_on(stream, data):
    stream.buffer.write(data)
    stream.flush()


def _listen(readers, takers, seconds, is_done):
    """Hands on what comes until it is done or every line has ended. RETURNS whether that was in time."""
    deadline = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for reader, take in zip(readers, takers):
            selector.register(reader, selectors.EVENT_READ, take)
        while selector.get_map() and not is_done():
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            for key, _ in selector.select(remaining):
                data = key.fileobj.read(1 << 16)
                if data:
                    key.data(data)
                else:
                    selector.unregister(key.fileobj)
    return True


def run(qemu, kernel, initramfs, options):
    """Boots the kernel and passes on what the command prints. RETURNS the guest's Report; THROWS RunFailed if there is none in time."""
    accelerator, name = _accelerator(options.accel)
    print(f"scripts/kernel-lab: Linux {kernel.name}, {options.cpus} CPUs, {options.memory}, {name}", file=sys.stderr)
    mark = f"kernel-lab-{secrets.token_hex(16)}"
    report = Report(mark, lambda data: _pass_on(sys.stdout, data))
    console, messages = _Console(options.console), _Console(False)
    takers = (console.take, report.take, lambda data: _pass_on(sys.stderr, data), messages.take)
    with _started(lambda lines: _qemu_command(qemu, kernel, initramfs, options, accelerator, mark, lines), 3) as (process, readers):
        in_time = _listen(readers, takers, options.timeout, report.is_complete)
        process.kill()
        _listen(readers, takers, _SECONDS_TO_DRAIN, lambda: False)  # what is still in the pipes
    if report.is_complete():
        return report
    what = "ended without a report" if in_time else f"had not ended after {options.timeout} s (--timeout) and was stopped"
    raise RunFailed(f"the guest {what}. The last lines of its console:\n{console.last_lines()}\nqemu said:\n{messages.last_lines()}")
