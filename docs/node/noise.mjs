// Speaks SecureChannel's transport over Noise with noise-handshake, as docs/spec/noise.md (sections 4, 5 and 7) and docs/spec/framing.md
// have it. It was written from these pages, and may be copied.
//
//   npm ci && node noise.mjs connect HOST PORT --key PRIVATE.pem --server scn1…     IK: the server's key is known
//   npm ci && node noise.mjs connect HOST PORT --key PRIVATE.pem --shows scn1…      XX: the server shows its key, which has to be this one
//   npm ci && node noise.mjs listen PORT --key PRIVATE.pem [--client scn1…]…        both; lets in these clients, or else every one
//
// connect sends every line of its input as a message, and prints every message that comes back. listen sends every message back.
// Keys are made by `openssl genpkey -algorithm X25519 -out PRIVATE.pem`; each end prints its public key.
//
// The suite is 25519_ChaChaPoly_BLAKE2b, which the package has and no other, without post-quantum secrecy: our end says `classical()` or
// `alsoClassical()`. It holds whole messages in memory, sends no PING, remembers no key, wipes none, and tells a peer that breaks a rule
// nothing: it ends the connection.
import { createCipheriv, createDecipheriv, createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import Noise from 'noise-handshake';

const NAME = { IK: 'Noise_IK_25519_ChaChaPoly_BLAKE2b', XX: 'Noise_XX_25519_ChaChaPoly_BLAKE2b' };
const LENGTHS = { IK: [96, 48], XX: [32, 96, 64] }; // of the handshake messages, which carry no payload (N10)
const [LABEL, MODE] = ['securechannel/1', 'framed'];
const REFUSED = { protocol: 1, label: 2, mode: 3, code: 4 };
const [DATA, CONFIRM, END, NEXT_KEY] = [0, 1, 2, 3];
const [FRAME_DATA, FRAME_MORE, , FRAME_PING, FRAME_PONG, FRAME_CLOSE, FRAME_PAD] = [0, 1, 2, 3, 4, 5, 6];
const LARGEST = { [FRAME_DATA]: 16777215, [FRAME_MORE]: 16777215, [FRAME_PING]: 64, [FRAME_PONG]: 64, [FRAME_CLOSE]: 514, [FRAME_PAD]: 16777215 };
const [LONGEST_MESSAGE, LONGEST_CONTENT] = [16777216, 65535 - 17];
const LAST_NUMBER = 2n ** 64n - 1n;
const DEADLINE = 10000; // milliseconds, for a handshake

function need(condition, otherwise) {
  if (!condition) {
    throw new Error(otherwise);
  }
}

const u = (length, value) => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};
const short = (text) => Buffer.concat([u(1, Buffer.byteLength(text)), Buffer.from(text)]);

// Keys and their text form (section 7): Bech32m, BIP 350, with the prefix scn

const DIGITS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const PREFIX = [3, 3, 3, 0, 19, 3, 14]; // "scn", expanded
const BECH32M = 0x2bc830a3;

function checksum(values) {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((each, i) => (sum ^= (top >>> i) & 1 ? each : 0));
  }
  return sum;
}

export function keyText(key) {
  const bits = BigInt('0x' + key.toString('hex')) << 4n; // 52 digits of 5 bits
  const digits = Array.from({ length: 52 }, (_, i) => Number((bits >> BigInt(5 * (51 - i))) & 31n));
  const sum = checksum([...PREFIX, ...digits, 0, 0, 0, 0, 0, 0]) ^ BECH32M;
  const check = Array.from({ length: 6 }, (_, i) => (sum >>> (5 * (5 - i))) & 31);
  return 'scn1' + [...digits, ...check].map((each) => DIGITS[each]).join('');
}

export function parseKey(text) {
  const lower = text === text.toUpperCase() ? text.toLowerCase() : text;
  const digits = [...lower.slice(4)].map((each) => DIGITS.indexOf(each));
  const bits = digits.slice(0, 52).reduce((all, each) => (all << 5n) | BigInt(each & 31), 0n);
  need(lower.startsWith('scn1') && digits.length === 58 && !digits.includes(-1) && checksum([...PREFIX, ...digits]) === BECH32M
    && (bits & 15n) === 0n, 'a key is written scn1… with 62 characters; this one is mistyped or cut'); // N26
  return Buffer.from((bits >> 4n).toString(16).padStart(64, '0'), 'hex');
}

