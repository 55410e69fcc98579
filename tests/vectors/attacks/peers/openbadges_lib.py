"""openbadgeslib: JSON, JWT, PNG and SVG, status and recipient. It is told the issuer by whoever asks; here that is whom
the badge names."""

import argparse
import base64
import json
import os
import sys

from freezegun import freeze_time
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier

VALID, INVALID, INCONCLUSIVE = 0, 1, 2


class NotThere(Exception):
    """A document that cannot be had."""


def answer(question):
    with freeze_time(question["now"]):
        try:
            return verify(question)
        except Exception as error:
            reasons = []
            while error is not None:
                reasons.append(error)
                error = error.__cause__ or error.__context__
            return INCONCLUSIVE if any(isinstance(reason, NotThere) for reason in reasons) else INVALID


def verify(question):
    folder = question["documents"]
    with open(os.path.join(folder, "index.json"), encoding="utf-8") as file:
        index = json.load(file)

    def download(url, *_, **__):
        if url not in index:
            raise NotThere(url)
        with open(os.path.join(folder, index[url]), "rb") as file:
            return file.read()

    if question["file"].endswith(".pdf"):
        return INCONCLUSIVE
    text = credential_in(question["file"])
    verifier = OB3LdpVerifier if text.lstrip().startswith("{") else OB3Verifier
    verifier.for_issuer_did(issuer_of(text), download=download).verify(
        text, expected_recipient=question.get("recipient"), check_status=True, download=download
    )
    return VALID


def credential_in(path):
    with open(path, "rb") as file:
        content = file.read()
    if path.endswith(".svg"):
        return OB3Verifier.extract_token_from_svg(content)
    if path.endswith(".png"):
        return OB3Verifier.extract_token_from_png(content)
    return content.decode("utf-8")


def issuer_of(text):
    if not text.lstrip().startswith("{"):
        part = text.split(".")[1]
        text = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8")
    document = json.loads(text)
    issuer = document.get("vc", document)["issuer"]
    return issuer["id"] if isinstance(issuer, dict) else issuer


if "--batch" in sys.argv:
    for line in sys.stdin:
        print(answer(json.loads(line)), flush=True)
else:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--now", required=True)
    parser.add_argument("--documents", required=True)
    parser.add_argument("--recipient")
    sys.exit(answer(vars(parser.parse_args())))
