"""Receives webhooks with nothing but Python: WEBHOOK_SECRET=whsec_… PORT=3000 python3 receiver.py"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300
MAX_BODY = 1 << 20


def verify(body, headers, secrets, now=None):
    """The event, or None when the message is not to be believed. `body` is bytes, as they arrived."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not message_id or not signatures or not (timestamp.isascii() and timestamp.isdigit()):
        return None
    # An old message that somebody recorded is refused.
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return None
    signed = f"{message_id}.{timestamp}.".encode() + body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = hmac.new(key, signed, hashlib.sha256).digest()
        for signature in signatures.split(" "):
            version, _, text = signature.partition(",")
            try:
                given = base64.b64decode(text, validate=True)
            except (binascii.Error, ValueError):
                continue
            # compare_digest takes the same time wherever the two differ, for equal lengths.
            if version == "v1" and len(given) == len(expected) and hmac.compare_digest(given, expected):
                return json.loads(body)
    return None


class Receiver(BaseHTTPRequestHandler):
    # Several while one replaces another, separated by spaces.
    secrets = os.environ["WEBHOOK_SECRET"].split(" ")
    seen = set()  # keep it in a database: an event may arrive twice

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        if length > MAX_BODY:
            return self.answer(413)
        event = verify(self.rfile.read(length), self.headers, self.secrets)
        if event is None:
            return self.answer(400)
        if event["id"] not in self.seen:
            self.seen.add(event["id"])
            print(event["type"], event["data"].get("credentialId", ""), flush=True)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    port = int(os.environ.get("PORT", 3000))
    ThreadingHTTPServer(("127.0.0.1", port), Receiver).serve_forever()
