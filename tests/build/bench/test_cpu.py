import os
import threading
import time

from build.bench.cpu import cpu_of_tree, cpu_share

BURNT_S = 0.1


def burn():
    end = time.thread_time() + BURNT_S
    while time.thread_time() < end:
        pass


def test_what_a_thread_took_counts_after_its_end():
    before = cpu_of_tree(os.getpid())
    thread = threading.Thread(target=burn)
    thread.start()
    thread.join()
    assert cpu_of_tree(os.getpid()) - before >= BURNT_S


def test_a_process_that_rests_takes_next_to_nothing():
    assert cpu_share(os.getpid(), 0.5) < 0.1
