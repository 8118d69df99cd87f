# from module import *: current releases bind the names of __all__, classes among them; older ones copy what is stored in
# the module, which are sub-modules and functions.
import skip  # noqa: F401, I001
import sys

import microcoapy as package
from microcoapy import *  # noqa: F403


def binds(names):
    return all([name in globals() for name in names])


print(binds(("coap_macros", "coap_packet", "coap_option", "coap_reader", "coap_writer")))
print(sys.implementation.version < (1, 26) or binds(("Coap", "COAP_CONTENT_FORMAT", "COAP_RESPONSE_CODE")))
for name in ("microcoapy", "coap_macros", "coap_packet", "coap_option", "coap_reader", "coap_writer"):
    module = getattr(package, name)
    print(name, all([hasattr(module, name) for name in module.__all__]), sorted(module.__all__))
print([name for name in dir(package) if name[0] != "_" and name not in package.__all__])
