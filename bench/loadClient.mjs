// Requests one URL repeatedly from a separate process: node loadClient.mjs <port> <path> <connections> <ms>
// [if-none-match]. Prints the measurements as JSON. It uses raw sockets, because an HTTP client would cost more than
// the relay's answer.
import { connect } from "node:net";
import { performance } from "node:perf_hooks";

const [port, path, connections, ms, tag] = process.argv.slice(2);
const request = Buffer.from(
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\nCookie: ` +
    `session=0123456789abcdef\r\n${tag ? `If-None-Match: ${tag}\r\n` : ""}\r\n`,
);
const latenciesMs = [];
const statuses = {};
const endMs = performance.now() + Number(ms);

await Promise.all(Array.from({ length: Number(connections) }, ask));
latenciesMs.sort((a, b) => a - b);
const at = (share) => latenciesMs[Math.floor(latenciesMs.length * share)];
console.log(
  JSON.stringify({ perSecond: latenciesMs.length / (Number(ms) / 1_000), p50Ms: at(0.5), p99Ms: at(0.99), statuses }),
);

/** @returns {Promise<void>} */
function ask() {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.setNoDelay(true);
    let sentMs = 0;
    let got = "";
    const send = () => {
      sentMs = performance.now();
      if (sentMs >= endMs) {
        socket.destroy();
        return resolve();
      }
      socket.write(request);
    };
    socket.once("connect", send);
    socket.once("error", reject);
    socket.on("data", (data) => {
      got += data.toString("latin1");
      const head = got.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = /content-length: (\d+)/i.exec(got.slice(0, head));
      if (got.length < head + 4 + Number(length?.[1] ?? 0)) return;
      latenciesMs.push(performance.now() - sentMs);
      const status = got.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      got = "";
      send();
    });
  });
}
