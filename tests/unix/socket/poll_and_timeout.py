# Waiting on a stream socket: select.poll, settimeout, setblocking.
import skip_without_polling  # noqa: F401, I001
import select

import microATsocket as socket
import modemsim

net = modemsim.MemoryNet()
net.tcp_peer("192.0.2.10", 80, lambda end, data: data and end.send(data))
modem = socket.Modem(modemsim.SerialPort(modemsim.make("sequans", net=net)), dialect="sequans")
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setModemInstance(modem)
s.connect(("192.0.2.10", 80))

poll = select.poll()
poll.register(s, select.POLLIN | select.POLLOUT)
print([event for _, event in poll.poll(0)] == [select.POLLOUT])
s.send(b"ping")
poll.modify(s, select.POLLIN)
print([event for _, event in poll.poll(1000)] == [select.POLLIN])
print(s.recv(2), [event for _, event in poll.poll(0)] == [select.POLLIN], s.recv(9))

s.settimeout(0.01)
try:
    s.recv(1)
except OSError as error:
    print(error.args[0])
for wait in (lambda: s.settimeout(0), lambda: s.setblocking(False)):
    wait()
    try:
        s.recv(1)
    except OSError as error:
        print(error.args[0])
s.setblocking(True)
s.send(b"pong")
print(s.recv(4))
s.close()
print([event for _, event in poll.poll(0)])
