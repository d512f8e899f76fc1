#!/usr/bin/env python3
"""Asks the Beatkeeper that runs on this computer: python3 examples/local/ask.py [/api/v1/…] [DATA_FOLDER]

Finds it by its endpoint.json, lets it prove that it is the one, and only then sends the token of BEATKEEPER_TOKEN_FILE.
Needs Python 3.8 or newer and nothing else.
"""
import base64, hashlib, json, os, pathlib, secrets, sys, urllib.error, urllib.request

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def verifies(key, message, signature):
    """Ed25519 as RFC 8032, section 5.1.7, says. With the `cryptography` package at hand, use that: this is slow, and reads public things only."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    y = 4 * pow(5, P - 2, P) % P
    base = point(y.to_bytes(32, "little"))
    return same(times(s, base), add(r, times(h, a)))


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, p)
        p, n = add(p, p), n >> 1
    return total


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def decoded(text):
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def data_folder():
    home = pathlib.Path.home()
    if sys.platform == "win32":
        return pathlib.Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "Beatkeeper"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Beatkeeper"
    base = os.environ.get("XDG_DATA_HOME", "")
    return pathlib.Path(base if base.startswith("/") else home / ".local" / "share") / "beatkeeper"


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


# No proxy either: it would hear the token.
opener = urllib.request.build_opener(NoRedirects, urllib.request.ProxyHandler({}))


def proven_server(data):
    """The address of the running server. The port of one that has died is free for any program; so it signs a question that nobody
    could know before, with the key that stands in a file which only its owner can write."""
    try:
        endpoint = json.loads((data / "endpoint.json").read_text())
    except OSError:
        sys.exit(f"No Beatkeeper runs on {data}.")
    nonce = secrets.token_urlsafe(24)
    try:
        with opener.open(f"{endpoint['url']}/.well-known/console-identity?nonce={nonce}", timeout=10) as answer:
            proof = json.load(answer)
    except (OSError, ValueError):
        proof = {}
    message = f"beatkeeper-console-identity-v1\n{nonce}\n{endpoint['port']}\n".encode()
    if not verifies(decoded(endpoint["public_key"]), message, decoded(str(proof.get("signature", "")))):
        sys.exit(f"What answers at {endpoint['url']} is not the Beatkeeper of {data}. No token was sent.")
    return endpoint["url"]


def main(path="/api/v1/me", folder=None):
    url = proven_server(pathlib.Path(folder) if folder else data_folder())
    token = pathlib.Path(os.environ["BEATKEEPER_TOKEN_FILE"]).read_text().strip()
    request = urllib.request.Request(url + path, headers={"Authorization": f"Bearer {token}"})
    try:
        with opener.open(request, timeout=30) as answer:
            print(answer.read().decode())
    except urllib.error.HTTPError as refusal:
        print(refusal.read().decode())
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
