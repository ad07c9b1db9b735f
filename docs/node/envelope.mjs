// Opens and seals envelopes of SecureChannel as docs/spec/envelope.md has them.
//
//   npm ci && node envelope.mjs open IN OUT --key PRIVATE.pem [--from SIGNER.pem]… [--context TEXT]
//   npm ci && node envelope.mjs seal IN OUT --to PUBLIC.pem… [--sign PRIVATE.pem] [--context TEXT] [--segments]
//
// Written from the specification alone, with hpke-js for HPKE and Node's own cryptography for the rest: proof that the
// specification says all that is needed. Slots of all four types; suite 1 and, with --segments, suite 2; signatures by
// Ed25519 and RSA. It reads an envelope at once, knows no replay guard, wipes no key, and says what is wrong more exactly than E9
// lets a server say it.
import { createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, createPublicKey, constants, hkdfSync,
  privateDecrypt, publicEncrypt, randomBytes, sign, timingSafeEqual, verify } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { XWing } from '@hpke/hybridkem-x-wing';

const [X_WING, X25519, P256, RSA] = [1, 2, 3, 4];
const [ED25519, PSS] = [1, 3];
const KEMS = { [X_WING]: () => new XWing(), [X25519]: () => new DhkemX25519HkdfSha256(), [P256]: () => new DhkemP256HkdfSha256() };
const X_WING_ID = Buffer.from('060b2b0601040183e62d81c87a', 'hex');
const [CHUNK, SEGMENT] = [1048576, 1048576];
const LATEST = 253402300799999n; // the end of the year 9999, in milliseconds

function need(condition, otherwise) {
  if (!condition) {
    throw new Error(otherwise);
  }
}

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const u = (length, value) => {
  const bytes = Buffer.alloc(length);
  return length === 8 ? (bytes.writeBigUInt64BE(BigInt(value)), bytes) : (bytes.writeUIntBE(value, 0, length), bytes);
};
const same = (a, b) => a.length === b.length && timingSafeEqual(a, b);

// HKDF-Expand (RFC 5869, section 2.3) of 32 bytes with SHA-256 is one round.
const expand = (cek, purpose, about) => hmac(cek, Buffer.from('SecureChannel envelope v1 ' + purpose), about, u(1, 1));

/** Reads bytes one after the other, and fails where there are too few. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  take(length) {
    need(this.at + length <= this.bytes.length, 'the envelope is cut');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  number(length) {
    return this.take(length).readUIntBE(0, length);
  }
  rest() {
    return this.take(this.bytes.length - this.at);
  }
}

// Keys. Node knows no X-Wing: its seed, and its public key, are the last bytes of the DER.

const der = (pem) => Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');

async function recipientKey(file, secret) {
  const pem = readFileSync(file, 'ascii');
  const bytes = der(pem);
  if (bytes.includes(X_WING_ID)) {
    const kem = new XWing();
    const pair = secret ? await kem.generateKeyPairDerand(new Uint8Array(bytes.subarray(-32))) : {
      publicKey: await kem.deserializePublicKey(new Uint8Array(bytes.subarray(-1216))) };
    const raw = Buffer.from(await kem.serializePublicKey(pair.publicKey));
    const id = Buffer.concat([Buffer.from([0x30, X_WING_ID.length]), X_WING_ID]);
    const bits = Buffer.concat([Buffer.from('038204c100', 'hex'), raw]);
    const spki = Buffer.concat([Buffer.from([0x30, 0x82]), u(2, id.length + bits.length), id, bits]);
    return { type: X_WING, hash: sha256(spki), ...pair };
  }
  const key = secret ? createPrivateKey(pem) : createPublicKey(pem);
  const hash = sha256((secret ? createPublicKey(pem) : key).export({ type: 'spki', format: 'der' }));
  const type = { x25519: X25519, ec: P256, rsa: RSA }[key.asymmetricKeyType];
  need(type, key.asymmetricKeyType + ' opens no envelope');
  if (type === RSA) {
    return { type, hash, key };
  }
  const half = await KEMS[type]().importKey('jwk', key.export({ format: 'jwk' }), !secret);
  return { type, hash, [secret ? 'privateKey' : 'publicKey']: half };
}

function signer(key) {
  const algorithm = { ed25519: ED25519, rsa: PSS }[key.asymmetricKeyType];
  need(algorithm, key.asymmetricKeyType + ' does not sign here');
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  const options = algorithm === PSS ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : key;
  return { algorithm, hash: sha256(spki), length: algorithm === PSS ? key.asymmetricKeyDetails.modulusLength / 8 : 64,
    sign: (data) => sign(algorithm === PSS ? 'sha256' : null, data, options),
    verify: (data, signature) => verify(algorithm === PSS ? 'sha256' : null, data, options, signature) };
}

// Slots (section 5)

const slotInfo = (key, id) => Buffer.concat([Buffer.from('SecureChannel envelope v1 slot'), u(1, key.type), key.hash, id]);
const slotHint = (key, id) => sha256(Buffer.from('SecureChannel envelope v1 hint'), id, key.hash).subarray(0, 8);
const suite = (type) => new CipherSuite({ kem: KEMS[type](), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const oaep = (key, label) => ({ key: key.key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: label });

async function openSlot(key, id, body) {
  if (key.type === RSA) {
    return privateDecrypt(oaep(key, slotInfo(key, id)), body);
  }
  const hpke = suite(key.type);
  const enc = body.subarray(0, hpke.kem.encSize);
  const params = { recipientKey: key.privateKey, enc: new Uint8Array(enc), info: new Uint8Array(slotInfo(key, id)) };
  return Buffer.from(await hpke.open(params, new Uint8Array(body.subarray(enc.length))));
}

async function sealSlot(key, id, cek) {
  let body;
  if (key.type === RSA) {
    body = publicEncrypt(oaep(key, slotInfo(key, id)), cek);
  } else {
    const params = { recipientPublicKey: key.publicKey, info: new Uint8Array(slotInfo(key, id)) };
    const sealed = await suite(key.type).seal(params, new Uint8Array(cek));
    body = Buffer.concat([Buffer.from(sealed.enc), Buffer.from(sealed.ct)]);
  }
  return { hint: slotHint(key, id), bytes: Buffer.concat([u(1, key.type), slotHint(key, id), u(2, body.length), body]) };
}

/** The content key: found by the hint, then checked by the commitment and by the slots' tag (E7, E8). */
async function unlock(preheader, area, key) {
  const id = preheader.subarray(8, 24);
  const reader = new Reader(area);
  const count = reader.number(2);
  need(count >= 1 && count <= 1024, 'the number of slots is wrong');
  let last = Buffer.alloc(0);
  let body;
  for (let i = 0; i < count; i++) {
    const type = reader.number(1);
    const hint = reader.take(8);
    need(Buffer.compare(last, hint) < 0, 'the slots are out of order');
    last = hint;
    const bytes = reader.take(reader.number(2));
    body = type === key.type && hint.equals(slotHint(key, id)) ? bytes : body;
  }
  const slots = area.subarray(0, reader.at);
  const tag = reader.take(32);
  need(reader.rest().every((each) => each === 0), 'the slots are not followed by zeros alone');
  need(body, 'the envelope has no slot for this key');
  const cek = await openSlot(key, id, body).catch(() => randomBytes(32));
  need(cek.length === 32 && same(expand(cek, 'commit', preheader.subarray(0, 56)), preheader.subarray(56))
    && same(hmac(expand(cek, 'slots', id), preheader, slots), tag), 'the envelope was not opened');
  return cek;
}

