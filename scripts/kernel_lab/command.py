"""The command line, and the recipe: a kernel, an initramfs, a run."""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from kernel_lab import guest, image, machine, modules, report
from kernel_lab.errors import BAD_INPUT, RUN_FAILED, USAGE, BadInput, RunFailed

PROGRAM = "scripts/kernel-lab"
ROOT = Path(__file__).resolve().parents[2]
INTERRUPTED = 130

EPILOG = """\
COMMAND is run as root in a folder of the same name as this one. `bench` there is this tree's program; any other name is one of
busybox's, or the path of a program of this machine. Files that the command names go with it, and what it writes below the folder
comes back. The exit code is the command's own; 1: the guest did not end by itself; 64: usage; 66: something is missing.

  scripts/kernel-lab -- bench referee --lengths kernel --ops 20000 --codec lz4
  scripts/kernel-lab --kernel /boot/vmlinuz-6.12 --modules /lib/modules/6.12 -- bench --strategy all --threads 2 --json results.json"""


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(USAGE)


def _positive(text):
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 1 to 999999")
    return int(text)


def _size(text):
    if not re.fullmatch(r"[1-9][0-9]{0,5}[MG]", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no size such as 512M or 2G")
    return text


def _parser():
    parser = _Parser(prog=PROGRAM, description="Runs a command in another Linux kernel, under qemu.", epilog=EPILOG,
                     usage=f"{PROGRAM} [OPTIONS] -- COMMAND...", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", metavar="VMLINUZ", type=Path, help="a kernel image for x86-64")
    parser.add_argument("--modules", metavar="DIR", type=Path, help="the folder of its modules (default: everything is built in)")
    parser.add_argument("--package", metavar="NAME", help=f"a Debian package with a kernel, fetched once (default {image.DEFAULT_PACKAGE})")
    parser.add_argument("--cpus", metavar="N", type=_positive, default=2, help="of the guest (default 2)")
    parser.add_argument("--memory", metavar="SIZE", type=_size, default="1G", help="of the guest (default 1G)")
    parser.add_argument("--timeout", metavar="S", type=_positive, default=600, help="seconds until the guest is ended (default 600)")
    parser.add_argument("--accel", choices=("auto", "kvm", "tcg"), default="auto",
                        help="how to run it: with hardware virtualisation (kvm), in software (tcg), or the better that works (auto)")
    parser.add_argument("--results", metavar="DIR", type=Path, default=Path("."), help="where to put what the command wrote (default: here)")
    parser.add_argument("--console", action="store_true", help="show the kernel's messages on stderr")
    parser.add_argument("command", metavar="COMMAND", nargs="+", help="what to run there, with its arguments")
    return parser


def _parse(arguments):
    parser = _parser()
    if "--" not in arguments and not {"-h", "--help"} & set(arguments):
        parser.error("the command to run stands behind --")
    options = parser.parse_args(arguments)
    if options.kernel and options.package:
        parser.error("--kernel and --package: give one of them")
    if options.modules and not options.kernel:
        parser.error("--modules: goes with --kernel")
    return options


def _bench():
    """The program to put into the guest; built where it is not there and no other was named."""
    named = os.environ.get("ZRAMLAB_BENCH")
    program = Path(named) if named else ROOT / "build" / "release" / "bench" / "bench"
    if program.is_file():
        return program
    if named:
        raise BadInput(f"ZRAMLAB_BENCH: there is no file '{named}'")
    steps = '. "$0"/scripts/setup && ensure_packages run && build release bench'
    if subprocess.run(["bash", "-c", steps, str(ROOT)], check=False).returncode != 0 or not program.is_file():
        raise BadInput("bench could not be built (see above)")
    return program


def _run(options):
    kernel = image.named(options.kernel, options.modules) if options.kernel else None
    qemu = machine.find_qemu()
    kernel = kernel or image.of_package(options.package or image.DEFAULT_PACKAGE, ROOT)
    loaded = modules.in_order(kernel.modules) if kernel.modules else []
    program = _bench()
    with tempfile.TemporaryDirectory(prefix="kernel-lab-") as folder:
        initramfs = Path(folder) / "initramfs"
        guest.write(initramfs, ROOT, program, loaded, options.command)
        ended = machine.run(qemu, kernel, initramfs, options)
    for path in report.unpack(ended, options.results):
        print(f"{PROGRAM}: {path}", file=sys.stderr)
    return ended.exit_code


def _terminated(signal_number, _frame):
    raise SystemExit(128 + signal_number)


def main(arguments):
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, _terminated)  # so that qemu and the temporary files go then too
    try:
        return _run(options)
    except BadInput as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return BAD_INPUT
    except RunFailed as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return RUN_FAILED
    except BrokenPipeError:  # whoever read our output had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return RUN_FAILED
    except OSError as error:
        print(f"{PROGRAM}: {error.filename or 'error'}: {error.strerror}", file=sys.stderr)
        return RUN_FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
