// Many connections from processes of their own, because descriptors are counted by process.
//
//   crowd.js serve            prints its port, and echoes
//   crowd.js hold PORT COUNT  opens so many, sends a byte through each and waits until it is back: "held". At the next line on its
//                             stdin once more: "again". Then it ends, a third of them with a reset, a third with a FIN.

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const [role, port = 0, count = 0] = process.argv.slice(2).map((word, index) => (index === 0 ? word : Number(word)));

/** So many are opened at a time: no more than fit into any backlog. */
const AT_ONCE = 100;

function serve(): void {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).pipe(socket);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
    // A TCP server's address is never a string nor null while it listens.
    console.log((server.address() as AddressInfo).port);
  });
  process.stdin.once('end', () => process.exit()).resume();
}

async function hold(): Promise<void> {
  const sockets: Socket[] = [];
  while (sockets.length < Number(count)) {
    const more = Math.min(AT_ONCE, Number(count) - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: more }, open))));
  }
  await askEach(sockets);
  console.log('held');
  process.stdin.once('data', () => {
    void askEach(sockets).then(() => {
      for (const [index, socket] of sockets.entries()) {
        if (index % 3 === 0) socket.resetAndDestroy();
        else if (index % 3 === 1) socket.end();
        else socket.destroy();
      }
      console.log('again');
      process.stdin.pause();
    });
  });
}

function open(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => resolve(socket)).once('error', reject);
  });
}

async function askEach(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(
    sockets.map((socket) => {
      const answered = new Promise((resolve) => socket.once('data', resolve));
      socket.write('x');
      return answered;
    }),
  );
}

if (role === 'serve') serve();
else void hold();
