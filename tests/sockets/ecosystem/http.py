# micropython-lib's urequests as it is, to an HTTP server that is CPython's; with TLS, too.
import takes_over  # noqa: F401
import urequests
from under_test import HOST, HTTP, HTTPS, pattern

for base in ("http://%s:%d" % (HOST, HTTP), "https://%s:%d" % (HOST, HTTPS)):
    answer = urequests.get(base + "/hello")
    print(answer.status_code, answer.reason, answer.headers["Content-Type"], answer.text)
    answer = urequests.get(base + "/hello?where=there", headers={"X-Name": "value"})
    print(sorted(answer.json().items()))
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(urequests, method)(base + "/anything", json={"temperature": 21.5})
        print(sorted(answer.json().items()))
    answer = urequests.get(base + "/many/10000")
    print(answer.content == pattern(10000))
    answer = urequests.get(base + "/missing")
    print(answer.status_code)
    answer.close()
    answer = urequests.head(base + "/hello")
    print(answer.status_code, answer.content)
    answer = urequests.get(base + "/moved")
    print(answer.status_code, answer.text)
