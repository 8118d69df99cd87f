# Names, constants, attributes and helpers of microcoapy.

from mock_socket import MockSocket
from subject import CoapOption, CoapPacket, call, macros, microcoapy, reader, run, writer


def members(enumeration, names):
    for name in names.split():
        print(name, getattr(enumeration, name))
    print(str(enumeration))


def names_of_the_package():
    for name in ("Coap", "COAP_CONTENT_FORMAT", "COAP_RESPONSE_CODE", "microcoapy", "coap_macros", "coap_packet"):
        print(name, hasattr(microcoapy, name))
    for name in ("coap_option", "coap_reader", "coap_writer"):
        print(name, hasattr(microcoapy, name))
    inner = microcoapy.microcoapy
    print(inner.Coap is microcoapy.Coap, inner.macros is not None, hasattr(inner, "CoapPacket"))
    print(microcoapy.coap_macros._COAP_DEFAULT_PORT)


def plain_constants():
    for name in ("_COAP_HEADER_SIZE", "_COAP_OPTION_HEADER_SIZE", "_COAP_PAYLOAD_MARKER", "_MAX_OPTION_NUM"):
        print(name, getattr(macros, name))
    print(macros._BUF_MAX_SIZE, macros._COAP_DEFAULT_PORT)


def small_enumerations():
    members(macros.COAP_VERSION, "COAP_VERSION_UNSUPPORTED COAP_VERSION_1")
    members(macros.COAP_TYPE, "COAP_CON COAP_NONCON COAP_ACK COAP_RESET")
    members(macros.COAP_METHOD, "COAP_EMPTY_MESSAGE COAP_GET COAP_POST COAP_PUT COAP_DELETE")
    members(microcoapy.Coap.TRANSMISSION_STATE, "STATE_IDLE STATE_SEPARATE_ACK_RECEIVED_WAITING_DATA")


def response_codes():
    members(
        microcoapy.COAP_RESPONSE_CODE,
        "COAP_CREATED COAP_DELETED COAP_VALID COAP_CHANGED COAP_CONTENT COAP_BAD_REQUEST COAP_UNAUTHORIZED "
        "COAP_BAD_OPTION COAP_FORBIDDEN COAP_NOT_FOUND COAP_METHOD_NOT_ALLOWD COAP_NOT_ACCEPTABLE "
        "COAP_PRECONDITION_FAILED COAP_REQUEST_ENTITY_TOO_LARGE COAP_UNSUPPORTED_CONTENT_FORMAT "
        "COAP_INTERNAL_SERVER_ERROR COAP_NOT_IMPLEMENTED COAP_BAD_GATEWAY COAP_SERVICE_UNAVALIABLE "
        "COAP_GATEWAY_TIMEOUT COAP_PROXYING_NOT_SUPPORTED",
    )


def option_numbers():
    members(
        macros.COAP_OPTION_NUMBER,
        "COAP_IF_MATCH COAP_URI_HOST COAP_E_TAG COAP_IF_NONE_MATCH COAP_URI_PORT COAP_LOCATION_PATH COAP_URI_PATH "
        "COAP_CONTENT_FORMAT COAP_MAX_AGE COAP_URI_QUERY COAP_ACCEPT COAP_LOCATION_QUERY COAP_PROXY_URI "
        "COAP_PROXY_SCHEME",
    )


def content_formats():
    members(
        microcoapy.COAP_CONTENT_FORMAT,
        "COAP_NONE COAP_TEXT_PLAIN COAP_APPLICATION_LINK_FORMAT COAP_APPLICATION_XML COAP_APPLICATION_OCTET_STREAM "
        "COAP_APPLICATION_EXI COAP_APPLICATION_JSON COAP_APPLICATION_CBOR",
    )


def enumerations_are_open():
    macros.COAP_OPTION_NUMBER.COAP_MINE = 2048
    print(macros.COAP_OPTION_NUMBER.COAP_MINE)
    made = macros.enum(A=1)
    print(made.A, str(made))


