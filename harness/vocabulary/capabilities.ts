// What a machine or a Toxiproxy may or may not be able to do. A scenario that needs a missing one is unsupported, with the reason.

export const CAPABILITIES = {
  'kernel-tcp-table': 'read the kernel’s TCP table (/proc/net/tcp)',
  'process-state': 'read the state of a process (/proc/PID/stat)',
  'python-calls': 'trace the socket calls of a Python >= 3.9 program',
  strace: 'trace the socket calls of any program (strace, which needs ptrace)',
  go: 'build a Go program',
  'c-compiler': 'compile a C program (cc)',
  'go-toxiproxy': 'run the Toxiproxy written in Go (toxiproxy-server)',
  'reset-blind-node': 'a Node.js whose libuv (before 1.52) takes a reset for the end of the stream',
  'privileged-ports': 'refuse low ports to a user without privileges (ip_unprivileged_port_start)',
  'packet-capture': 'capture packets on the loopback (tcpdump or dumpcap, as root or with cap_net_raw)',
  'half-close': 'a Toxiproxy that forwards a FIN as a half-close',
  'rst-forwarding': 'a Toxiproxy that forwards an RST as an RST',
  'live-reset': 'a Toxiproxy whose reset_peer resets idle and live connections',
  'seeded-toxicity': 'a Toxiproxy whose random draws follow the seed',
  'guasto-toxics': 'a Toxiproxy with guasto’s own toxics (cut, hang, corrupt) and rules (connections, accept)',
} as const;

export type Capability = keyof typeof CAPABILITIES;

/** For each capability: true, or the reason why it is missing here. */
export type Capabilities = Readonly<Record<Capability, true | string>>;
