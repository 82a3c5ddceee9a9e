"""A cpio archive as the kernel unpacks it (format "newc"), written without rights: device files need none in an archive."""

import stat
from pathlib import PurePosixPath

# The time of each file of ours: whatever the guest writes is newer.
OLD = 1_000_000_000
_TRAILER = "TRAILER!!!"


def _padding(length):
    return b"\0" * (-length % 4)


class Archive:
    """Writes entries as they are added; folders on the way to a file come by themselves. Closing writes the end.

    An entry of a name that is there already is left out: the first one counts.
    """

    def __init__(self, path):
        self._stream = open(path, "wb")
        self._names = {""}
        self._inode = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._entry(_TRAILER, 0)
        self._stream.close()

    def file(self, path, content, mode=0o644):
        self._add(path, stat.S_IFREG | mode, content)

    def link(self, path, target):
        self._add(path, stat.S_IFLNK | 0o777, target.encode())

    def folder(self, path):
        self._add(path, stat.S_IFDIR | 0o755)

    def character_device(self, path, major, minor):
        self._add(path, stat.S_IFCHR | 0o600, device=(major, minor))

    def _add(self, path, mode, content=b"", device=(0, 0)):
        name = str(path).strip("/")
        if name in self._names:
            return
        parent = str(PurePosixPath(name).parent)
        if parent != ".":
            self.folder(parent)
        self._names.add(name)
        self._entry(name, mode, content, device)

    def _entry(self, name, mode, content=b"", device=(0, 0)):
        self._inode += 1
        encoded = name.encode() + b"\0"
        links = 2 if stat.S_ISDIR(mode) else 1
        fields = (self._inode, mode, 0, 0, links, OLD, len(content), 0, 0, *device, len(encoded), 0)
        head = b"070701" + "".join(f"{field:08x}" for field in fields).encode() + encoded
        self._stream.write(head + _padding(len(head)) + content + _padding(len(content)))