def helpers():
    print(macros.CoapResponseCode.encode(4, 4), macros.CoapResponseCode.encode(class_=2, detail=5))
    print(macros.CoapResponseCode.decode(0x84), macros.CoapResponseCode.decode(value=300))
    print([macros.coapTypeToString(kind) for kind in (0, 1, 2, 3, 4, -1, None)])
    print(sorted(macros.coapTypeToStringMap.items()))


def attributes_at_the_start():
    coap = microcoapy.Coap()
    for name in ("debug", "sock", "callbacks", "responseCallback", "port", "isServer", "state", "isCustomSocket"):
        print(name, repr(getattr(coap, name)))
    print(coap.discardRetransmissions, repr(coap.lastPacketStr))


def unknown_attributes_can_be_set():
    coap = microcoapy.Coap()
    coap.colour = "red"
    print(coap.colour, getattr(coap, "shape", None), "colour" in coap.__dict__, "debug" in coap.__dict__)


def a_custom_socket():
    coap = microcoapy.Coap()
    one, two = MockSocket(), MockSocket()
    call(coap.setCustomSocket, custom_socket=one)
    print(coap.sock is one, coap.isCustomSocket)
    call(coap.setCustomSocket, two)
    print(coap.sock is two)
    call(coap.stop)
    print(coap.sock, coap.isCustomSocket)
    call(coap.stop)


def callbacks_of_a_server():
    coap = microcoapy.Coap()
    call(coap.addIncomingRequestCallback, requestUrl="led", callback=len)
    print(coap.callbacks, coap.isServer)
    print(coap.handleIncomingRequest is not None)


def a_fresh_packet():
    packet = CoapPacket()
    print(packet.version, packet.type, packet.method, packet.token, packet.payload, packet.messageid)
    print(packet.content_format, packet.query, packet.options)
    print(packet.toString())
    packet.extra = 1
    print(packet.extra, hasattr(packet, "tokenLength"))


def text_of_packets():
    packet = CoapPacket()
    for packet.type, packet.method, packet.messageid, packet.payload in (
        (2, 69, 4660, b"hello"),
        (9, 132, 0, "s"),
        (1, 4, 65535, None),
        (3, 0, 1, bytearray(b"\x00")),
        (0, 255, 2, 5),
    ):
        print(packet.toString())


def options_of_a_packet():
    packet = CoapPacket()
    call(packet.setUriHost, "10.0.0.1")
    call(packet.setUriPath, "a//b")
    call(packet.addOption, 15, b"q")
    call(packet.addOption, number=60, opt_payload=bytearray(b"\x01"))
    print([(option.number, option.buffer) for option in packet.options])
    call(packet.setUriPath, None)


def kinds_of_option():
    for value in ("s", b"b", bytearray(b"ba"), memoryview(b"mv"), None, b""):
        option = CoapOption(7, value)
        print(option.number, option.buffer)
    option = CoapOption()
    print(option.number, option.buffer)
    option = CoapOption(number=1, buffer="k")
    option.number, option.note = 2, "n"
    print(option.number, option.note)
    call(CoapOption, 7, 5)


def more_than_ten_options():
    packet = CoapPacket()
    for number in range(12):
        packet.addOption(number + 1, b"x")
    print(len(packet.options))


def reading_by_hand():
    packet = CoapPacket()
    data = bytes((0x62, 0x45, 0x12, 0x34, 1, 2, 0xC1, 0x32, 0x61, 0x07, 0xFF, 0x68))
    call(reader.parsePacketHeaderInfo, data, packet)
    print(packet.version, packet.type, packet.tokenLength, packet.method, packet.messageid)
    call(reader.parsePacketOptionsAndPayload, data, packet)
    print([(option.number, option.buffer) for option in packet.options], packet.payload)


def reading_options_by_hand():
    packet = CoapPacket()
    call(reader.parseOption, packet, 0, b"\xb1a", 0)
    call(reader.parseOption, packet, 11, b"..\x0212", 2)
    call(reader.parseOption, packet, 0, b"\xd1\x03x", 0)
    call(reader.parseOption, packet, 0, b"\xe1\x00\x01x", 0)
    print([(option.number, option.buffer) for option in packet.options])
    call(reader.parseOption, packet, 0, b"\xf1a", 0)
    call(reader.parseOption, packet, 0, None, 0)
    call(reader.parseOption, packet, 0, b"", 0)


