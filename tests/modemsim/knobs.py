# Every switch of the simulated modem, with the defaults of at-dialects.md section 8.  The
# switches of Pycom's transport are in lte.Framing.
#
# A value of None means "what the dialect does by itself" (echo is on for Sequans and
# Quectel, off for Nordic).  Probabilities run from 0 (never) to 1 (always); times are
# milliseconds of the modem's own clock.


class Knobs:
    # --- the line -------------------------------------------------------------------------
    echo = None  # True, False
    cmee = 0  # error style at power-on: 0 ERROR, 1 number, 2 text
    chunk = "whole"  # how output reaches the reader: "whole", "byte", "random"
    baud = 0  # pace both directions at this rate; 0 = as fast as possible
    latency_ms = 0  # from the end of a command to its answer; a dict names commands
    prompt = b"\r\n> "  # or b"> ", b">"
    data_tail = None  # between payload and OK: b"\r\n\r\n" or b"\r\n"
    hex_case = "lower"  # or "upper"
    lf_is_payload = True  # an LF right after the CR of a data command counts as data
    payload_echo = None  # Quectel echoes payload too while echo is on
    while_busy = "lost"  # a command sent while another one runs: "lost", "abort"
    command_gap_ms = 0  # a command sooner than this after a final result is lost
    lose_first = 0  # bytes lost after power-on (sleep, automatic baud rate)
    junk = None  # a line without AT: "ignore", "error"

    # --- unsolicited lines ----------------------------------------------------------------
    # "between", "before_info", "before_final", "before_prompt", "after_prompt"
    urc_point = "between"
    urc_hold_ms = 2000  # with another point than "between": come out at last after this
    drop_ring = 0
    duplicate_ring = 0

    # --- faults ---------------------------------------------------------------------------
    seed = 1
    cme_rate = 0  # probability that a command is answered with an error ...
    cme_code = 100  # ... of this number
    silent_rate = 0  # ... is not answered at all
    garbage_rate = 0  # ... is preceded by noise
    reset_rate = 0  # ... makes the modem restart instead of answering
    reset_at_byte = None  # restart when this many bytes have been sent to the host
    send_failure = 0  # probability that accepted payload is refused after the data phase
    short_read = None  # give at most this many bytes per receive command
    boot_ms = 500  # deaf time of a restart
    boot_errors = False  # the banner of a failed start, where the dialect has one

    # --- network --------------------------------------------------------------------------
    hosts = None  # the modem's DNS: {"name": "address" or ["address", ...]}
    dns_failure = False
    dns_port_answered = True  # answer UDP port 53 from `hosts` without leaving the process
    net_delay_ms = 0  # added to everything that arrives
    udp_loss_in = 0
    udp_loss_out = 0
    udp_duplicate_in = 0
    join_datagrams = False  # Sequans: one receive command may join two datagrams
    rx_limit = 4096  # unread stream bytes the modem keeps before it stops its peer
    segment = 1460  # most bytes of a stream arriving at once
    idle_close = True  # close after the inactivity time of the dialect's settings
    connect_ms = 60000  # give up a connection attempt, where no setting says otherwise
    own_address = None  # IPv4 of the modem; None: the one of the dialect's transcripts
    own_address6 = "2001:db8:0:55::12"
    tls = "real"  # "real" needs CPython's ssl, "clear" sends plain text, "refuse"
    dtls = "refuse"  # "clear", "refuse"
    tls_ca = None  # file with trusted certificates for "real"; None: those loaded by AT

    # --- network registration -------------------------------------------------------------
    cfun = 1
    sim = "READY"  # answer of AT+CPIN?; None = no SIM
    registration = 1  # <stat> of CEREG once the radio is on
    registration_ms = 0  # time from CFUN=1 to that state
    attached = True
    apn = "internet"
    apns = None  # names that the network serves, as in ("internet",); None: any
    name_server = "192.0.2.53"  # as AT+CGCONTRDP tells it
    imei = "351358810000017"
    rssi = 17

    # --- Sequans --------------------------------------------------------------------------
    recv_no_data = "cme"  # or "error": SQNSRECV with nothing to read
    recv_address = "quoted"  # "unquoted", "absent": address fields with any-remote
    lookup_quoted = True
    cfgext_fields = 8  # values per line of SQNSCFGEXT? (6 on Monarch 2)
    sqnsi_closed = "error"  # or "zeros": SQNSI of an id that is not open
    sqnsh_closed = "ok"  # or "error"
    dial_failure = "NO CARRIER"  # or "ERROR", or a number for +CME ERROR
    has_lookup = True  # old firmware lacks SQNDNSLKUP
    has_rai = True  # old firmware refuses release assistance with the data
    read_after_close = True
    zero_length = "drop"  # or "ring": what becomes of an empty datagram
    ss_protocol = False  # trailing txProt column of SQNSS

    # --- Nordic ---------------------------------------------------------------------------
    generation = "N3"  # "N0" .. "N4"
    data_flush_ms = None  # data-mode flush timer; None: from the baud rate (32 at 115200)

    # --- Quectel --------------------------------------------------------------------------
    model_class = "LTE"  # "NBIOT"
    open_used_id = "urc"  # or "error"
    close_result = "CLOSE OK"  # NB-IoT class; "OK" as the LTE class
    push_inline = False  # pushed data quoted inside the line, as some NB-IoT parts do
    send_timeout_ms = 0  # without input for so long the prompt is given up; 0 = never
    context_active = False  # context 1 already up at power-on
    address6 = "short"  # or "full": IPv6 addresses are told, and taken, with all their groups only

    def __init__(self, **changes):
        for name in changes:
            if not hasattr(type(self), name):
                raise TypeError("no such knob: " + name)
            setattr(self, name, changes[name])
