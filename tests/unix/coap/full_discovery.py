# /.well-known/core with its filter.
import skip  # noqa: F401, I001
from loopback import URI, pair

client, server = pair()
server.add_resource("s/temp", lambda p: b"", attributes={"rt": "temperature-c core.x", "if": "sensor", "sz": 64})
server.add_resource("s/light", lambda p: b"", attributes={"rt": "light-lux", "if": "sensor"}, observable=True)
server.add_resource("fw", lambda p: b"", attributes={"sz": 262144, "ct": "40 60"})


def targets(query):
    response = client.request("GET", URI + "/.well-known/core", query=query)
    links = response.payload.decode() if response.payload else ""
    return response.content_format, sorted(link.split(">")[0] for link in links.split("<")[1:])


for query in (
    None, "href=/s/temp", "href=/s*", "rt=light-lux", "rt=core.x", "rt=light*", "rt=light", "if=*", "sz=64", "sz=6*",
    "ct=60", "obs=*", "foo=bar",
):
    print(query, targets(query))
print(client.request("PUT", URI + "/.well-known/core").method == 133)
server.add_resource("fmt", lambda p: b"", content_format=50)
print(client.request("GET", URI + "/.well-known/core", query="href=/fmt").payload)
