# Import forms of trees that keep the originals in a folder, by the packages of examples/shims.
import sys

sys.path.extend([path + "/../examples/shims" for path in sys.path if path.endswith("/tests")])
try:
    import external.microATsocket.microATsocket as socket
    import external.microcoapy as microcoapy
    import lib.microATsocket as lib_socket
    import lib.microcoapy
    from external.microcoapy.coap_macros import COAP_METHOD
except ImportError:
    print("SKIP")
    raise SystemExit
print(socket.AF_INET6, microcoapy.Coap is lib.microcoapy.Coap, lib_socket.socket is socket.socket, COAP_METHOD.COAP_PUT)
