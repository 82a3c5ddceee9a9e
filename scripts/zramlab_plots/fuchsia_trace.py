"""Reads the parts of the Fuchsia trace format that `bench --timeline FILE.fxt` writes (fuchsia.dev/fuchsia-src/reference/tracing/trace-format)."""

import sys
from array import array

_MAGIC = 0x0016547846040010
_INITIALIZATION, _STRING, _THREAD, _EVENT, _KERNEL_OBJECT = 1, 2, 3, 4, 7
_PROCESS_OBJECT, _THREAD_OBJECT = 1, 2
_DURATION_COMPLETE, _FLOW_BEGIN, _FLOW_END = 4, 8, 10
_KOID = 8


class BadTrace(Exception):
    """Not such a file, or one that is cut off; its text says where."""


def is_one(data):
    return data[:8] == _MAGIC.to_bytes(8, "little")


class Trace:
    """What is in the file. Times are ticks since its start."""

    def __init__(self, data):
        self.ticks_per_second = 1_000_000_000
        self.processes = {}  # number -> name
        self.threads = {}    # number -> (number of the process, name)
        self.slices = []     # (begin, end, thread, name)
        self.arrows = []     # (begin, from thread, end, to thread)
        self._strings = {0: ""}
        self._table = {}     # of threads: index -> number
        self._flows = {}
        if len(data) % 8 != 0:
            raise BadTrace(f"it ends in the middle of a word, at byte {len(data)}")
        self._words = array("Q", data)
        if sys.byteorder == "big":
            self._words.byteswap()
        at = 1
        while at < len(self._words):
            size = self._words[at] >> 4 & 0xfff
            if size == 0 or at + size > len(self._words):
                raise BadTrace(f"the record at byte {8 * at} does not end within the file; it may have been cut off")
            try:
                self._read(at, size)
            except LookupError as error:
                raise BadTrace(f"the record at byte {8 * at} is damaged, or refers to what is not in the file before it") from error
            at += size

    def _read(self, at, size):
        words = self._words
        header = words[at]
        kind = header & 0xf
        if kind == _EVENT:
            self._read_event(at, header)
        elif kind == _INITIALIZATION:
            self.ticks_per_second = words[at + 1]
            if self.ticks_per_second == 0:
                raise BadTrace(f"the record at byte {8 * at} says that a second has no ticks")
        elif kind == _STRING:
            text = words[at + 1:at + size].tobytes()[:header >> 32 & 0x7fff]
            self._strings[header >> 16 & 0x7fff] = text.decode("utf-8", errors="replace")
        elif kind == _THREAD:
            self._table[header >> 16 & 0xff] = words[at + 2]
        elif kind == _KERNEL_OBJECT:
            self._read_object(at, header)

    def _read_object(self, at, header):
        words = self._words
        name = self._strings[header >> 24 & 0xffff]
        if header >> 16 & 0xff == _PROCESS_OBJECT:
            self.processes[words[at + 1]] = name
        elif header >> 16 & 0xff == _THREAD_OBJECT and header >> 40 & 0xf == 1 and words[at + 2] & 0xf == _KOID:
            self.threads[words[at + 1]] = (words[at + 3], name)

    def _read_event(self, at, header):
        words = self._words
        index = header >> 24 & 0xff
        time = words[at + 1]
        thread = self._table[index] if index else words[at + 3]
        if thread not in self.threads:
            raise KeyError(thread)
        after = at + (2 if index else 4)
        for _ in range(header >> 20 & 0xf):
            after += words[after] >> 4 & 0xfff
        kind = header >> 16 & 0xf
        if kind == _DURATION_COMPLETE:
            self.slices.append((time, words[after], thread, self._strings[header >> 48]))
        elif kind == _FLOW_BEGIN:
            self._flows[words[after]] = (time, thread)
        elif kind == _FLOW_END and words[after] in self._flows:
            self.arrows.append((*self._flows.pop(words[after]), time, thread))
