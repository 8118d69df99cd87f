# Who the peer is, is checked: another authority and another name are refused.
import tls

from under_test import SERVER_NAME, stream, tls_address, tls_context


def attempt(context, name):
    s = stream()
    s.settimeout(10)
    s.connect(tls_address())
    try:
        context.wrap_socket(s, server_hostname=name).close()
        print("connected")
    except (OSError, ValueError) as error:
        print(type(error).__name__)
    s.close()


attempt(tls_context(), SERVER_NAME)
attempt(tls_context(), "another.example")
trusting_nobody = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
trusting_nobody.verify_mode = tls.CERT_REQUIRED
attempt(trusting_nobody, SERVER_NAME)
trusting_anybody = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
trusting_anybody.verify_mode = tls.CERT_NONE
attempt(trusting_anybody, None)
