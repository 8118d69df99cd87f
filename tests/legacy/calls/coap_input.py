# What comes of each kind of datagram, as client and as server.

from mock_socket import MockSocket, is_nonconfirmable
from subject import call, microcoapy, run

PEER = ("10.0.0.9", 40000)


def unhex(text):
    text = text.replace(" ", "")
    return bytes(int(text[i : i + 2], 16) for i in range(0, len(text), 2))


def show_packet(packet, *rest):
    print("packet", packet.toString())
    print("      ", packet.version, packet.type, packet.method, packet.messageid)
    print("      ", repr(packet.token), repr(packet.payload))
    print("      ", packet.content_format, packet.query, [(o.number, o.buffer) for o in packet.options])
    print("  from", *rest)


def made(*datagrams):
    coap = microcoapy.Coap()
    coap.debug = False
    sock = MockSocket()
    sock.quiet = True
    sock.is_drawn = is_nonconfirmable
    coap.setCustomSocket(sock)
    sock.received = [(unhex(datagram), PEER) for datagram in datagrams]
    return coap, sock


def client(*datagrams):
    coap, sock = made(*datagrams)
    coap.responseCallback = show_packet
    for _ in datagrams:
        call(coap.loop, False)
    return coap


def server(*datagrams, answer=True):
    coap, sock = made(*datagrams)

    def handle(packet, ip, port):
        show_packet(packet, ip, port)
        if answer:
            coap.sendResponse(ip, port, packet.messageid, "ok", 69, -1, packet.token)

    coap.addIncomingRequestCallback("a/b", handle)
    coap.addIncomingRequestCallback("x", handle)
    for _ in datagrams:
        call(coap.loop, False)
    return coap


def order_of_the_calls_on_the_socket():
    coap, sock = made("60457788ff68")
    sock.quiet = False
    call(coap.loop, False)
    call(coap.loop)
    call(coap.loop, blocking=False)


def no_socket():
    coap = microcoapy.Coap()
    call(coap.loop)
    call(coap.poll)


def piggybacked_responses():
    client("61451234aaff68656c6c6f", "60451235ff68", "60841236", "6844123701020304050607 08c132ff31")


def a_response_without_payload():
    client("61451234aa", "60451235", "61451236aac132")


def a_lone_marker():
    client("60451234ff", "60451235c132ff")


def options_of_a_response():
    client("60451234 4401020304 61ff 60 ff 70")


def datagrams_as_bytearray():
    coap, sock = made()
    coap.responseCallback = show_packet
    sock.received = [(bytearray(unhex("62451234aabbc132ff3132")), list(PEER))]
    call(coap.loop, False)


def a_separate_response():
    coap, sock = made("60007788", "51450001 aa ff 64")
    coap.responseCallback = show_packet
    call(coap.loop, False)
    print(coap.state)
    call(coap.loop, False)
    print(coap.state)


def a_confirmable_separate_response():
    coap, sock = made("60007788", "424577880102ff64617461")
    coap.responseCallback = show_packet
    call(coap.loop, False)
    print(coap.state)
    call(coap.loop, False)
    print(coap.state)


def a_confirmable_response_out_of_the_blue():
    client("424577880102ff64617461")


def a_nonconfirmable_response():
    client("524577880102ff64617461")


def a_reset():
    client("70007788")


def a_ping():
    client("40007788")


def a_request_to_a_client():
    client("5201beef0102b178")


def no_callback():
    coap, sock = made("60451234ff68")
    call(coap.loop, False)


def callbacks_may_raise():
    def raising(packet, sender):
        raise ValueError("from the callback")

    coap, sock = made("60451234ff68")
    coap.responseCallback = raising
    call(coap.loop, False)
    call(coap.loop, False)


def empty_and_missing_datagrams():
    coap, sock = made()
    coap.responseCallback = show_packet
    sock.received = [(b"", PEER), (None, None)]
    call(coap.loop, False)
    call(coap.loop, False)
    call(coap.loop, False)


def bad_options():
    client("60451234f1", "604512341f", "60451234d1", "60451234e100", "6045123465aabb")


def requests():
    server("4101beef 01 b161 0162", "4003bef0 b178 ff 31", "4104bef1 03 b178")


def a_request_without_confirmation():
    server("5103beef 02 b178 ff 31")


def a_request_with_query_and_format():
    server("4102beef 01 b178 1132 33713d31 ff 7b7d")