// Content (section 4)

function gcmOpen(key, nonce, aad, sealed) {
  need(sealed.length >= 16, 'the content is cut');
  const cipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
}

function gcmSeal(key, nonce, aad, data) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
}

function openSegments(key, preheader, sealed) {
  const reader = new Reader(sealed);
  need(reader.number(1) === 40, 'the header of the segments has not 40 bytes');
  const segmentKey = Buffer.from(hkdfSync('sha256', key, reader.take(32), preheader, 32));
  const prefix = reader.take(7);
  const parts = [];
  for (let number = 0, last = false; !last; number++) {
    const left = sealed.length - reader.at;
    const length = Math.min(left, number === 0 ? SEGMENT - 40 : SEGMENT);
    last = length === left;
    parts.push(gcmOpen(segmentKey, Buffer.concat([prefix, u(4, number), u(1, last ? 1 : 0)]), Buffer.alloc(0), reader.take(length)));
  }
  return Buffer.concat(parts);
}

function sealSegments(key, preheader, inner) {
  const [salt, prefix] = [randomBytes(32), randomBytes(7)];
  const segmentKey = Buffer.from(hkdfSync('sha256', key, salt, preheader, 32));
  const parts = [u(1, 40), salt, prefix];
  for (let number = 0, at = 0, last = false; !last; number++) {
    const end = at + SEGMENT - 16 - (number === 0 ? 40 : 0);
    last = end >= inner.length;
    parts.push(gcmSeal(segmentKey, Buffer.concat([prefix, u(4, number), u(1, last ? 1 : 0)]), Buffer.alloc(0), inner.subarray(at, end)));
    at = end;
  }
  return Buffer.concat(parts);
}

// What a sender signs (section 6)

const signatureInput = (preheader, context, header, number, last, chunk) => Buffer.concat([
  Buffer.from('SecureChannel envelope signature v1\0'), preheader, sha256(context), sha256(header), u(8, number), u(1, last ? 1 : 0),
  sha256(chunk)]);

