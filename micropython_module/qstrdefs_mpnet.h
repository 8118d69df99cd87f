// Dotted module names for releases that look a dotted import up by its full name (before 1.19).
Q(microATsocket.microATsocket)
Q(dns_query.query)
Q(microcoapy.microcoapy)
Q(microcoapy.coap_macros)
Q(microcoapy.coap_packet)
Q(microcoapy.coap_option)
Q(microcoapy.coap_reader)
Q(microcoapy.coap_writer)
