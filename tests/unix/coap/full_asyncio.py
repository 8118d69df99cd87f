# The asyncio forms: await a request, async for over notifications, a server as a task; one pump serves them all.
import skip  # noqa: F401, I001
from loopback import URI, pair

try:
    import asyncio
except ImportError:
    print("SKIP")
    raise SystemExit

client, server = pair()
client.sock.idle = None
server.unpaced_notifications = True
state = [0]
resource = server.add_resource("state", lambda packet: b"%d" % state[0], observable=True)
server.add_resource("body", lambda packet: b"b" * 3000)



async def slow(packet):
    await asyncio.sleep_ms(30)
    return 69, b"slow", 0


async def failing(packet):
    await asyncio.sleep_ms(1)
    raise ValueError("mine")


server.add_resource("slow", slow)
server.add_resource("failing", failing)


async def get(path):
    response = await client.submit("GET", URI + path)
    return path, response.method, len(response.payload)


async def changes():
    for value in range(1, 4):
        await asyncio.sleep_ms(20)
        state[0] = value
        resource.notify()


async def main():
    serving = asyncio.create_task(server.run())
    print(await get("/state"))
    print(await asyncio.gather(get("/body"), get("/state"), get("/none")))

    # Handlers may be coroutines; they do not hold up each other.
    print(await asyncio.gather(get("/slow"), get("/state"), get("/slow")))
    exceptions = []
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: exceptions.append(context["exception"]))
    print(await get("/failing"))
    while not exceptions:
        await asyncio.sleep_ms(1)
    print(exceptions)

    asyncio.create_task(changes())
    observation = client.observe(URI + "/state")
    async for packet in observation:
        print(packet.payload)
        if packet.payload == b"3":
            break
    observation.cancel()

    request = client.submit("GET", "coap://10.0.0.9/silent")
    try:
        await asyncio.wait_for(request, 0.05)
    except asyncio.TimeoutError:
        print("TimeoutError", request.done)
    try:
        await client.submit("GET", "coap://10.0.0.9/silent", ack_timeout=0.01, max_retransmit=0)
    except OSError as e:
        print(e.args[0] == 110)

    serving.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        print("CancelledError")
    server.remove_resource("state")


asyncio.run(main())
