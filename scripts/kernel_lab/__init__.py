"""Boots a kernel image under qemu with a small initramfs, runs a command there, and brings back what it printed and wrote.

command.py   the command line, and the recipe
image.py     the kernel: one that the user names, or a Debian package that is fetched and unpacked
modules.py   which of its modules are loaded, in which order
archive.py   what an initramfs consists of: a cpio archive
guest.py     the guest's files: bench, what it is linked with, captures, files that the command names
guest_init   the guest's first program
machine.py   qemu: its command line, its serial lines, its end
report.py    what the guest says at the end: exit code, and the files that the command wrote
"""
