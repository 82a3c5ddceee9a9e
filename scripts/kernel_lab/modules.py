"""Which modules the guest loads, and in which order: zram, and each compressor that its kernel has as a module."""

import gzip
import lzma
import re
import subprocess

from kernel_lab.errors import BadInput

# zram finds compressors through the crypto interface by their names, before 6.12: no module of those depends on another then.
WANTED = ("lz4", "lz4hc", "lzo", "lzo-rle", "zstd", "deflate", "842", "zsmalloc", "zram")
NEEDED = "zram"
_FILE = re.compile(r"(.+)\.ko(\.xz|\.gz|\.zst)?")
# depmod's own files are not in Debian's packages, which make them when they are installed. What a module needs is also in itself.
_DEPENDS = re.compile(rb"\0depends=([^\0]*)\0")


def _key(name):
    """Module names treat - and _ alike."""
    return name.replace("-", "_")


def _files(folder):
    """Every module file below the folder by its name."""
    found = {}
    for path in sorted(folder.rglob("*.ko*")):
        match = _FILE.fullmatch(path.name)
        if match:
            found[_key(match.group(1))] = path
    return found


def _built_in(folder):
    listed = folder / "modules.builtin"
    lines = listed.read_text(encoding="utf-8").split() if listed.is_file() else []
    return {_key(line.rsplit("/", 1)[-1].removesuffix(".ko")) for line in lines}


def _zstd(content, path):
    try:
        return subprocess.run(["zstd", "-dc"], input=content, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise BadInput(f"--modules: '{path}' cannot be unpacked: is zstd installed? (apt-get install zstd)") from error


def _read(path):
    """The module as insmod takes it."""
    content = path.read_bytes()
    try:
        if path.suffix == ".xz":
            return lzma.decompress(content)
        if path.suffix == ".gz":
            return gzip.decompress(content)
    except (lzma.LZMAError, OSError, EOFError) as error:
        raise BadInput(f"--modules: '{path}' cannot be unpacked: {error}") from error
    return _zstd(content, path) if path.suffix == ".zst" else content


def in_order(folder):
    """The modules as (name, content), each behind those that it needs. Compressors that the kernel lacks are left out; without zram
    THROWS BadInput."""
    files, built_in = _files(folder), _built_in(folder)
    if NEEDED not in files and NEEDED not in built_in:
        raise BadInput(f"--modules: there is no zram.ko below '{folder}', and zram is not in its modules.builtin")
    ordered = {}

    def add(name):
        if name in ordered or name not in files:
            return
        content = _read(files[name])
        needs = _DEPENDS.search(content)
        for need in needs.group(1).decode().split(",") if needs else ():
            add(_key(need))
        ordered[name] = content

    for name in WANTED:
        add(_key(name))
    return list(ordered.items())
