"""Servers of protocols above sockets, for the scripts of ecosystem/: CPython's HTTP server and mosquitto."""

import asyncio
import contextlib
import http.server
import json
import threading
from pathlib import Path

from peer import HOST, free_port, pattern


class Pages(http.server.BaseHTTPRequestHandler):
    """/hello, /many/<count>, /moved, and what tells what was asked for."""

    def log_message(self, *_):
        pass

    def answer(self, body, kind="text/plain", status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def tell(self, **more):
        told = {"path": self.path, "method": self.command, **more}
        self.answer(json.dumps(told).encode(), "application/json")

    def do_GET(self):
        if self.path == "/hello":
            self.answer(b"hello")
        elif self.path.startswith("/many/"):
            self.answer(pattern(int(self.path[6:])), "application/octet-stream")
        elif self.path == "/moved":
            self.answer(b"", status=301, Location=f"{self.server.base}/hello")
        elif "X-Name" in self.headers:
            self.tell(name=self.headers["X-Name"])
        else:
            self.answer(b"", status=404)

    do_HEAD = do_GET

    def do_POST(self):
        self.tell(body=self.rfile.read(int(self.headers["Content-Length"])).decode())

    do_PUT = do_PATCH = do_DELETE = do_POST


@contextlib.contextmanager
def web(tls=None):
    """The port of an HTTP server, with TLS where a context is given."""
    server = http.server.ThreadingHTTPServer((HOST, 0), Pages)
    server.daemon_threads = True
    server.base = f"{'https' if tls else 'http'}://{HOST}:{server.server_port}"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextlib.asynccontextmanager
async def broker(mosquitto, folder):
    """The port of an MQTT broker."""
    port = free_port()
    settings = Path(folder) / "mosquitto.conf"
    settings.write_text(f"listener {port} {HOST}\nallow_anonymous true\npersistence false\nlog_dest none\n")
    process = await asyncio.create_subprocess_exec(mosquitto, "-c", str(settings), stderr=asyncio.subprocess.DEVNULL)
    try:
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection(HOST, port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                break
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