def reading_an_option_cut_short():
    packet = CoapPacket()
    call(lambda: reader.parseOption(packet, 0, b"\xb5a", 0)[0])
    print(packet.options)


def writing_by_hand():
    packet = CoapPacket()
    packet.messageid, packet.token, packet.payload = 0x1234, b"\x01", "p"
    packet.addOption(12, b"\x00")
    packet.addOption(60, b"\x05")
    buffer = bytearray()
    call(writer.writePacketHeaderInfo, buffer, packet)
    print(buffer)
    call(writer.writePacketOptions, buffer, packet)
    print(buffer)
    call(writer.writePacketPayload, buffer, packet)
    print(buffer)
    print([writer.CoapOptionDelta(value) for value in (0, 12, 13, 268, 269, 70000)])


def parameters_by_name():
    coap = microcoapy.Coap()
    call(coap.log, s="by name")
    coap.debug = False
    coap.responseCallback = print
    packet = CoapPacket()
    packet.tokenLength = 1
    call(coap.parsePacketToken, buffer=b"\x41\x01\x12\x34\x05", packet=packet)
    print(packet.token)
    call(packet.setUriHost, address="h")
    call(packet.setUriPath, url="a/b")
    print([option.buffer for option in packet.options])
    call(coap.handleIncomingRequest, requestPacket=packet, sourceIp="10.0.0.1", sourcePort=1)


class Counting(microcoapy.Coap):
    def __init__(self):
        super().__init__()
        self.debug = False
        self.lines = []

    def log(self, s):
        self.lines.append(s)

    def readBytesFromSocket(self, numOfBytes):
        self.lines.append("read")
        return super().readBytesFromSocket(numOfBytes)

    def sendPacket(self, ip, port, coapPacket):
        self.lines.append("send")
        return super().sendPacket(ip, port, coapPacket)


def a_subclass():
    coap = Counting()
    sock = MockSocket()
    coap.setCustomSocket(sock)
    sock.received = [(b"\x60\x45\x12\x34\xffh", ("10.0.0.1", 1))]
    call(coap.loop, False)
    call(lambda: coap.get("10.0.0.1", 1, "x") > 0)
    print([line for line in coap.lines if "messageid" not in line])


def a_patched_class():
    kept = microcoapy.Coap.handleIncomingRequest
    microcoapy.Coap.handleIncomingRequest = lambda self, packet, ip, port: print("patched", ip, port) or True
    coap = microcoapy.Coap()
    coap.debug = False
    sock = MockSocket()
    coap.setCustomSocket(sock)
    coap.isServer = True
    sock.received = [(b"\x40\x01\x12\x34\xb1x", ("10.0.0.1", 1))]
    call(coap.loop, False)
    microcoapy.Coap.handleIncomingRequest = kept


def reading_from_the_socket():
    coap = microcoapy.Coap()
    call(coap.readBytesFromSocket, 10)
    sock = MockSocket()
    coap.setCustomSocket(sock)
    call(coap.readBytesFromSocket, numOfBytes=1024)
    sock.received = [(b"abc", ("10.0.0.1", 1))]
    call(coap.readBytesFromSocket, 1024)


run(
    names_of_the_package,
    plain_constants,
    small_enumerations,
    response_codes,
    option_numbers,
    content_formats,
    enumerations_are_open,
    helpers,
    attributes_at_the_start,
    unknown_attributes_can_be_set,
    a_custom_socket,
    callbacks_of_a_server,
    a_fresh_packet,
    text_of_packets,
    options_of_a_packet,
    kinds_of_option,
    more_than_ten_options,
    reading_by_hand,
    reading_options_by_hand,
    reading_an_option_cut_short,
    writing_by_hand,
    parameters_by_name,
    a_subclass,
    a_patched_class,
    reading_from_the_socket,
)