def a_request_nobody_answers():
    server("4101beef 01 b178", answer=False)


def an_unknown_path():
    server("4201beef0102b17a")


def an_unknown_path_without_confirmation():
    server("5201beef0102b17a")


def an_unknown_path_with_a_response_callback():
    coap, sock = made("4201beef0102b17a")
    coap.responseCallback = show_packet
    coap.addIncomingRequestCallback("x", show_packet)
    call(coap.loop, False)


def a_ping_to_a_server():
    server("4000beef")


def answers_to_a_server():
    server("6145beef07ff78", "7000beef", "5145beef07ff78")


def a_path_that_is_not_text():
    server("4001beef b2ff80")


def the_same_request_twice():
    server("4101beef 01 b178", "4101beef 01 b178")


def the_same_response_twice():
    client("60451234ff68", "60451234ff68")


def repetitions_can_be_discarded():
    coap, sock = made("60451234ff68", "60451234ff68", "60451235ff68")
    coap.responseCallback = show_packet
    coap.discardRetransmissions = True
    # What the engine of ours would do before.
    coap.deduplicate = False
    coap.debug = True
    for _ in range(3):
        call(coap.loop, False)
    print(coap.lastPacketStr)


def log_lines():
    coap, sock = made("60451234ff68")
    coap.debug = True
    call(coap.loop, False)


def polling():
    coap, sock = made("60451234ff68", "60451235ff69", "60451236ff6a")
    coap.responseCallback = show_packet
    call(coap.poll)
    call(coap.poll, 0)
    call(coap.poll, timeoutMs=100, pollPeriodMs=10)
    call(coap.poll, 20, 10)
    call(coap.poll, -5)


def polling_over_an_empty_acknowledgement():
    coap, sock = made("60001234", "60451234ff68")
    coap.responseCallback = show_packet
    call(coap.poll, 100, 10)


def more_than_ten_options():
    client("60451234" + "1161" + "0161" * 11 + "ff70")


def a_datagram_too_short():
    coap, sock = made("600012", "60451234ff68")
    coap.responseCallback = show_packet
    call(coap.loop, False)
    call(coap.loop, False)


def another_version():
    coap, sock = made("a0451234", "60451234ff68")
    coap.responseCallback = show_packet
    call(coap.loop, False)
    call(coap.loop, False)


class Odd(MockSocket):
    def recvfrom(self, size):
        return self.received.pop(0)


def what_recvfrom_may_return():
    for result in (unhex("60451234ff68"), None, (unhex("60451235ff68"), None)):
        coap = microcoapy.Coap()
        coap.debug = False
        coap.responseCallback = show_packet
        coap.setCustomSocket(Odd())
        coap.sock.quiet = True
        coap.sock.received = [result]
        call(coap.loop, False)


def handlers_may_raise():
    def raising(packet, ip, port):
        raise KeyError("from the handler")

    coap, sock = made("4101beef 01 b178", "4101bef0 01 b178")
    coap.addIncomingRequestCallback("x", raising)
    call(coap.loop, False)
    call(coap.poll)


def too_long_a_token():
    client("69451234" + "00" * 9)


def a_token_cut_short():
    client("6445123401")


run(
    order_of_the_calls_on_the_socket,
    no_socket,
    piggybacked_responses,
    a_response_without_payload,
    a_lone_marker,
    options_of_a_response,
    datagrams_as_bytearray,
    a_separate_response,
    a_confirmable_separate_response,
    a_confirmable_response_out_of_the_blue,
    a_nonconfirmable_response,
    a_reset,
    a_ping,
    a_request_to_a_client,
    no_callback,
    callbacks_may_raise,
    empty_and_missing_datagrams,
    bad_options,
    requests,
    a_request_without_confirmation,
    a_request_with_query_and_format,
    a_request_nobody_answers,
    an_unknown_path,
    an_unknown_path_without_confirmation,
    an_unknown_path_with_a_response_callback,
    a_ping_to_a_server,
    answers_to_a_server,
    a_path_that_is_not_text,
    the_same_request_twice,
    the_same_response_twice,
    repetitions_can_be_discarded,
    log_lines,
    polling,
    polling_over_an_empty_acknowledgement,
    more_than_ten_options,
    a_datagram_too_short,
    another_version,
    what_recvfrom_may_return,
    handlers_may_raise,
    too_long_a_token,
    a_token_cut_short,
)
