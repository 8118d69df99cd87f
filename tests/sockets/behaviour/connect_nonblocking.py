# connect() of a socket that does not wait: EINPROGRESS or done; ready to write once it stands.
import errno
import select

from under_test import address, stream

s = stream()
s.setblocking(False)
try:
    s.connect(address())
except OSError as error:
    print(error.errno == errno.EINPROGRESS)
else:
    print(True)
poll = select.poll()
poll.register(s, select.POLLOUT)
print([event for _, event in poll.poll(5000)] == [select.POLLOUT])
print(s.write(b"echo\n"), s.write(b"hello"))
poll.modify(s, select.POLLIN)
print([event for _, event in poll.poll(5000)] == [select.POLLIN], s.read(10))
s.close()
