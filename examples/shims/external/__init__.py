# For scripts of trees that keep the originals in a folder: lets them import the built-in modules as
# external.microcoapy, external.microATsocket and external.microATsocket.microATsocket. Copy this folder onto the board.
import sys

import microATsocket
import microcoapy

for built_in in (microATsocket, microcoapy):
    name = __name__ + "." + built_in.__name__
    sys.modules[name] = built_in
    sys.modules[name + "." + built_in.__name__] = getattr(built_in, built_in.__name__)
for part in ("coap_macros", "coap_packet", "coap_option", "coap_reader", "coap_writer"):
    sys.modules[__name__ + ".microcoapy." + part] = getattr(microcoapy, part)
