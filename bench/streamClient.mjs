// Opens streams of events from a separate process: node streamClient.mjs <port> <path> <streams>. Prints "ready" when
// all streams have the current state, then for each later round of changes their arrival times, in ms since the epoch,
// as JSON.
import { connect } from "node:net";
import { performance } from "node:perf_hooks";

const [port, path, streams] = process.argv.slice(2);
let ready = 0;
let times = [];

for (let index = 0; index < Number(streams); index += 1) {
  const socket = connect(Number(port), "127.0.0.1", () =>
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`),
  );
  let isReady = false;
  socket.on("data", (data) => {
    const text = data.toString("latin1");
    if (isReady && text.includes("event: change")) {
      times.push(performance.timeOrigin + performance.now());
      if (times.length === Number(streams)) {
        console.log(JSON.stringify(times));
        times = [];
      }
    }
    if (!isReady && text.includes("event: ready")) {
      isReady = true;
      ready += 1;
      if (ready === Number(streams)) console.log("ready");
    }
  });
}
