# What a server without a matching path answers, and what it must not answer.
import skip  # noqa: F401, I001
from recording_socket import client

coap, sock = client()
coap.addIncomingRequestCallback("known", lambda packet, ip, port: print("handler"))


def show(row, text):
    sock.queue(text)
    consumed = coap.poll()
    answer = sock.take()
    if row == 45:
        answer = answer[:4] + "<id>" + answer[8:]
    print(row, consumed, answer)


show(44, "4201beef0102b17a")
show(45, "5201bef00102b17a")
show(46, "4000beef")
show(47, "6145beef07ff78")
show(47, "7000beef")
show(47, "5145beef07ff78")
