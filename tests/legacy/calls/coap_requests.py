# What leaves for each call of Coap that sends.

from mock_socket import MockSocket, is_none
from subject import CoapPacket, call, macros, microcoapy, run

HOST, PORT = "10.0.0.1", 5683


def client():
    coap = microcoapy.Coap()
    coap.debug = False
    coap.setCustomSocket(MockSocket())
    return coap


# The id returned is that of the datagram; its value is drawn.
def send(coap, method, *args, **kwargs):
    sent = coap.sock.sent
    before = len(sent)

    def result():
        number = getattr(coap, method)(*args, **kwargs)
        if len(sent) > before:
            return number == sent[-1][2] << 8 | sent[-1][3]
        return number

    call(result)


def sent_as_it_is(coap, packet):
    coap.sock.is_drawn = is_none
    call(coap.sendPacket, HOST, PORT, packet)


def get():
    coap = client()
    send(coap, "get", HOST, PORT, "x")
    send(coap, "get", ip=HOST, port=PORT, url="x", token=b"\x01")


def two_segments():
    coap = client()
    send(coap, "get", HOST, PORT, "current/measure")
    send(coap, "get", HOST, PORT, "current/measure", b"\x01\x02")


def tokens():
    coap = client()
    for token in (b"ABCDEFGH", "tk", bytearray(b"ba"), None, b"", b"0123456789ABCDEF"):
        send(coap, "get", HOST, PORT, "x", token)


def a_token_of_nine_bytes():
    send(client(), "get", HOST, PORT, "x", b"ABCDEFGHI")


def a_token_of_fifteen_bytes():
    send(client(), "get", HOST, PORT, "x", b"ABCDEFGHIJKLMNO")


def slashes_around_one_segment():
    coap = client()
    for url in ("", "/", "/x", "x/", "//x//"):
        send(coap, "get", HOST, PORT, url)


def slashes_around_two_segments():
    coap = client()
    for url in ("/a/b", "a/b/", "a//b"):
        send(coap, "get", HOST, PORT, url)


def text_of_the_path():
    coap = client()
    for url in ("caf\xe9", "a%20b?x=1", "abcdefghijkl", "abcdefghijklm", "y" * 260):
        send(coap, "get", HOST, PORT, url)


def a_segment_of_300_bytes():
    send(client(), "get", HOST, PORT, "y" * 300)


def hosts():
    coap = client()
    for ip in ("2001:db8::1", "coap.me", None):
        send(coap, "get", ip, PORT, "x")


def put():
    coap = client()
    send(coap, "put", HOST, PORT, "x")
    send(coap, "put", HOST, PORT, "x", "1")
    send(coap, "put", HOST, PORT, "turnOn", "test", "authorization=1234567", 0)
    send(coap, "put", ip=HOST, port=PORT, url="x", payload=b"p", query_option="q", content_format=42, token=b"\x07")


def put_to_two_segments():
    send(client(), "put", HOST, PORT, "led/turnOn", "test", "authorization=1234567", 0)


def post():
    coap = client()
    send(coap, "post", HOST, PORT, "x")
    send(coap, "post", HOST, PORT, "x", '{"a":1}', None, 50)
    send(coap, "post", HOST, PORT, "x", b"\xa1\x01\x02", None, 60, b"\xaa")
    send(coap, "post", HOST, PORT, "x", "z", None, 11542)
    send(coap, "post", HOST, PORT, "x", "1", "a=1&b=2")


def payloads():
    coap = client()
    for payload in ("\xe9\u20ac", b"b", bytearray(b"ba"), None, "", b""):
        send(coap, "post", HOST, PORT, "x", payload)


def queries():
    coap = client()
    for query in (b"q=b", bytearray(b"q=ba"), None, ""):
        send(coap, "post", HOST, PORT, "x", "1", query)


def a_query_as_a_list():
    send(client(), "post", HOST, PORT, "x", "1", [113, 61, 108])


def content_formats():
    coap = client()
    for number in (-1, 0, 40, 255, 256, 65535, -2, 65536 + 50):
        send(coap, "post", HOST, PORT, "x", "1", None, number)


def non_confirmable():
    coap = client()
    send(coap, "getNonConf", HOST, PORT, "x")
    send(coap, "putNonConf", HOST, PORT, "x", "1")
    send(coap, "postNonConf", HOST, PORT, "x", "1", "authorization=k", 50, b"\x09")


def delete_through_send():
    send(client(), "send", HOST, PORT, "x", 0, 4, b"", None, -1, None)


def types_and_methods_are_cut():
    coap = client()
    send(coap, "send", HOST, PORT, "x", 5, 1, b"", None, -1, None)
    send(coap, "send", HOST, PORT, "x", 1, 3, None, "p", 0, "q")


def nine_segments():
    send(client(), "get", HOST, PORT, "1/2/3/4/5/6/7/8/9")


def ten_segments():
    send(client(), "get", HOST, PORT, "1/2/3/4/5/6/7/8/9/10")


def eight_segments_and_a_query():
    send(client(), "post", HOST, PORT, "1/2/3/4/5/6/7/8", "p", "q=1", 50)


