# A thread per stream: each gets its own answers.
import _thread
import time

from under_test import connected, write_all

results = {}
lock = _thread.allocate_lock()


def work(number):
    s = connected(b"echo")
    good = 0
    for turn in range(10):
        data = b"%d of %d" % (turn, number)
        write_all(s, data)
        good += s.read(len(data)) == data
    s.close()
    with lock:
        results[number] = good


for number in range(3):
    _thread.start_new_thread(work, (number,))


end = time.ticks_add(time.ticks_ms(), 20000)
while len(results) < 3 and time.ticks_diff(end, time.ticks_ms()) > 0:
    time.sleep_ms(5)
print(sorted(results.items()))
