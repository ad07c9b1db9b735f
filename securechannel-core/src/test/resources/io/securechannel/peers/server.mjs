// A server on Node's tls. CERTIFICATE KEY OTHER-CERTIFICATE OTHER-KEY CLIENTS|- ALPN|- ENDING|-; prints what it finds.
import { readFileSync } from "node:fs";
import { createSecureContext, createServer } from "node:tls";

const [certificate, key, otherCertificate, otherKey, clients, alpn, ending] = process.argv.slice(2);
const options = {
    cert: readFileSync(certificate),
    key: readFileSync(key),
    ca: clients === "-" ? undefined : readFileSync(clients),
    requestCert: clients !== "-",
    rejectUnauthorized: clients !== "-",
    ALPNProtocols: alpn === "-" ? undefined : [alpn],
    minVersion: "TLSv1.3",
    allowHalfOpen: true,
};
const server = createServer(options, (tls) => {
    console.log("name", tls.servername);
    console.log("alpn", tls.alpnProtocol || "None");
    console.log("resumed", tls.isSessionReused());
    console.log("subject", tls.getPeerCertificate().subject?.CN);
    const exported = tls.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0));
    console.log("exporter", exported.toString("hex"));
    let received = "";
    tls.on("data", (data) => {
        received += data;
        if (ending === "SERVER_FIRST" && received === "hello\n") {
            tls.end("heard: hello\n");
        } else if (ending === "-") {
            tls.write("heard: " + data);
        }
    });
    tls.on("end", () => {
        console.log("heard:", received.split("\n").at(-2));
        if (ending === "CLIENT_FIRST") {
            tls.write("heard: " + received);
        }
        tls.end();
    });
    tls.on("error", (error) => console.log("broken", error.message));
});
server.addContext("chat.example", createSecureContext({
    cert: readFileSync(otherCertificate),
    key: readFileSync(otherKey),
    ca: options.ca,
}));
server.on("tlsClientError", (error) => console.log("refused", error.message));
server.listen(0, "127.0.0.1", () => console.log("PORT", server.address().port));
