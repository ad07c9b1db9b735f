// Tokens by Node's own cryptography. The commands are those of tokens.py.
import { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, timingSafeEqual, verify }
  from 'node:crypto';
import assert from 'node:assert/strict';

const b64 = (data) => Buffer.from(data).toString('base64url');
const json = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
const sha256 = (data) => createHash('sha256').update(data).digest();
const hex = (text) => Buffer.from(text, 'hex');
const now = () => Math.floor(Date.now() / 1000);
const ieee = (key) => ({ key, dsaEncoding: 'ieee-p1363' });
const publicKey = (jwk) => createPublicKey({ key: jwk, format: 'jwk' });

function make(header, payload, key) {
  const text = b64(JSON.stringify(header)) + '.' + b64(JSON.stringify(payload));
  const signature = Buffer.isBuffer(key) ? createHmac('sha256', key).update(text).digest() : sign('sha256', Buffer.from(text), ieee(key));
  return text + '.' + b64(signature);
}

function check(token, key, algorithm) {
  const [header, payload, signature] = token.split('.');
  assert.equal(json(header).alg, algorithm);
  const text = Buffer.from(header + '.' + payload);
  const bytes = Buffer.from(signature, 'base64url');
  assert.ok(Buffer.isBuffer(key)
    ? timingSafeEqual(bytes, createHmac('sha256', key).update(text).digest())
    : verify('sha256', text, ieee(key), bytes));
  return json(payload);
}

const commands = {
  verify(algorithm, key, issuer, audience, token) {
    const claims = check(token, algorithm === 'HS256' ? hex(key) : publicKey(JSON.parse(key)), algorithm);
    assert.equal(claims.iss, issuer);
    assert.equal(claims.aud, audience);
    assert.ok(claims.exp > now());
    return JSON.stringify(claims);
  },
  make(algorithm, secret, issuer, audience, cnf) {
    const claims = { iss: issuer, aud: [audience, 'other'], sub: 'ada', iat: now(), exp: now() + 60, level: 7, name: 'Ada \u00fc' };
    if (cnf) {
      claims.cnf = { jkt: cnf };
    }
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const token = make({ alg: algorithm, typ: 'at+jwt', kid: 'node' }, claims, algorithm === 'HS256' ? hex(secret) : pair.privateKey);
    const key = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'node', use: 'sig', alg: 'ES256' };
    return JSON.stringify({ token, keys: { keys: [key] }, by: 'node' });
  },
  proof(proof, token, jkt, nonce, type, binding, offer) {
    assert.deepEqual(json(proof.split('.')[0]), { alg: 'ES256', typ: 'securechannel-login+jwt' });
    const { crv, kty, x, y } = json(proof.split('.')[1]).jwk;
    assert.equal(b64(sha256(JSON.stringify({ crv, kty, x, y }))), jkt);
    const claims = check(proof, publicKey({ crv, kty, x, y }), 'ES256');
    assert.equal(claims.nonce, b64(hex(nonce)));
    assert.equal(claims.cbt, type);
    assert.equal(claims.cb, b64(sha256(hex(binding))));
    assert.equal(claims.ath, b64(sha256(token)));
    assert.equal(claims.offer, b64(hex(offer)));
    assert.ok(Math.abs(claims.iat - now()) < 60);
    assert.equal(Buffer.from(claims.jti, 'base64url').length, 16);
    return 'proved';
  },
  prove(token, nonce, type, binding, offer, key) {
    const jwk = JSON.parse(key);
    return make({ alg: 'ES256', typ: 'securechannel-login+jwt' }, {
      jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y },
      nonce: b64(hex(nonce)),
      cbt: type,
      cb: b64(sha256(hex(binding))),
      ath: b64(sha256(token)),
      offer: b64(hex(offer)),
      iat: now(),
      jti: b64(randomBytes(16)),
    }, createPrivateKey({ key: jwk, format: 'jwk' }));
  },
};

const [command, ...rest] = process.argv.slice(2);
console.log(commands[command](...rest));
