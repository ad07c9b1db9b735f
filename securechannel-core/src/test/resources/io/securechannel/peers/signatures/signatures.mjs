// ML-DSA-65 (FIPS 204) with an empty context, by @noble/post-quantum.
//   node signatures.mjs sign MESSAGE PUBLIC-KEY SIGNATURE      makes a key, and writes its public half and a signature
//   node signatures.mjs verify MESSAGE PUBLIC-KEY SIGNATURE    prints true or false
// Keys are the 1,952 bytes of FIPS 204, without SubjectPublicKeyInfo around them.
import { readFileSync, writeFileSync } from "node:fs";
import { ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";

const [command, message, publicKey, signature] = process.argv.slice(2);
const read = (file) => new Uint8Array(readFileSync(file));
if (command === "sign") {
  const keys = ml_dsa65.keygen();
  writeFileSync(publicKey, keys.publicKey);
  writeFileSync(signature, ml_dsa65.sign(read(message), keys.secretKey));
} else {
  console.log(ml_dsa65.verify(read(signature), read(message), read(publicKey)));
}