export function readKeyPair(file) {
  const key = createPrivateKey(readFileSync(file));
  need(key.asymmetricKeyType === 'x25519', 'the key is of the type ' + key.asymmetricKeyType + ', not x25519');
  const { d, x } = key.export({ format: 'jwk' });
  return { secretKey: Buffer.from(d, 'base64url'), publicKey: Buffer.from(x, 'base64url') };
}

/** Takes so many bytes at a time from pieces of any size. */
class Reader {
  constructor(pieces) {
    this.pieces = pieces[Symbol.asyncIterator]();
    this.held = [];
    this.length = 0;
  }
  /** null at the end, if it may be there. */
  async take(length, mayEnd = false) {
    while (this.length < length) {
      const { value, done } = await this.pieces.next();
      if (done) {
        need(mayEnd && this.length === 0, 'the connection was cut');
        return null;
      }
      this.held.push(value);
      this.length += value.length;
    }
    const all = this.held.length === 1 ? this.held[0] : Buffer.concat(this.held);
    this.length -= length;
    this.held = this.length ? [all.subarray(length)] : [];
    return all.subarray(0, length);
  }
  async number(length) {
    return (await this.take(length)).readUIntBE(0, length);
  }
  async short() {
    return (await this.take(await this.number(1))).toString('latin1');
  }
}

/** A CipherState of the framework (section 5.1), which replaces its key by itself (N19). */
class Direction {
  constructor(key) {
    this.key = key;
    this.number = 0n;
  }
  static nonce(number) {
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64LE(number, 4);
    return nonce;
  }
  seal(plaintext) {
    need(this.number < LAST_NUMBER, 'every number has been used'); // N20
    const cipher = createCipheriv('chacha20-poly1305', this.key, Direction.nonce(this.number), { authTagLength: 16 });
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    this.next();
    return sealed;
  }
  open(sealed) {
    need(this.number < LAST_NUMBER, 'every number has been used');
    const cipher = createDecipheriv('chacha20-poly1305', this.key, Direction.nonce(this.number), { authTagLength: 16 });
    cipher.setAuthTag(sealed.subarray(-16));
    const plaintext = cipher.update(sealed.subarray(0, -16));
    try {
      cipher.final();
    } catch {
      throw new Error('a record is not authentic'); // N21: the caller ends the connection, and plaintext is not used
    }
    this.next();
    return plaintext;
  }
  next() {
    if (this.number % 65536n === 65535n) {
      const cipher = createCipheriv('chacha20-poly1305', this.key, Direction.nonce(LAST_NUMBER), { authTagLength: 16 });
      this.key = cipher.update(Buffer.alloc(32)); // Rekey, section 4.2
    }
    this.number += 1n;
  }
}

/** What follows the handshake (section 5), with messages in frames. */
class Channel {
  constructor(socket, reader, noise, initiator) {
    this.socket = socket;
    this.reader = reader;
    this.initiator = initiator;
    this.peer = keyText(Buffer.from(noise.rs));
    this.handshakeHash = Buffer.from(noise.hash);
    this.sending = new Direction(Buffer.from(noise.tx));
    this.receiving = new Direction(Buffer.from(noise.rx));
    this.nextKey = null; // the server's, if it has announced one
    this.announced = 0;
  }

  /** Sends a message: a frame DATA. */
  async send(message) {
    await this.frame(FRAME_DATA, message);
  }

  /** Ends this direction: CLOSE, END, and the connection's own end. */
  async end() {
    await this.frame(FRAME_CLOSE, u(2, 0));
    this.record(END, Buffer.alloc(0));
    this.socket.end();
  }

  /** The messages of the peer, up to its proved end; a cut throws. */
  async *messages() {
    const reader = new Reader(this.stream());
    let [parts, size, closed, header] = [[], 0, false, null];
    while ((header = await reader.take(4, true))) {
      const [type, length] = [header[0], header.readUIntBE(1, 3)];
      need(!closed, 'a frame follows CLOSE'); // F11
      need(length <= (LARGEST[type] ?? -1), 'a frame of the type ' + type + ' and ' + length + ' bytes does not belong here'); // F2, F3, F14
      const fragment = type === FRAME_DATA || type === FRAME_MORE;
      size += fragment ? length : 0;
      need(size <= LONGEST_MESSAGE && (type !== FRAME_MORE || length > 0), 'a message is too long, or a fragment empty'); // F4, F7
      const payload = await reader.take(length);
      if (fragment) {
        parts.push(payload);
      }
      if (type === FRAME_DATA) {
        yield Buffer.concat(parts);
        [parts, size] = [[], 0];
      } else if (type === FRAME_PING) {
        await this.frame(FRAME_PONG, payload); // F8
      } else if (type === FRAME_CLOSE) {
        const code = length >= 2 ? payload.readUInt16BE() : 2;
        need(parts.length === 0 && (code < 2 || code >= 4096), 'the peer closes with code ' + code);
        closed = true;
      }
    }
    need(closed, 'the connection was cut: no CLOSE came'); // F12
  }

