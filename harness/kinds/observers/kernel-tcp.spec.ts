import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { listeningInodes, parseTcpTable } from './kernel-tcp.js';

const HEADING =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n';

const TABLE =
  HEADING +
  '   0: 0100007F:4E21 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 54321 1 0000000000000000 100 0 0 10 0                   \n' +
  '   1: 0100007F:4E21 0200007F:D431 01 00000000:00000005 02:000A1B2C 00000000     0        0 54399 2 0000000000000000 20 4 30 10 -1                  \n' +
  '  12: 0100007F:4E21 0100007F:D432 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000                                      \n';

describe('the kernel’s table of TCP sockets', () => {
  test('is read row by row: addresses, state, inode', () => {
    const local = { host: '127.0.0.1', port: 20001 };
    assert.deepEqual(parseTcpTable(TABLE), [
      { local, remote: { host: '0.0.0.0', port: 0 }, state: 'LISTEN', inode: 54321 },
      { local, remote: { host: '127.0.0.2', port: 54321 }, state: 'ESTABLISHED', inode: 54399 },
      { local, remote: { host: '127.0.0.1', port: 54322 }, state: 'TIME_WAIT', inode: 0 },
    ]);
  });

  test('names the inodes that listen on a port', () => {
    assert.deepEqual([...listeningInodes(parseTcpTable(TABLE), 20001)], [54321]);
    assert.deepEqual([...listeningInodes(parseTcpTable(TABLE), 20002)], []);
  });

  test('has IPv6 addresses in the form of RFC 5952', () => {
    const hostOf = (hex: string): string | undefined =>
      parseTcpTable(`   0: ${hex}:0050 ${'0'.repeat(32)}:0000 0A 0:0 00:0 0 0 0 7 1`)[0]?.local.host;
    assert.equal(hostOf('00000000000000000000000001000000'), '::1');
    assert.equal(hostOf('00000000000000000000000000000000'), '::');
    assert.equal(hostOf('0000000000000000FFFF00000100007F'), '::ffff:127.0.0.1');
    assert.equal(hostOf('B80D0120000000000000000001000000'), '2001:db8::1');
    assert.equal(hostOf('B80D0120010000000000000001000000'), '2001:db8:0:1::1');
  });

  test('is passed over where it is cut or is no table', () => {
    assert.deepEqual(parseTcpTable(TABLE.slice(0, HEADING.length + 40)), []);
    fc.assert(fc.property(fc.string(), (text) => parseTcpTable(text).length === 0));
  });

  test('shows a socket that listens here', async (t) => {
    if (!existsSync('/proc/net/tcp')) return t.skip('this kernel has no /proc/net/tcp');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A TCP server that listens has an address with a port.
    const { port } = server.address() as AddressInfo;
    const sockets = parseTcpTable(readFileSync('/proc/net/tcp', 'latin1'));
    server.close();
    assert.equal(listeningInodes(sockets, port).size, 1);
  });
});
