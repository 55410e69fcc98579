"""Issues when a learning platform says by webhook that a course is completed. What its messages look like stands in a
file (lms.json is the one for Thinkific), so that this program fits any platform that signs its messages with HMAC-SHA256:
PROOFMARK_URL=https://badges.example.edu PROOFMARK_KEY=pm_live_… LMS_SECRET=… PORT=3000 python3 lms.py lms.json"""

import base64
import hashlib
import hmac
import json
import os
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAX_BODY = 1 << 20
# It has the credential already: said when the same completion is told of once more, in other words.
DONE = {"duplicate_credential", "external_id_taken", "idempotency_key_reused"}


def is_signed(body, given, encoding, secret):
    """`body` is bytes, as they arrived: a body that was parsed and written again is another one."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256)
    expected = digest.hexdigest() if encoding == "hex" else base64.b64encode(digest.digest()).decode()
    return hmac.compare_digest(expected.encode(), given.strip().encode("latin-1", "replace"))


def at(message, path):
    """What lies at `payload.user.email`."""
    for name in path.split("."):
        message = message[name]
    return message


def credential(message, platform):
    """The request, and what its completion is called; nothing when the message is about something else."""
    if any(message.get(name) != value for name, value in platform["only"].items()):
        return None
    achievement = platform["achievements"].get(str(at(message, platform["course"])))
    if achievement is None:
        return None
    # The same however often the platform tells of it.
    completion = "-".join(["lms", *(str(at(message, path)) for path in platform["completion"])])
    name = " ".join(str(at(message, path)) for path in platform["name"])
    recipient = {"name": name, "email": at(message, platform["email"])}
    return completion, {"achievementId": achievement, "recipient": recipient, "externalId": completion}


def issue(completion, body):
    """Whether nothing is left to do."""
    request = urllib.request.Request(
        os.environ["PROOFMARK_URL"] + "/v1/credentials",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["PROOFMARK_KEY"],
            "Content-Type": "application/json",
            "Idempotency-Key": completion,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=15):
            return True
    except urllib.error.HTTPError as refusal:
        error = json.load(refusal)["error"]
        if error["code"] in DONE:
            return True
        print(completion, error["message"], error["details"], file=sys.stderr, flush=True)
        return False
    except OSError as failure:
        print(completion, failure, file=sys.stderr, flush=True)
        return False


class Receiver(BaseHTTPRequestHandler):
    platform = {}

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        if length > MAX_BODY:
            return self.answer(413)
        body = self.rfile.read(length)
        signature = self.platform["signature"]
        given = self.headers.get(signature["header"], "")
        if not is_signed(body, given, signature["encoding"], os.environ["LMS_SECRET"]):
            return self.answer(401)
        try:
            wanted = credential(json.loads(body), self.platform)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            print("a message of another form:", repr(error), file=sys.stderr, flush=True)
            return self.answer(400)
        # Anything but 2xx, and the platform tells again later.
        self.answer(204 if wanted is None or issue(*wanted) else 502)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        Receiver.platform = json.load(file)
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", 3000))), Receiver).serve_forever()
