"""login_client.py HOST PORT CA [--user U --password-file F] [--code C] [--sign-up [--invitation T]] [--new-password-file F]
   [--keep-token F | --token-file F] [--external CERT KEY] [--step-up] [--tamper WHAT] MESSAGE...
A second implementation of the login, written from docs/spec/challenge-auth.md and docs/spec/framing.md alone, by somebody who had not
seen the code; Python 3 with `cryptography`. LoginPythonIT runs it."""
import argparse, base64, contextlib, enum, hashlib, hmac, json, os, socket, ssl, stringprep, sys, time, unicodedata

p = argparse.ArgumentParser()
for a in "host port ca".split(): p.add_argument(a)
for a in "user password-file code invitation new-password-file keep-token token-file tamper".split(): p.add_argument("--" + a)
p.add_argument("--sign-up", action="store_true"); p.add_argument("--step-up", action="store_true")
p.add_argument("--external", nargs=2)
p.add_argument("messages", nargs="*")
o = p.parse_intermixed_args()

AUTH, DATA, DATA_MORE, PING, PONG, CLOSE, PAD = 2, 0, 1, 3, 4, 5, 6
T = enum.IntEnum("T", "OFFER BEGIN CHALLENGE RESPONSE SUCCESS NEXT FAILED SIGN_UP UPDATE DONE RECONNECT TOKEN FINISH AGAIN ABORT")
FAILED = {1: "refused", 2: "not this channel's binding", 3: "cannot be checked now", 4: "a rule was broken", 5: "not offered",
          6: "sign-up closed, invitation, or name taken", 7: "verifier too weak or costly", 8: "offer changed", 9: "took too long"}

# --- TLS
ctx = ssl.create_default_context(cafile=o.ca)
ctx.minimum_version = ssl.TLSVersion.TLSv1_3
ctx.set_alpn_protocols(["securechannel/1"])
if o.external: ctx.load_cert_chain(*o.external)
tls = ctx.wrap_socket(socket.create_connection((o.host, int(o.port))), server_hostname=o.host, suppress_ragged_eofs=False)
assert tls.selected_alpn_protocol() == "securechannel/1", "ALPN"
stream = tls.makefile("rb")

def end_point(der):  # RFC 5929: hash of the certificate by the hash of its signature; MD5, SHA-1 -> SHA-256
    from cryptography import x509
    h = x509.load_der_x509_certificate(der).signature_hash_algorithm
    if h is None: sys.exit("tls-server-end-point is not defined for this certificate")
    return hashlib.new("sha256" if h.name in ("md5", "sha1") else h.name, der).digest()
BINDINGS = {"tls-server-end-point": lambda: end_point(tls.getpeercert(True))}

# --- frames
def send(kind, payload): tls.sendall(bytes([kind]) + len(payload).to_bytes(3, "big") + payload)
def read(n):
    d = stream.read(n)
    return d if len(d) == n else sys.exit("cut: the server ended in the middle")
def frame():
    while True:
        kind = read(1)[0]; payload = read(int.from_bytes(read(3), "big"))
        if kind == CLOSE:
            sys.exit(f"closed by the server: {int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}")
        if kind == PING: send(PONG, payload)
        elif kind not in (PAD, PONG): return kind, payload

# --- messages
octets = lambda b: len(b).to_bytes(2, "big") + b
text = lambda s: octets(s.encode())
number = lambda n: n.to_bytes(4, "big")
class In:
    def __init__(s, b): s.b, s.i = b, 0
    def take(s, n):
        if s.i + n > len(s.b): sys.exit("message too short")
        s.i += n; return s.b[s.i - n:s.i]
    def byte(s): return s.take(1)[0]
    def octets(s): return s.take(int.from_bytes(s.take(2), "big"))
    def text(s): return s.octets().decode()
    def number(s): return int.from_bytes(s.take(4), "big")
    def list(s): return [s.text() for _ in range(s.byte())]
    def end(s): assert s.i == len(s.b), "bytes behind the fields"
