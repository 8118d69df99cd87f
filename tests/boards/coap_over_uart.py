# Runs on an emulated board, DIALECT, SERVER and PORT defined before: a PUT and a GET over a modem on the second serial
# port.
import microATsocket
import microcoapy
from board_uart import second_uart
from microcoapy.coap_macros import COAP_CONTENT_FORMAT

answers = []
sock = microATsocket.socket(microATsocket.AF_INET, microATsocket.SOCK_DGRAM)
sock.setModemInstance(microATsocket.Modem(second_uart(), dialect=DIALECT))  # noqa: F821
client = microcoapy.Coap()
client.debug = False
client.responseCallback = lambda packet, sender: answers.append(packet.toString())
client.setCustomSocket(sock)
client.put(SERVER, PORT, "measurement", b'{"t": 21.5}', None, COAP_CONTENT_FORMAT.COAP_APPLICATION_JSON)  # noqa: F821
client.poll(20000)
client.get(SERVER, PORT, "measurement")  # noqa: F821
client.poll(20000)
client.stop()
for answer in answers:
    print(answer)