def arguments_of_wrong_types():
    coap = client()
    send(coap, "get", HOST, PORT, None)
    send(coap, "post", HOST, PORT, "x", 5)
    send(coap, "post", HOST, PORT, "x", "1", None, None)
    send(coap, "get", HOST, PORT)


def the_longest_payload():
    send(client(), "post", "h", PORT, "x", b"p" * 1014)


def a_payload_too_long_for_the_original():
    send(client(), "post", "h", PORT, "x", b"p" * 1015)


def a_payload_too_long():
    send(client(), "post", "h", PORT, "x", b"p" * 1200)


def returning(result):
    coap = client()
    coap.sock.result = lambda data: result
    print("result", result)
    call(lambda: coap.get(HOST, PORT, "x") > 0)


def what_the_socket_returns():
    for result in (0, -1, True, 5, None):
        returning(result)


def no_socket():
    coap = microcoapy.Coap()
    coap.debug = False
    print("sent", call(lambda: coap.get(HOST, PORT, "x")))


def a_packet_of_ones_own():
    coap = client()
    packet = CoapPacket()
    packet.method = 4
    packet.token = b"\x05"
    packet.payload = "body"
    send(coap, "sendEx", HOST, PORT, "x", packet)
    print(packet.messageid > 0 or "0 is one in 65536", len(packet.options), coap.state)


def packets_with_a_given_id():
    coap = client()
    packet = CoapPacket()
    packet.messageid = 0x1234
    sent_as_it_is(coap, packet)
    packet.messageid = 0x0102
    packet.method = 2
    packet.type = 1
    sent_as_it_is(coap, packet)


def options_with_long_numbers():
    coap = client()
    for number in (1, 12, 13, 268, 269, 300, 65000):
        packet = CoapPacket()
        packet.messageid = 0x1234
        packet.addOption(number, "a")
        sent_as_it_is(coap, packet)


def an_option_of_268_bytes():
    packet = CoapPacket()
    packet.messageid = 0x1234
    packet.addOption(35, b"u" * 268)
    sent_as_it_is(client(), packet)


def an_option_of_269_bytes():
    packet = CoapPacket()
    packet.messageid = 0x1234
    packet.addOption(35, b"u" * 269)
    sent_as_it_is(client(), packet)


def options_in_descending_order():
    packet = CoapPacket()
    packet.messageid = 0x1234
    packet.addOption(17, "2")
    packet.addOption(11, "a")
    packet.addOption(6, b"\0")
    sent_as_it_is(client(), packet)


def options_without_a_value():
    coap = client()
    for number in (5, 6):
        packet = CoapPacket()
        packet.messageid = 0x1234
        packet.addOption(number, b"")
        sent_as_it_is(coap, packet)


def empty_path_and_query_options_are_left_out():
    coap = client()
    for number in (3, 11, 15):
        packet = CoapPacket()
        packet.messageid = 0x1234
        packet.addOption(number, b"")
        sent_as_it_is(coap, packet)


def the_same_packet_twice():
    coap = client()
    packet = CoapPacket()
    packet.messageid = 0x0102
    packet.addOption(11, "x")
    packet.content_format = 50
    packet.query = "q=1"
    sent_as_it_is(coap, packet)
    sent_as_it_is(coap, packet)


def responses():
    coap = client()
    coap.sock.is_drawn = is_none
    call(coap.sendResponse, HOST, PORT, 0xBEEF, "222", 69, -1, b"\x01\x02")
    call(coap.sendResponse, HOST, PORT, 0xBEEF, None, 163, -1, None)
    call(coap.sendResponse, HOST, PORT, 0xBEEF, '</a>;rt="a"', 69, 40, b"\x01")
    codes = microcoapy.COAP_RESPONSE_CODE
    call(coap.sendResponse, HOST, PORT, 1, "x", codes.COAP_CONTENT, macros.COAP_CONTENT_FORMAT.COAP_TEXT_PLAIN, None)
    call(
        coap.sendResponse,
        ip=HOST,
        port=PORT,
        messageid=2,
        payload=b"",
        method=132,
        content_format=-1,
        token=b"",
    )


def log_lines():
    coap = client()
    coap.debug = True
    coap.sock.is_drawn = is_none
    call(coap.sendResponse, HOST, PORT, 0xBEEF, "222", 69, -1, b"\x01\x02")


run(
    get,
    two_segments,
    tokens,
    a_token_of_nine_bytes,
    a_token_of_fifteen_bytes,
    slashes_around_one_segment,
    slashes_around_two_segments,
    text_of_the_path,
    a_segment_of_300_bytes,
    hosts,
    put,
    put_to_two_segments,
    post,
    payloads,
    queries,
    a_query_as_a_list,
    content_formats,
    non_confirmable,
    delete_through_send,
    types_and_methods_are_cut,
    nine_segments,
    ten_segments,
    eight_segments_and_a_query,
    arguments_of_wrong_types,
    the_longest_payload,
    a_payload_too_long_for_the_original,
    a_payload_too_long,
    what_the_socket_returns,
    no_socket,
    a_packet_of_ones_own,
    packets_with_a_given_id,
    options_with_long_numbers,
    an_option_of_268_bytes,
    an_option_of_269_bytes,
    options_in_descending_order,
    options_without_a_value,
    empty_path_and_query_options_are_left_out,
    the_same_packet_twice,
    responses,
    log_lines,
)
