"""The kernel to boot: one that the user names, or a Debian package that is fetched and unpacked, never installed."""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kernel_lab.errors import BadInput

DEFAULT_PACKAGE = "linux-image-cloud-amd64"
# A name that apt could take for an option, or that leaves the cache folder, is no package.
_PACKAGE = re.compile(r"linux-image-[a-z0-9][a-z0-9.+-]*")
# An offline machine is to be told so in seconds.
_APT = ("-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20")


@dataclass
class Kernel:
    """`modules` is None where everything is built in."""
    file: Path
    modules: Path | None
    name: str


def _check_image(file):
    """THROWS BadInput unless `file` is a bzImage: qemu takes other files for something else, and boots nothing."""
    if not file.is_file():
        raise BadInput(f"--kernel: there is no file '{file}'")
    with open(file, "rb") as stream:
        head = stream.read(0x206)
    if head[0x202:0x206] != b"HdrS":
        raise BadInput(f"--kernel: '{file}' is no kernel image for x86 (a bzImage, as in /boot/vmlinuz-VERSION)")


def named(file, modules):
    _check_image(file)
    if modules is not None and not modules.is_dir():
        raise BadInput(f"--modules: there is no folder '{modules}'")
    return Kernel(file, modules, file.name)


def _unpacked(folder):
    """The kernel in an unpacked package, or None."""
    images = sorted(folder.glob("boot/vmlinuz-*"))
    if not images:
        return None
    version = images[-1].name.removeprefix("vmlinuz-")
    modules = next((place for place in (folder / "lib/modules" / version, folder / "usr/lib/modules" / version) if place.is_dir()), None)
    return Kernel(images[-1], modules, version)


class _Apt:
    """apt without rights: with the lists of this machine, or with lists of its own in `folder`."""

    def __init__(self, folder, own_lists):
        self._folder = folder
        self._places = []
        if own_lists:
            for name in ("lists", "cache"):
                (folder / name).mkdir(exist_ok=True)
            self._places = ["-o", f"Dir::State::lists={folder / 'lists'}", "-o", f"Dir::Cache={folder / 'cache'}"]
            self._run("apt-get", "update")

    def _run(self, tool, *words):
        done = subprocess.run([tool, *_APT, *self._places, *words], cwd=self._folder, capture_output=True, text=True, check=False,
                              env={**os.environ, "LC_ALL": "C"})
        if done.returncode != 0:
            raise BadInput((done.stderr.strip().splitlines() or [f"{tool} failed"])[-1])
        return done.stdout

    def image_package(self, package):
        """The package itself, or the one with the image where it only depends on one."""
        fields = self._run("apt-cache", "show", "--no-all-versions", package)
        depends = re.search(r"^Depends:.*?\b(linux-image-\d[a-z0-9.+-]*)", fields, re.M)
        return depends.group(1) if depends else package

    def unpack(self, package):
        self._run("apt-get", "download", package)
        archive = next(self._folder.glob("*.deb"))
        subprocess.run(["dpkg-deb", "-x", archive, self._folder / "root"], check=True)


def _fetch(package, folder):
    """Unpacks the image into folder/root. Lists that are absent or too old are fetched, but not into the system's place."""
    for own_lists in (False, True):
        try:
            apt = _Apt(folder, own_lists)
            apt.unpack(apt.image_package(package))
            return
        except BadInput as error:
            reason = error
    raise reason


def of_package(package, root):
    """The package's kernel, from build/kernel-lab, where it is put when it is not there yet."""
    if not _PACKAGE.fullmatch(package):
        raise BadInput(f"--package: '{package}' is no name of a kernel's package, such as {DEFAULT_PACKAGE}")
    cache = Path(os.environ.get("ZRAMLAB_KERNEL_CACHE", root / "build" / "kernel-lab"))
    there = _unpacked(cache / package)
    if there:
        return there
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="fetching-") as folder:
        try:
            _fetch(package, Path(folder))
        except (BadInput, OSError, subprocess.CalledProcessError) as error:
            raise BadInput(f"--package: {package} is not in {cache} and cannot be fetched ({error}). Needed are apt-get, dpkg-deb and the "
                           "network, once; or a kernel that is here: --kernel VMLINUZ --modules DIR") from error
        _keep(Path(folder) / "root", cache / package)
    kernel = _unpacked(cache / package)
    if not kernel:
        shutil.rmtree(cache / package)
        raise BadInput(f"--package: {package} holds no boot/vmlinuz-VERSION")
    return kernel


def _keep(unpacked, place):
    """One rename, so that the folder is whole or absent; another run may have been faster."""
    try:
        unpacked.rename(place)
    except OSError:
        if not _unpacked(place):
            raise
