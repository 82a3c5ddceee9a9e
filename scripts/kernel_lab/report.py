"""The guest's report, which follows the command's output on the same serial line: a line with the exit code, then the files."""

import gzip
import hashlib
import os
import re
from pathlib import PurePosixPath

from kernel_lab.errors import RunFailed

_HEAD = re.compile(rb" exit (\d+) bytes (\d+) sha256 ([0-9a-f]{64})\n")
_HEAD_MAX = 200
_FILE_HEAD = re.compile(rb"(\d+) ([^\n]+)\n")


class Report:
    """Fed with what comes over the line: hands on what stands before the mark, and keeps the rest."""

    def __init__(self, mark, pass_on):
        self._mark = mark.encode()
        self._pass_on = pass_on
        self._held = b""     # before the mark: what may be its beginning; behind it: the report
        self._marked = False
        self._head = None

    def take(self, data):
        self._held += data
        if not self._marked:
            self._look_for_mark()
        if self._marked and not self._head:
            self._head = _HEAD.match(self._held)
            if not self._head and len(self._held) > _HEAD_MAX:
                raise RunFailed("the guest's report cannot be read: its first line was damaged on the way")

    def _look_for_mark(self):
        before, found, after = self._held.partition(self._mark)
        if found:
            self._marked, self._held = True, after
        else:
            self._held = self._held[len(self._held) - self._beginning_at_end():]
            before = before[:len(before) - len(self._held)]
        if before:
            self._pass_on(before)

    def _beginning_at_end(self):
        """How many bytes at the end may be the mark's first."""
        longest = min(len(self._held), len(self._mark) - 1)
        return next((n for n in range(longest, 0, -1) if self._held.endswith(self._mark[:n])), 0)

    def is_complete(self):
        return self._head is not None and len(self._held) >= self._head.end() + int(self._head.group(2))

    @property
    def exit_code(self):
        """REQUIRES is_complete()."""
        return int(self._head.group(1))

    def archive(self):
        """REQUIRES is_complete(). THROWS RunFailed if it is not what the guest sent."""
        content = self._held[self._head.end():self._head.end() + int(self._head.group(2))]
        if hashlib.sha256(content).hexdigest().encode() != self._head.group(3):
            raise RunFailed("the guest's files were damaged on the way (their checksum differs): none was written")
        return content


def _files(content):
    """Each file's name, relative to the command's folder, and content."""
    place = 0
    while place < len(content):
        head = _FILE_HEAD.match(content, place)
        end = head.end() + int(head.group(1)) if head else 0
        if not head or end > len(content):
            raise RunFailed("the guest's files cannot be read: one of them changed while it was sent")
        yield PurePosixPath(os.fsdecode(head.group(2))), content[head.end():end]
        place = end


def unpack(report, folder):
    """Writes the files that the command wrote, packed by guest_init. Yields their paths."""
    for name, content in _files(gzip.decompress(report.archive())):
        if name.is_absolute() or ".." in name.parts:  # no guest of ours sends such; nothing else of this machine may be overwritten
            raise RunFailed(f"the guest sent a file '{name}', which is not below the command's folder")
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        yield target
