// The programs at both ends of a measurement, each a process of its own.
//
//   peer.mjs serve                        prints its port; a connection's first byte says what it wants: E echo, S sink, N nobody reads, P sink of
//                                       so many bytes (the next 12, in decimal), answered when all are there
//   peer.mjs bulk PORT CONNECTIONS MIB    prints bytes per second
//   peer.mjs rtt PORT COUNT SIZE          prints round trip times in µs, as JSON
//   peer.mjs connect PORT SECONDS         prints connections per second: connect, one round trip, close; 16 at a time
//   peer.mjs hold PORT COUNT MODE         opens so many, in mode N with all that fits on its way; prints "held" and waits for stdin
//   peer.mjs slices PORT BYTES            sends them once to an echo; prints when each piece came back, µs since the first, as JSON
//   peer.mjs paced PORT BYTES             sends them to a sink; prints how long it took until all were there, µs

import { connect, createServer } from 'node:net';

const [role, ...rest] = process.argv.slice(2);
const [port, second, third] = rest.map(Number);
const micros = () => Number(process.hrtime.bigint() / 1000n);
const open = (at = port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port: at, host: '127.0.0.1', noDelay: true, allowHalfOpen: true }, () => resolve(socket));
    socket.once('error', reject);
  });
const closed = (socket) => new Promise((resolve) => socket.once('close', resolve).resume());
const once = (socket, event) => new Promise((resolve) => socket.once(event, resolve));

const roles = {
  serve() {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (first) => {
        const mode = String.fromCharCode(first[0]);
        if (mode === 'E') {
          if (first.length > 1) socket.write(first.subarray(1));
          socket.pipe(socket);
        } else if (mode === 'S') {
          socket.on('data', () => undefined).once('end', () => socket.end('k'));
        } else if (mode === 'P') {
          let left = Number(first.subarray(1, 13)) - first.length;
          const told = () => left <= 0 && socket.write('k');
          socket.on('data', (piece) => {
            left -= piece.length;
            told();
          });
          told();
        } else socket.pause();
      });
    });
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(server.address().port));
  },

  async bulk() {
    const total = third * 1024 * 1024;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const sockets = await Promise.all(Array.from({ length: second }, () => open()));
    const startedAt = micros();
    await Promise.all(
      sockets.map(async (socket) => {
        socket.write('S');
        for (let left = total / second; left > 0; left -= chunk.length) {
          if (!socket.write(chunk)) await once(socket, 'drain');
        }
        socket.end();
        await closed(socket);
      }),
    );
    console.log((total / (micros() - startedAt)) * 1e6);
  },

  async rtt() {
    const message = Buffer.alloc(third, 'x');
    const socket = await open();
    socket.write('E');
    const times = [];
    for (let n = 0; n < second; n += 1) {
      const startedAt = micros();
      socket.write(message);
      for (let got = 0; got < message.length;) got += (await once(socket, 'data')).length;
      times.push(micros() - startedAt);
    }
    socket.destroy();
    console.log(JSON.stringify(times));
  },

  async connect() {
    const until = micros() + second * 1e6;
    let count = 0;
    const one = async () => {
      while (micros() < until) {
        const socket = await open();
        socket.write('Ex');
        await once(socket, 'data');
        socket.end();
        await closed(socket);
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: 16 }, one));
    console.log(count / second);
  },

  async hold() {
    const mode = rest[2];
    const held = [];
    while (held.length < second) {
      held.push(...(await Promise.all(Array.from({ length: Math.min(50, second - held.length) }, () => open()))));
    }
    for (const socket of held) {
      socket.on('error', () => undefined);
      socket.write(mode === 'N' ? Buffer.alloc(16 * 1024 * 1024, 'N') : 'E');
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
    console.log('held');
    await once(process.stdin, 'data');
    process.exit();
  },

  async slices() {
    const socket = await open();
    socket.write(Buffer.concat([Buffer.from('E'), Buffer.alloc(second, 'x')]));
    const times = [];
    let got = 0;
    await new Promise((resolve) =>
      socket.on('data', (piece) => {
        times.push(micros());
        got += piece.length;
        if (got >= second) resolve();
      }),
    );
    socket.destroy();
    console.log(JSON.stringify(times.map((time) => time - times[0])));
  },

  async paced() {
    const bytes = Buffer.concat([Buffer.from(`P${String(second).padStart(12)}`), Buffer.alloc(second - 13, 'x')]);
    const socket = await open();
    const startedAt = micros();
    // No FIN: the real Toxiproxy would end both directions.
    socket.write(bytes);
    await once(socket, 'data');
    console.log(micros() - startedAt);
    socket.destroy();
  },
};

await roles[role]();