  async frame(type, payload) {
    need(payload.length <= LARGEST[type], 'a frame takes ' + LARGEST[type] + ' bytes');
    const frame = Buffer.concat([u(1, type), u(3, payload.length), payload]);
    let room = true;
    for (let at = 0; at < frame.length; at += LONGEST_CONTENT) {
      room = this.record(DATA, frame.subarray(at, at + LONGEST_CONTENT));
    }
    if (!room) {
      await once(this.socket, 'drain');
    }
  }

  record(type, content) {
    const sealed = this.sending.seal(Buffer.concat([u(1, type), content]));
    return this.socket.write(Buffer.concat([u(2, sealed.length), sealed]));
  }

  async nextRecord() {
    const length = await this.reader.number(2);
    need(length >= 17, 'a record of ' + length + ' bytes is too short'); // N17
    return this.receiving.open(await this.reader.take(length));
  }

  /** The content of the records DATA, up to END. */
  async *stream() {
    for (;;) {
      const record = await this.nextRecord();
      const [type, content] = [record[0], record.subarray(1)];
      need((type === DATA && content.length > 0) || (type === END && content.length === 0)
        || (type === NEXT_KEY && content.length === 32 && this.initiator), 'a record of the type ' + type + ' does not belong here');
      if (type === END) {
        return; // N18: nothing follows
      } else if (type === NEXT_KEY) {
        need(++this.announced <= 8 && content.some((each) => each !== 0), 'the server announces a key that is none, or too many'); // N22
        this.nextKey = keyText(content);
      } else {
        yield content;
      }
    }
  }
}

// Handshakes (section 4)

const preamble = (name, label, mode) => Buffer.concat([Buffer.from('SCN1'), short(name), short(label), short(mode)]);

function begin(pattern, initiator, key, prologue, server) {
  // A copy of the keys: the package may wipe what it is given.
  const noise = new Noise(pattern, initiator, { publicKey: Buffer.from(key.publicKey), secretKey: Buffer.from(key.secretKey) });
  noise.initialise(prologue, server); // N8
  return { noise, lengths: [...LENGTHS[pattern]] };
}

function write({ noise, lengths }) {
  const message = noise.send();
  lengths.shift();
  return Buffer.concat([u(2, message.length), message]);
}

async function read({ noise, lengths }, reader) {
  const [length, expected] = [await reader.number(2), lengths.shift()];
  need(length === expected, 'a handshake message of ' + length + ' bytes came instead of ' + expected); // N10
  const message = await reader.take(length);
  try {
    noise.recv(message);
  } catch {
    throw new Error('a handshake message is not authentic: the peer has, or expects, another key');
  }
}

async function refusal(reader) {
  const what = await reader.number(1);
  const names = [];
  for (let count = await reader.number(1); count > 0 && names.length < 16; count--) {
    names.push((await reader.short()).replace(/[^!-~]/g, '?'));
  }
  return 'the server does not accept the ' + Object.keys(REFUSED)[what - 1] + '; it says that it accepts ' + names.join(', '); // N11
}

async function initiate(socket, { key, server, check }) {
  const pattern = server ? 'IK' : 'XX';
  const prologue = preamble(NAME[pattern], LABEL, MODE);
  const handshake = begin(pattern, true, key, prologue, server);
  socket.write(Buffer.concat([prologue, write(handshake)]));
  const reader = new Reader(socket);
  const status = await reader.number(1);
  need(status !== 1, status === 1 && (await refusal(reader)));
  need(status === 0, 'this is no server of SecureChannel over Noise');
  await read(handshake, reader);
  if (!server) {
    const shown = keyText(Buffer.from(handshake.noise.rs));
    need(check(shown), 'the server shows the key ' + shown); // N15: before this end's own key is sent
    socket.write(write(handshake));
  }
  const channel = new Channel(socket, reader, handshake.noise, true);
  channel.record(CONFIRM, Buffer.alloc(0)); // N12
  return channel;
}

