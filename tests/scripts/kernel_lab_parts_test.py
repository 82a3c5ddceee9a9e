"""The parts of scripts/kernel-lab: modules in their order, the archive, the report."""

import gzip
import hashlib
import io
import lzma
import stat
import unittest

from support import InFolder
from kernel_lab import errors, guest, modules, report
from kernel_lab.archive import Archive


class Modules(InFolder):
    def module(self, name, needs="", pack=lambda content: content, ending=""):
        (self.folder / "kernel").mkdir(exist_ok=True)
        content = b"\x7fELF text depends=not-this \0name=x\0depends=" + needs.encode() + b"\0vermagic=1\0"
        (self.folder / "kernel" / f"{name}.ko{ending}").write_bytes(pack(content))
        return content

    def order(self):
        return [name for name, _ in modules.in_order(self.folder)]

    def test_each_stands_behind_what_it_needs_and_none_stands_twice(self):
        for name, needs in (("zram", "zsmalloc,lz4_compress"), ("zsmalloc", ""), ("lz4", "lz4_compress"), ("lz4_compress", ""),
                            ("zstd", "zstd_compress"), ("zstd_compress", "xxhash"), ("xxhash", ""), ("lzo-rle", ""), ("unrelated", "")):
            self.module(name, needs)
        order = self.order()
        self.assertEqual(sorted(order), ["lz4", "lz4_compress", "lzo_rle", "xxhash", "zram", "zsmalloc", "zstd", "zstd_compress"])
        for earlier, later in (("lz4_compress", "lz4"), ("xxhash", "zstd_compress"), ("zstd_compress", "zstd"), ("zsmalloc", "zram")):
            self.assertLess(order.index(earlier), order.index(later))
        self.assertEqual(order[-1], "zram")

    def test_packed_modules_are_unpacked_for_insmod(self):
        contents = {"zsmalloc": self.module("zsmalloc", pack=gzip.compress, ending=".gz"),
                    "zram": self.module("zram", "zsmalloc", pack=lzma.compress, ending=".xz")}
        self.assertEqual(modules.in_order(self.folder), list(contents.items()))

    def test_a_module_that_cannot_be_unpacked_is_named(self):
        self.module("zram", pack=lambda _: b"no xz", ending=".xz")
        with self.assertRaisesRegex(errors.BadInput, "zram.ko.xz' cannot be unpacked"):
            self.order()

    def test_zram_may_be_built_in_and_must_be_somewhere(self):
        self.module("lz4")
        with self.assertRaisesRegex(errors.BadInput, "no zram.ko"):
            self.order()
        (self.folder / "modules.builtin").write_text("kernel/drivers/block/zram/zram.ko\n", encoding="utf-8")
        self.assertEqual(self.order(), ["lz4"])


def entries(content):
    """A reader of the archive that shares nothing with its writer: (name, mode, content, device) of each entry."""
    place = 0
    while True:
        assert content[place:place + 6] == b"070701" and place % 4 == 0, place
        fields = [int(content[place + 6 + 8 * n:place + 14 + 8 * n], 16) for n in range(13)]
        name_end = place + 110 + fields[11]
        name = content[place + 110:name_end - 1].decode()
        begin = (name_end + 3) // 4 * 4
        if name == "TRAILER!!!":
            return
        yield name, fields[1], content[begin:begin + fields[6]], (fields[9], fields[10])
        place = (begin + fields[6] + 3) // 4 * 4


class ArchiveTest(InFolder):
    def test_holds_what_was_added_each_folder_before_what_is_in_it_and_nothing_twice(self):
        path = self.folder / "archive"
        with Archive(path) as archive:
            for length in range(5):  # every padding
                archive.file(f"/a/b{'x' * length}", b"y" * length, 0o755)
            archive.file("/a/b", b"again")
            archive.link("/bin/sh", "/bin/busybox")
            archive.character_device("/dev/console", 5, 1)
        found = list(entries(path.read_bytes()))
        self.assertEqual([entry[0] for entry in found], ["a", "a/b", "a/bx", "a/bxx", "a/bxxx", "a/bxxxx", "bin", "bin/sh", "dev", "dev/console"])
        self.assertEqual([entry[2] for entry in found[1:6]], [b"y" * length for length in range(5)])
        self.assertEqual((found[5][1], found[0][1]), (stat.S_IFREG | 0o755, stat.S_IFDIR | 0o755))
        self.assertEqual((found[7][1], found[7][2]), (stat.S_IFLNK | 0o777, b"/bin/busybox"))
        self.assertEqual((stat.S_ISCHR(found[9][1]), found[9][3]), (True, (5, 1)))


class NamedFiles(InFolder):
    def test_files_are_found_in_each_form_and_folders_and_devices_are_not(self):
        for name in ("trace", "model", "pages"):
            (self.folder / name).write_text("x", encoding="utf-8")
        command = ["bench", "--trace", f"{self.folder}/trace", f"--model={self.folder}/model", "--content", f"corpus:{self.folder}/pages",
                   str(self.folder), "--none", f"{self.folder}/absent", "/proc/version", ""]
        self.assertEqual([path.name for path in guest.named_files(command)], ["trace", "model", "pages"])


class ReportTest(unittest.TestCase):
    MARK = "kernel-lab-0123"

    def sent(self, content, code=3):
        return f"{self.MARK} exit {code} bytes {len(content)} sha256 {hashlib.sha256(content).hexdigest()}\n".encode() + content

    def test_is_found_behind_the_output_wherever_the_line_cuts_it(self):
        output = b"kernel-lab-01 is not the mark; nor is kernel-lab-012"
        whole = output + self.sent(b"content")
        for cut in range(len(whole) + 1):
            passed = io.BytesIO()
            found = report.Report(self.MARK, passed.write)
            for part in (whole[:cut], whole[cut:]):
                found.take(part)
            self.assertTrue(found.is_complete())
            self.assertEqual((passed.getvalue(), found.exit_code, found.archive()), (output, 3, b"content"))

    def test_output_is_passed_on_at_once(self):
        passed = io.BytesIO()
        found = report.Report(self.MARK, passed.write)
        found.take(b"progress 1 of 9\rkernel")
        self.assertEqual(passed.getvalue(), b"progress 1 of 9\r")
        found.take(b"s")
        self.assertEqual(passed.getvalue(), b"progress 1 of 9\rkernels")


if __name__ == "__main__":
    unittest.main()
