"""The guest's files. Each lies where it lies on this machine, so that every path of the command means the same there."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from kernel_lab.archive import Archive
from kernel_lab.errors import BadInput

# What is of the lab alone.
HOME = "/kernel-lab"
_BUSYBOX = "/bin/busybox"
_MOUNTED = ("/proc/", "/sys/", "/dev/")
_INIT = Path(__file__).with_name("guest_init")
_SHIPPED = ("traces/captures/*.ztrace", "traces/captures/*.costs", "workloads/content/models/*.model")
_TREE_OF_BENCH = "../../.."
_DEFAULT_CAPTURE = "gxx"


def shared_libraries(program):
    """What the program is linked with, its loader included."""
    done = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
    missing = re.search(r"(\S+) => not found", done.stdout)
    if missing:
        raise BadInput(f"'{program}' needs {missing.group(1)}, which is not here")
    return re.findall(r"(/\S+) \(0x", done.stdout)


def _busybox():
    program = shutil.which("busybox")
    if not program:
        raise BadInput("busybox is not here: apt-get install --no-install-recommends busybox-static, or run scripts/setup")
    names = subprocess.run([program, "--list"], capture_output=True, text=True, check=True).stdout.split()
    return Path(program), names


def named_files(command):
    """The files of this machine that the command's words name, as in FILE, --option=FILE and kind:FILE."""
    found = []
    for word in command:
        for part in dict.fromkeys((word, *re.split("[=,:]", word))):
            path = Path(os.path.abspath(part)) if part else None
            if path and path.is_file() and not str(path).startswith(_MOUNTED):
                found.append(path)
    return found


def _shipped(bench, root, command):
    """What is shipped with the capture that bench takes by itself and those that the command names, from where this bench looks for it
    (bench/captures.h)."""
    words = " ".join((_DEFAULT_CAPTURE, *command))
    for tree in dict.fromkeys(((bench.parent / _TREE_OF_BENCH).resolve(), root)):
        for pattern in _SHIPPED:
            yield from (path for path in sorted(tree.glob(pattern)) if path.stem in words)


def _add_program(archive, program, place):
    """Libraries lie under the names that the loader will ask for."""
    archive.file(place, program.read_bytes(), 0o755)
    for library in shared_libraries(program):
        archive.file(library, Path(library).read_bytes(), 0o755)


def _add_busybox(archive):
    program, names = _busybox()
    _add_program(archive, program, _BUSYBOX)
    for name in names:
        archive.link(f"/bin/{name}", _BUSYBOX)


def _add_modules(archive, loaded):
    """Their list is in the order in which they are loaded."""
    for name, content in loaded:
        archive.file(f"{HOME}/modules/{name}.ko", content)
    archive.file(f"{HOME}/modules/order", "".join(f"{name}\n" for name, _ in loaded).encode())


def _script(command, here):
    return f"cd {shlex.quote(here)} || exit\nexec {shlex.join(command)}\n".encode()


def write(path, root, bench, loaded, command):
    """Writes the initramfs to `path`: for `command`, with the modules `loaded` as (name, content) in their order."""
    here = os.getcwd()
    with Archive(path) as archive:
        archive.folder("/dev")
        archive.character_device("/dev/console", 5, 1)
        archive.link("/bin/bench", os.path.abspath(bench))
        _add_busybox(archive)
        _add_program(archive, bench, os.path.abspath(bench))
        if "/" in command[0] and Path(command[0]).is_file():
            _add_program(archive, Path(command[0]), os.path.abspath(command[0]))
        for file in (*_shipped(bench, root, command), *named_files(command)):
            archive.file(file, file.read_bytes(), file.stat().st_mode & 0o777)
        _add_modules(archive, loaded)
        archive.folder(here)
        archive.file(f"{HOME}/init", _INIT.read_bytes())
        archive.file(f"{HOME}/here", here.encode())
        archive.file(f"{HOME}/command", _script(command, here))