def say(t, *fields): send(AUTH, bytes([t]) + b"".join(fields))
def hear(*expected):
    kind, payload = frame()
    if kind != AUTH: sys.exit(f"expected AUTH, got frame {kind}")
    m = In(payload); t = T(m.byte())
    if t == T.FAILED:
        code = m.byte(); print(f"FAILED {code}: {FAILED.get(code)}", file=sys.stderr)
        if not stepping: frame()  # the CLOSE, exits
        raise SystemExit(3)
    if t not in expected: sys.exit(f"expected {expected}, got {t!r}")
    return t, m
stepping = False

# --- SASLprep (RFC 4013)
def saslprep(s, query):
    s = "".join(" " if stringprep.in_table_c12(c) else c for c in s if not stringprep.in_table_b1(c))
    s = unicodedata.ucd_3_2_0.normalize("NFKC", s)
    bad = (stringprep.in_table_c12, stringprep.in_table_c21_c22, stringprep.in_table_c3, stringprep.in_table_c4, stringprep.in_table_c5,
           stringprep.in_table_c6, stringprep.in_table_c7, stringprep.in_table_c8, stringprep.in_table_c9)
    for c in s:
        if any(f(c) for f in bad) or (not query and stringprep.in_table_a1(c)): sys.exit("SASLprep prohibits " + repr(c))
    if any(stringprep.in_table_d1(c) for c in s):
        if any(stringprep.in_table_d2(c) for c in s) or not (stringprep.in_table_d1(s[0]) and stringprep.in_table_d1(s[-1])): sys.exit("bidi")
    return s
H = lambda k, m: hmac.digest(k, m, "sha256")
sha = lambda b: hashlib.sha256(b).digest()
b64 = lambda b: base64.b64encode(b).decode()
url = lambda b: base64.urlsafe_b64encode(b).rstrip(b"=").decode()
def password(f): return saslprep(open(f).read().rstrip("\n"), False).encode()
def keys(pw, salt, it):
    salted = hashlib.pbkdf2_hmac("sha256", pw, salt, it)
    ck = H(salted, b"Client Key")
    return ck, sha(ck), H(salted, b"Server Key")
def verifier(pw, it):
    salt = os.urandom(16); _, stored, server = keys(pw, salt, it)
    return octets(salt) + number(it) + octets(stored) + octets(server)

def offer():
    _, m = hear(T.OFFER)
    version, mech, bind, policy, it = m.byte(), m.list(), m.list(), m.byte(), m.number(); m.end()
    print("OFFER", version, mech, bind, "sign-up", policy, "iterations", it, file=sys.stderr)
    assert version == 1
    h = b"\x1e".join(sorted(x.encode() for x in mech))
    if bind: h += b"\x1f" + b"\x1e".join(sorted(x.encode() for x in bind))
    return mech, bind, it, sha(h)
def binding(bind):
    for t in ("tls-exporter", "tls-server-end-point"):
        if t in bind and t in BINDINGS:
            b = BINDINGS[t]()
            return t, (os.urandom(len(b)) if o.tamper == "binding" else b)
    sys.exit(f"no common binding: {bind}")

def scram(bind, ofr, pw):
    name, cb = binding(bind)
    user = saslprep(o.user, True).replace("=", "=3D").replace(",", "=2C")
    gs2 = f"p={name},,"
    nonce = b64(os.urandom(18)); bare = f"n={user},r={nonce}"
    say(T.BEGIN, text("SCRAM-SHA-256-PLUS"), octets((gs2 + bare).encode()))
    _, m = hear(T.CHALLENGE); first = m.octets().decode(); m.end()
    print("server-first", first, file=sys.stderr)
    a = dict(x.split("=", 1) for x in first.split(","))
    if "m" in a: sys.exit("mandatory extension")
    if not a["r"].startswith(nonce) or a["r"] == nonce: sys.exit("nonce")
    if a.get("h") != b64(ofr):
        say(T.ABORT); sys.exit("the offer was changed (h)")
    it = int(a["i"])
    if not 1 <= it <= 10_000_000:
        say(T.ABORT); sys.exit("iterations " + str(it))
    ck, stored, server = keys(pw, base64.b64decode(a["s"]), it)
    final = f"c={b64(gs2.encode() + cb)},r={a['r']}"
    msg = f"{bare},{first},{final}".encode()
    proof = bytes(x ^ y for x, y in zip(ck, H(stored, msg)))
    say(T.RESPONSE, octets(f"{final},p={b64(proof)}".encode()))
    t, m = hear(T.SUCCESS, T.NEXT)
    extra = m.octets().decode()
    if extra != "v=" + b64(H(server, msg)): sys.exit("server unproved: " + extra)
    return t, m

