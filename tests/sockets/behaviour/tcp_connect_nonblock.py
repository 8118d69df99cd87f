# connect() of a socket that does not wait, or not for ever: it begins, and poll() tells when it has ended.
import errno
import select
import time

from under_test import address, ask, fails, free_port, stream

# Both are in the standard; which one comes is a matter of time.
BEGUN = (None, errno.EINPROGRESS)
BOTH = select.POLLIN | select.POLLOUT
EISCONN = 106  # which the module errno lacks
WRONG = select.POLLERR | select.POLLHUP


# Where nobody answers for about a second: what was not heard first is not asked again sooner.
def slow_address():
    return address(int(ask(b"held 100")))


def begin(s, where):
    try:
        return s.connect(where)
    except OSError as error:
        return error.errno


def events(s, wanted=BOTH, ms=10000):
    poll = select.poll()
    poll.register(s, wanted)
    return [event for _, event in poll.poll(ms)]


# To somebody who answers.
s = stream()
s.setblocking(False)
print("answered", begin(s, address()) in BEGUN, events(s) == [select.POLLOUT])
# The port's own module may say once that all is well.
print(begin(s, address()) in (None, EISCONN), fails((EISCONN,), s.connect, address()))
print(s.write(b"echo\n"), s.write(b"hello"), events(s, select.POLLIN) == [select.POLLIN], s.read(10))
s.close()

# To somebody who does not answer yet: nothing can be done with the socket.
silent = slow_address()
s = stream()
s.settimeout(0)
print("silent", begin(s, silent) == errno.EINPROGRESS, events(s, ms=50))
print(fails((errno.EALREADY,), s.connect, silent), events(s, ms=0))
print(fails((errno.EAGAIN,), s.send, b"x"), s.write(b"x"), fails((errno.EAGAIN,), s.recv, 1), s.read(1))
s.close()

# Closed in the middle of it, a socket leaves no trace: others connect, some modems after a while.
print("after that", len(ask(b"free")) > 0)

# To somebody who answers at last.
s = stream()
s.setblocking(False)
print("later", begin(s, slow_address()) == errno.EINPROGRESS, events(s, ms=0), events(s) == [select.POLLOUT])
print(s.send(b"say hello\n"), events(s, select.POLLIN)[0] & select.POLLIN, s.recv(10))
s.close()

# To nobody. What went wrong is told once.
s = stream()
s.setblocking(False)
nobody = address(free_port())
begun = begin(s, nobody)
if begun in BEGUN:
    print("refused", [event & WRONG for event in events(s, ms=20000)] == [WRONG])
    print(fails((errno.ECONNREFUSED,), s.connect, nobody))
else:
    print("refused", begun == errno.ECONNREFUSED)
    print(True)
# It can be tried again.
print(begin(s, address()) in BEGUN, events(s) == [select.POLLOUT])
s.close()

# Within a time.
silent = slow_address()
s = stream()
s.settimeout(0.3)
begin_ms = time.ticks_ms()
print("in time", fails((errno.ETIMEDOUT,), s.connect, silent))
print(300 <= time.ticks_diff(time.ticks_ms(), begin_ms) + 5 < 5000)
begin_ms = time.ticks_ms()
s.close()
print(time.ticks_diff(time.ticks_ms(), begin_ms) < 1000)
s = stream()
s.settimeout(10)
s.connect(address())
print(s.send(b"say hello\n"), s.recv(10))
s.close()
