# Makes the files openbadgeslib.*: python3 -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python sign.py
# Every run makes new keys and throws them away.

import io
import json
from datetime import datetime, timezone
from pathlib import Path

import png
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from openbadgeslib.ob3 import (Achievement, Alignment, Issuer, OB3LdpSigner, OB3Signer,
                               OpenBadgeCredential, did_key_from_pem)

HERE = Path(__file__).parent
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'


def png_picture():
    picture = io.BytesIO()
    png.Writer(1, 1, greyscale=True).write(picture, [[0]])
    return picture.getvalue()


def pem(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def public_pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM,
                                         serialization.PublicFormat.SubjectPublicKeyInfo)


def badge(issuer):
    return OpenBadgeCredential(
        issuer=Issuer(id=issuer, name="TEST – Example School", url="https://school.example/"),
        recipient_id="did:example:ada",
        id="urn:uuid:6a4dfd0e-3c9f-4b52-8f0a-63b3b2a52a5d",
        issuance_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
        expiration_date=datetime(2036, 1, 1, tzinfo=timezone.utc),
        credits_earned=4.5,
        achievement=Achievement(
            id="urn:uuid:7e7c1f0b-2f0d-4c7e-a3b4-7b8fd3b0e3a1", name="Knots",
            description="Ties twelve knots: „Palstek“ and eleven more 🪢.",
            criteria_narrative="Tie them.", tags=["rope", "patience"],
            alignments=[Alignment(target_name="Ropework",
                                  target_url="https://skills.example/ropework")]))


key = ed25519.Ed25519PrivateKey.generate()
did = did_key_from_pem(public_pem(key))
proofs = OB3LdpSigner(pem(key))
text = proofs.sign_to_json(badge(did), created=datetime(2026, 1, 1, tzinfo=timezone.utc))
(HERE / "openbadgeslib.json").write_text(text)
(HERE / "openbadgeslib.json.svg").write_bytes(proofs.sign_into_svg(badge(did), SVG))
(HERE / "openbadgeslib.json.png").write_bytes(proofs.sign_into_png(badge(did), png_picture()))

tokens = OB3Signer(pem(key), "EdDSA")
(HERE / "openbadgeslib.eddsa.jwt").write_text(tokens.sign(badge(did)))
(HERE / "openbadgeslib.jwt.svg").write_bytes(tokens.sign_into_svg(badge(did), SVG))
(HERE / "openbadgeslib.jwt.png").write_bytes(tokens.sign_into_png(badge(did), png_picture()))

# An issuer with a web address: its keys are in its key set.
keys = []
for name, key in {"RS256": rsa.generate_private_key(65537, 2048), "ES256": ec.generate_private_key(ec.SECP256R1())}.items():
    signer = OB3Signer(pem(key), name)
    token = signer.sign(badge("https://library.example/issuers/7"))
    (HERE / f"openbadgeslib.{name.lower()}.jwt").write_text(token)
    keys.append(signer._public_jwk())
(HERE / "documents" / "jwks.json").write_text(json.dumps({"keys": keys}, indent=2) + "\n")
