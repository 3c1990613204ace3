// A small reader of pcapng for specs: throws where a file breaks the format, and takes IP and TCP apart.

export interface ParsedPacket {
  readonly interface: string;
  readonly timestampUs: number;
  readonly originalSize: number;
  readonly isCut: boolean;
  readonly comments: readonly string[];
  /** `127.0.0.1:4000` */
  readonly from: string;
  readonly to: string;
  readonly seq: number;
  readonly ack: number;
  /** `S`, `SA`, `A`, `PA`, `FA`, `RA`. */
  readonly flags: string;
  readonly payloadSize: number;
  /** What there is of it. */
  readonly payload: Buffer;
}

export interface ParsedPcapng {
  readonly comment: string;
  readonly application: string;
  readonly interfaces: readonly string[];
  readonly packets: readonly ParsedPacket[];
}

export function parsePcapng(bytes: Uint8Array): ParsedPcapng {
  const file = Buffer.from(bytes);
  const interfaces: string[] = [];
  const packets: ParsedPacket[] = [];
  let section: Options | undefined;
  for (let at = 0; at < file.length;) {
    const [type, length] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    expect(length % 4 === 0 && length >= 12 && at + length <= file.length, `block at ${at}: length ${length}`);
    expect(file.readUInt32LE(at + length - 4) === length, `block at ${at}: the length at its end is another one`);
    const body = file.subarray(at + 8, at + length - 4);
    if (at === 0) {
      expect(type === 0x0a0d0d0a && body.readUInt32LE(0) === 0x1a2b3c4d, 'a section header comes first');
      expect(body.readUInt16LE(4) === 1 && body.readUInt16LE(6) === 0, 'version 1.0');
      section = options(body.subarray(16));
    } else if (type === 1) {
      expect(body.readUInt16LE(0) === 101, 'LINKTYPE_RAW');
      const described = options(body.subarray(8));
      expect(described.get(9)?.[0]?.[0] === 6, 'timestamps in microseconds');
      interfaces.push(text(described, 2));
    } else {
      expect(type === 6, `block at ${at}: type ${type}`);
      packets.push(packet(body, interfaces));
    }
    at += length;
  }
  expect(section !== undefined, 'the file is empty');
  return { comment: text(section ?? new Map(), 1), application: text(section ?? new Map(), 4), interfaces, packets };
}

type Options = ReadonlyMap<number, readonly Buffer[]>;

function options(bytes: Buffer): Options {
  const found = new Map<number, Buffer[]>();
  for (let at = 0; at < bytes.length;) {
    const [code, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    if (code === 0) {
      expect(at + 4 === bytes.length, 'nothing comes after the last option');
      break;
    }
    found.set(code, [...(found.get(code) ?? []), bytes.subarray(at + 4, at + 4 + length)]);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return found;
}

const text = (found: Options, code: number): string => found.get(code)?.[0]?.toString('utf8') ?? '';

function packet(body: Buffer, interfaces: readonly string[]): ParsedPacket {
  const captured = body.readUInt32LE(12);
  const originalSize = body.readUInt32LE(16);
  expect(captured <= originalSize, `captured ${captured} of ${originalSize}`);
  const name = interfaces[body.readUInt32LE(0)];
  expect(name !== undefined, 'the packet’s interface was described before');
  const found = options(body.subarray(20 + Math.ceil(captured / 4) * 4));
  return {
    interface: name ?? '',
    timestampUs: body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8),
    originalSize,
    isCut: captured < originalSize,
    comments: (found.get(1) ?? []).map((comment) => comment.toString('utf8')),
    ...ip(body.subarray(20, 20 + captured), originalSize),
  };
}

type TcpParts = Pick<ParsedPacket, 'from' | 'to' | 'seq' | 'ack' | 'flags' | 'payloadSize' | 'payload'>;

function ip(bytes: Buffer, size: number): TcpParts {
  const isV6 = (bytes[0] ?? 0) >> 4 === 6;
  const headerSize = isV6 ? 40 : ((bytes[0] ?? 0) & 15) * 4;
  expect((isV6 ? bytes.readUInt16BE(4) + 40 : bytes.readUInt16BE(2)) === size, 'IP says the length on the wire');
  expect(bytes[isV6 ? 6 : 9] === 6, 'it is TCP');
  if (!isV6) expect(sum(bytes.subarray(0, headerSize)) === 0xffff, 'the checksum of the IPv4 header');
  const [source, target] = isV6
    ? [bytes.subarray(8, 24), bytes.subarray(24, 40)]
    : [bytes.subarray(12, 16), bytes.subarray(16, 20)];
  const tcp = bytes.subarray(headerSize);
  const tcpHeaderSize = ((tcp[12] ?? 0) >> 4) * 4;
  const tcpSize = size - headerSize;
  if (tcp.length === tcpSize) {
    const pseudo = Buffer.concat([source, target, Buffer.from([0, 0, tcpSize >> 8, tcpSize & 0xff, 0, 0, 0, 6])]);
    expect(sum(Buffer.concat([pseudo, tcp])) === 0xffff, 'the checksum of TCP');
  }
  return {
    from: `${host(source)}:${tcp.readUInt16BE(0)}`,
    to: `${host(target)}:${tcp.readUInt16BE(2)}`,
    seq: tcp.readUInt32BE(4),
    ack: tcp.readUInt32BE(8),
    flags: 'FSRPA'
      .split('')
      .filter((_, bit) => ((tcp[13] ?? 0) & (1 << bit)) !== 0)
      .join(''),
    payloadSize: tcpSize - tcpHeaderSize,
    payload: tcp.subarray(tcpHeaderSize),
  };
}

const host = (bytes: Buffer): string =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(group * 2).toString(16)).join(':');

/** In ones' complement: all ones if the checksum in it is right. RFC 1071. */
function sum(bytes: Buffer): number {
  let total = 0;
  for (let index = 0; index < bytes.length; index += 2) total += (bytes[index] ?? 0) * 256 + (bytes[index + 1] ?? 0);
  while (total > 0xffff) total = Math.floor(total / 0x10000) + (total % 0x10000);
  return total;
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not a sound pcapng file: ${what}`);
}
