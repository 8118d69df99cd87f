# micropython-lib's umqtt.simple as it is, to a broker that is mosquitto.
import takes_over  # noqa: F401
from umqtt.simple import MQTTClient
from under_test import HOST, MQTT, WORLD

TOPIC = "mpnet/" + WORLD
heard = []
client = MQTTClient("mpnet-" + WORLD, HOST, MQTT, keepalive=60)
client.set_callback(lambda topic, message: heard.append((topic == TOPIC.encode(), message)))
client.set_last_will(TOPIC + "/will", b"gone")
print(client.connect())
client.subscribe(TOPIC)
print(client.check_msg())


def exchange(message, qos):
    client.publish(TOPIC, message, qos=qos)
    while not heard:
        client.wait_msg()
    print(heard.pop() == (True, message), heard)


for qos in (0, 1):
    exchange(b"21.5", qos)
    exchange(bytes(range(256)) * 8, qos)
client.ping()
print(client.wait_msg(), client.check_msg())
client.disconnect()

# A retained message waits for who subscribes later.
client.connect()
client.publish(TOPIC + "/kept", b"kept", retain=True)
client.disconnect()
late = MQTTClient("mpnet-late-" + WORLD, HOST, MQTT)
late.set_callback(lambda topic, message: heard.append(message))
late.connect()
late.subscribe((TOPIC + "/kept").encode())
late.wait_msg()
print(heard)
late.disconnect()