def token_login(bind, ofr, file):
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    token, pem = json.load(open(file)).values()
    key = load_pem_private_key(pem.encode(), None)
    say(T.BEGIN, text("SECURECHANNEL-TOKEN"), octets(token.encode()))
    _, m = hear(T.CHALLENGE); nonce = m.octets(); m.end()
    name, cb = binding(bind)
    say(T.RESPONSE, octets((name + "," + jws(key, {"jwk": jwk(key), "nonce": url(nonce), "cbt": name, "cb": url(sha(cb)),
        "ath": url(sha(token.encode())), "offer": url(ofr), "iat": int(time.time()), "jti": url(os.urandom(16))})).encode()))
    t, m = hear(T.SUCCESS, T.NEXT); m.octets()
    return t, m
def jwk(key):
    n = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": url(n.x.to_bytes(32, "big")), "y": url(n.y.to_bytes(32, "big"))}
def jws(key, claims):
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    head = url(json.dumps({"alg": "ES256", "typ": "securechannel-login+jwt"}).encode()) + "." + url(json.dumps(claims).encode())
    r, s = utils.decode_dss_signature(key.sign(head.encode(), ec.ECDSA(hashes.SHA256())))
    return head + "." + url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

def login():
    mech, bind, it, ofr = offer()
    pw = password(o.password_file) if o.password_file else None
    if o.sign_up and not stepping:
        say(T.SIGN_UP, text(saslprep(o.user, False)), verifier(pw, it), text(o.invitation or ""))
        hear(T.DONE)[1].end()
    if o.token_file: t, m = token_login(bind, ofr, o.token_file)
    elif o.external:
        say(T.BEGIN, text("EXTERNAL"), octets(b"")); t, m = hear(T.SUCCESS); m.octets()
    elif stepping and o.code:
        say(T.BEGIN, text("SECURECHANNEL-TOTP"), octets(o.code.encode())); t, m = hear(T.SUCCESS); m.octets()
    else: t, m = scram(bind, ofr, pw)
    if t == T.NEXT:
        print("NEXT", m.list(), file=sys.stderr); m.end()
        say(T.BEGIN, text("SECURECHANNEL-TOTP"), octets((o.code or input("code: ")).encode()))
        t, m = hear(T.SUCCESS); m.octets()
    user, flags = m.text(), m.byte(); m.end()
    print("SUCCESS", user, "flags", flags, file=sys.stderr)
    fresh = password(o.new_password_file) if o.new_password_file else pw if flags & 1 else None
    if fresh and not stepping:
        say(T.UPDATE, verifier(fresh, it)); hear(T.DONE)[1].end()
    if o.keep_token and not stepping:
        if not flags & 2: sys.exit("no tokens here")
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives import serialization as z
        key = ec.generate_private_key(ec.SECP256R1())
        say(T.RECONNECT, text(json.dumps(jwk(key)))); _, m = hear(T.TOKEN); token = m.text(); m.end()
        pem = key.private_bytes(z.Encoding.PEM, z.PrivateFormat.PKCS8, z.NoEncryption()).decode()
        with open(os.open(o.keep_token, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as f: json.dump({"token": token, "key": pem}, f)
    say(T.FINISH)

login()
def message():
    got = b""
    while True:
        kind, payload = frame(); got += payload
        if kind == DATA: return got.decode()
for line in o.messages or ["hello"]:
    send(DATA, line.encode()); print(message())
if o.step_up:
    stepping = True; say(T.AGAIN); login(); send(DATA, b"after the step"); print(message())
send(CLOSE, bytes(2))
tls.setblocking(False)  # so that unwrap sends close_notify and does not wait
try: tls.unwrap()
except ssl.SSLWantReadError: pass
tls.setblocking(True); stepping = True
with contextlib.suppress(ssl.SSLZeroReturnError):
    while stream.read(4096): pass  # the server's own CLOSE and end