async function respond(socket, { key, check }) {
  const reader = new Reader(socket);
  need((await reader.take(4)).toString('latin1') === 'SCN1', 'this is no client of SecureChannel over Noise');
  const [name, label, mode] = [await reader.short(), await reader.short(), await reader.short()];
  const pattern = Object.keys(NAME).find((each) => NAME[each] === name);
  const accepts = [['protocol', pattern, Object.values(NAME)], ['label', label === LABEL, [LABEL]], ['mode', mode === MODE, []]];
  const refused = accepts.find(([, accepted]) => !accepted);
  if (refused) {
    socket.end(Buffer.concat([u(1, 1), u(1, REFUSED[refused[0]]), u(1, refused[2].length), ...refused[2].map(short)])); // N11
    throw new Error('the client wants another ' + refused[0]);
  }
  const handshake = begin(pattern, false, key, preamble(name, label, mode));
  const admit = () => {
    const shown = keyText(Buffer.from(handshake.noise.rs));
    need(check(shown), 'the client has the key ' + shown + ', which is not let in');
  };
  await read(handshake, reader);
  if (pattern === 'IK') {
    admit(); // N16: before the answer
  }
  socket.write(Buffer.concat([u(1, 0), write(handshake)]));
  if (pattern === 'XX') {
    await read(handshake, reader);
    admit();
  }
  const channel = new Channel(socket, reader, handshake.noise, false);
  const confirm = await channel.nextRecord();
  need(confirm[0] === CONFIRM && confirm.length === 1, 'the first record is not CONFIRM'); // N12
  return channel;
}

async function within(socket, handshake) {
  const timer = setTimeout(() => socket.destroy(new Error('the handshake took too long')), DEADLINE);
  try {
    return await handshake;
  } catch (error) {
    socket.destroySoon();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Connects. With `server`, the 32 bytes of its key, by IK; else by XX, and `check` is asked whether the key that the server shows, as text,
 * is right.
 */
export async function connect(host, port, { key, server, check }) {
  const socket = net.connect({ host, port, allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  return within(socket, initiate(socket, { key, server, check }));
}

/** Listens; `check` is asked whether a client's key, as text, is let in. `handle` is given each channel, `report` each failure. */
export function listen(port, { key, check }, handle, report) {
  const serve = async (socket) => {
    try {
      socket.on('error', () => {}); // the reader sees it too
      await handle(await within(socket, respond(socket, { key, check })));
    } catch (error) {
      report(error);
      socket.destroySoon();
    }
  };
  return net.createServer({ allowHalfOpen: true, noDelay: true }, serve).listen(port, 'localhost');
}

// The program

async function client(host, port, { key, server, shows }) {
  const channel = await connect(host, port, { key, server: server && parseKey(server), check: (shown) => shown === keyText(parseKey(shows)) });
  console.error('server ' + channel.peer);
  const print = async () => {
    for await (const message of channel.messages()) {
      process.stdout.write(message + '\n');
    }
    console.error('the end is proved' + (channel.nextKey ? ', next key ' + channel.nextKey : ''));
  };
  const send = async () => {
    for await (const line of createInterface({ input: process.stdin })) {
      await channel.send(Buffer.from(line));
    }
    await channel.end();
  };
  await Promise.all([print(), send()]);
}

async function echo(port, { key, client: clients }) {
  const check = (shown) => clients.length === 0 || clients.includes(shown);
  const server = listen(port, { key, check }, async (channel) => {
    console.error('client ' + channel.peer);
    for await (const message of channel.messages()) {
      await channel.send(message);
    }
    await channel.end();
    console.error('the end is proved');
  }, (error) => console.error('noise: ' + error.message));
  await once(server, 'listening');
  console.log('port ' + server.address().port);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = { type: 'string' };
  const { values, positionals: [command, ...where] } = parseArgs({ allowPositionals: true,
    options: { key: text, server: text, shows: text, client: { ...text, multiple: true, default: [] } } });
  try {
    need(values.key && (command === 'listen' || (command === 'connect' && !values.server !== !values.shows)),
      'see the beginning of this file');
    const options = { ...values, key: readKeyPair(values.key) };
    console.error('own ' + keyText(options.key.publicKey));
    await (command === 'listen' ? echo(Number(where[0]), options) : client(where[0], Number(where[1]), options));
  } catch (error) {
    console.error('noise: ' + error.message);
    process.exit(1);
  }
}
