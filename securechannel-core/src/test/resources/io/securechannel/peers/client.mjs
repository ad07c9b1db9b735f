// A client on Node's tls. PORT ROOT NAME CERTIFICATE|- KEY|- ALPN|- TIMES ENDING|-; prints what it finds.
import { readFileSync } from "node:fs";
import { connect } from "node:tls";

const [port, root, name, certificate, key, alpn, times, ending] = process.argv.slice(2);
const file = (path) => (path === "-" ? undefined : readFileSync(path));
let session;

// Node takes an end of the connection without close_notify for an end: without an answer nothing was heard.
process.exitCode = 1;

function converse() {
    return new Promise((resolve, reject) => {
        const tls = connect({
            host: "localhost",
            port: Number(port),
            servername: name,
            ca: file(root),
            cert: file(certificate),
            key: file(key),
            ALPNProtocols: alpn === "-" ? undefined : [alpn],
            minVersion: "TLSv1.3",
            allowHalfOpen: true,
            session,
        });
        tls.on("session", (ticket) => (session = ticket));
        tls.on("error", reject);
        tls.on("close", resolve);
        tls.on("data", (data) => {
            process.stdout.write(data);
            process.exitCode = 0;
        });
        tls.on("end", () => tls.end(ending === "SERVER_FIRST" ? "after your end\n" : undefined));
        tls.on("secureConnect", () => {
            console.log("alpn", tls.alpnProtocol || "None");
            console.log("resumed", tls.isSessionReused());
            console.log("subject", tls.getPeerCertificate().subject?.CN);
            const exported = tls.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", Buffer.alloc(0));
            console.log("exporter", exported.toString("hex"));
            if (ending === "CLIENT_FIRST") {
                tls.end("hello\n");
            } else {
                tls.write("hello\n");
            }
        });
    });
}

for (let i = 0; i < Number(times); i++) {
    await converse();
}