function openSigned(inner, preheader, context, own, expected) {
  const reader = new Reader(inner.subarray(1));
  const signers = Array.from({ length: reader.number(1) }, () => ({ algorithm: reader.number(1), hash: reader.take(32) }));
  need(signers.length === expected.length && signers.every((each, i) =>
    each.algorithm === expected[i].algorithm && each.hash.equals(expected[i].hash)), 'the sender is not the one expected');
  need(reader.take(8).readBigUInt64BE() <= LATEST, 'the time is none between 1970 and the year 9999');
  const audience = Array.from({ length: reader.number(2) }, () => reader.take(32));
  need(audience.every((each, i) => i === 0 || Buffer.compare(audience[i - 1], each) < 0), 'the audience is out of order');
  const header = inner.subarray(1, 1 + reader.at);
  const chunks = [];
  for (let number = 0, last = false; !last; number++) {
    const signatures = expected.map((each) => reader.take(each.length));
    const left = reader.bytes.length - reader.at;
    const chunk = reader.take(preheader[5] === 1 ? left : Math.min(left, CHUNK));
    last = chunk.length === left;
    const input = signatureInput(preheader, context, header, number, last, chunk);
    need(expected.every((each, i) => each.verify(input, signatures[i])), 'the signature is wrong');
    chunks.push(chunk);
  }
  need(audience.some((each) => each.equals(own)), 'the sender addressed it to others');
  return Buffer.concat(chunks);
}

async function open(envelope, { key, from, context }) {
  const own = await recipientKey(key, true);
  const expected = from.map((file) => signer(createPublicKey(readFileSync(file))));
  const reader = new Reader(envelope);
  const preheader = reader.take(88);
  need(preheader.toString('latin1', 0, 4) === 'SCEV', 'this is no envelope');
  need(preheader[4] === 1 && [1, 2].includes(preheader[5]) && preheader.readUInt16BE(6) === 0, 'the version is not known');
  const length = reader.number(4);
  need(length <= 4194304, 'the area of the slots is too large');
  const cek = await unlock(preheader, reader.take(length), own);
  const id = preheader.subarray(8, 24);
  need(same(hmac(expand(cek, 'context', id), context), preheader.subarray(24, 56)), 'the context is another');
  const dataKey = expand(cek, 'content', id);
  const inner = preheader[5] === 1
    ? gcmOpen(dataKey, Buffer.alloc(12), preheader, reader.rest())
    : openSegments(dataKey, preheader, reader.rest());
  need(inner[0] === (expected.length ? 1 : 0), expected.length ? 'the envelope is not signed' : 'the envelope is signed: say from whom');
  return expected.length ? openSigned(inner, preheader, context, own.hash, expected) : inner.subarray(1);
}

function signed(plaintext, preheader, context, sender, recipients) {
  const audience = recipients.map((each) => each.hash).sort(Buffer.compare);
  const header = Buffer.concat([u(1, 1), u(1, sender.algorithm), sender.hash, u(8, Date.now()), u(2, audience.length), ...audience]);
  const parts = [u(1, 1), header];
  for (let number = 0, at = 0, last = false; !last; number++) {
    const chunk = plaintext.subarray(at, preheader[5] === 1 ? plaintext.length : at + CHUNK);
    at += chunk.length;
    last = at === plaintext.length;
    parts.push(sender.sign(signatureInput(preheader, context, header, number, last, chunk)), chunk);
  }
  return Buffer.concat(parts);
}

async function seal(plaintext, { to, sign: by, context, segments }) {
  const recipients = await Promise.all(to.map((file) => recipientKey(file, false)));
  const cek = randomBytes(32);
  const id = randomBytes(16);
  const begin = Buffer.concat([Buffer.from('SCEV'), Buffer.from([1, segments ? 2 : 1, 0, 0]), id, hmac(expand(cek, 'context', id), context)]);
  const preheader = Buffer.concat([begin, expand(cek, 'commit', begin)]);
  const sealed = await Promise.all(recipients.map((each) => sealSlot(each, id, cek)));
  sealed.sort((a, b) => Buffer.compare(a.hint, b.hint));
  const slots = Buffer.concat([u(2, sealed.length), ...sealed.map((each) => each.bytes)]);
  const area = Buffer.concat([slots, hmac(expand(cek, 'slots', id), preheader, slots)]);
  const inner = by
    ? signed(plaintext, preheader, context, signer(createPrivateKey(readFileSync(by))), recipients)
    : Buffer.concat([u(1, 0), plaintext]);
  const dataKey = expand(cek, 'content', id);
  const content = segments ? sealSegments(dataKey, preheader, inner) : gcmSeal(dataKey, Buffer.alloc(12), preheader, inner);
  return Buffer.concat([preheader, u(4, area.length), area, content]);
}

const { values, positionals: [command, from, into] } = parseArgs({ allowPositionals: true, options: {
  key: { type: 'string' }, from: { type: 'string', multiple: true, default: [] }, to: { type: 'string', multiple: true, default: [] },
  sign: { type: 'string' }, context: { type: 'string', default: '' }, segments: { type: 'boolean', default: false } } });
try {
  const options = { ...values, context: Buffer.from(values.context) };
  need(command === 'open' ? options.key : command === 'seal' && options.to.length, 'see the beginning of this file');
  writeFileSync(into, await (command === 'open' ? open : seal)(readFileSync(from), options));
} catch (error) {
  console.error('envelope: ' + error.message);
  process.exitCode = 1;
}
