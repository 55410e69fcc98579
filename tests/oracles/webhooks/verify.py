"""Asks `standardwebhooks` of PyPI: messages as JSON on standard input, a list of true and false on standard output."""

import json
import sys

from standardwebhooks.webhooks import Webhook


def believes(message):
    try:
        Webhook(message["secret"]).verify(message["body"], message["headers"])
        return True
    except Exception:
        return False


print(json.dumps([believes(message) for message in json.load(sys.stdin)]))
