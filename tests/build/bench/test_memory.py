import os
import subprocess
import sys

from build.bench.memory import Memory, memory_of_tree, parse_smaps_rollup

ROLLUP = """\
55d0a0a00000-7ffd7a3f6000 ---p 00000000 00:00 0                          [rollup]
Rss:               10240 kB
Pss:                7168 kB
Private_Clean:      1024 kB
Private_Dirty:      4096 kB
"""
HOLD = "import sys; held = bytearray(40_000_000); print(1, flush=True); sys.stdin.read()"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}])"


def test_the_kernels_rollup_is_read_in_bytes():
    assert parse_smaps_rollup(ROLLUP) == Memory(rss=10_485_760, private=4_194_304)


def test_what_a_child_holds_counts_for_its_parent():
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdout
        process.stdout.readline()
        memory = memory_of_tree(process.pid)
        process.communicate()
    assert 40_000_000 < memory.private < 120_000_000
    assert memory.rss > memory.private
    assert memory_of_tree(os.getpid()).rss > 0
