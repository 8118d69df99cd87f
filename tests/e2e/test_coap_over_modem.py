"""microcoapy as client of aiocoap and libcoap over microATsocket and a simulated modem."""

from .test_coap_client import SMALL, Client, WithAiocoap, WithLibcoap


class OverModem(Client):
    is_over_modem = True
    sizes = (SMALL,)


class OfAiocoap(WithAiocoap, OverModem):
    pass


class OfLibcoap(WithLibcoap, OverModem):
    pass
