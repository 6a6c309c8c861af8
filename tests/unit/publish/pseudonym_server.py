"""A pseudonym service for tests: answers on a free port of this machine, which it writes first.

The path chooses what it does: /right, /slow-start (fails twice, then is right), and one path for each
way of being wrong.
"""

import hashlib
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "hemmelig"


def pseudonym(unit_id_type, identifier):
    digest = hashlib.sha256(f"{unit_id_type} {identifier}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


class Service(BaseHTTPRequestHandler):
    attempts = 0

    def do_POST(self):
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["X-API-KEY"] != KEY or "job_id" not in query:
            return self.answer(401, b"{}")
        unit_id_type = query["unit_id_type"][0]
        found = {each: pseudonym(unit_id_type, each) for each in asked}
        if address.path == "/slow-start":
            Service.attempts += 1
            if Service.attempts < 3:
                return self.answer(503, b"")
        elif address.path == "/no-json":
            return self.answer(200, b"<html>")
        elif address.path == "/too-long":
            return self.answer(200, b" " * 1_000_000 + b"{}")
        elif address.path == "/absent":
            del found[asked[-1]]
        elif address.path == "/too-large":
            found[asked[-1]] = 2**48
        elif address.path == "/negative":
            found[asked[-1]] = -1
        elif address.path == "/shared":
            found[asked[-1]] = found[asked[0]]
        self.answer(200, json.dumps(found).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    server = HTTPServer(("127.0.0.1", 0), Service)
    print(f"port {server.server_port} ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
