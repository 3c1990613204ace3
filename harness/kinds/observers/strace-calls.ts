// Watches the socket calls of any program, unmodified and in any language, through strace(1).
//
//   strace ─▶ program                        one pid: strace traces from outside (-DD), in a process group of its own
//      └────▶ FIFO ─▶ strace/ ─▶ call.entered, call.returned

import { FIFO, type ProgramObserver } from './observer.js';
import { StraceTrace } from './strace/trace.js';

/** strace as this machine has it. */
export interface StraceTool {
  /** Absolute. */
  readonly file: string;
  readonly version: string;
  /** Only the calls that are watched stop the program (--seccomp-bpf). */
  readonly hasSeccompBpf: boolean;
}

export interface StraceOptions {
  /** `call.entered` and `call.returned`; false where another observer tells them. */
  readonly tellsCalls: boolean;
  /** `syscall.returned`: each system call on a socket by the number that `failure` would take. */
  readonly tellsSyscalls: boolean;
  /** Makes one system call fail instead of making it. */
  readonly failure?: SyscallFailure | undefined;
}

export interface SyscallFailure {
  readonly syscall: string;
  readonly errno: string;
  /** The n-th of this name that a thread makes. Each thread counts for itself. */
  readonly nth: number;
}

/**
 * What is watched: calls on sockets, waits for them, what tells blocking sockets from others, what makes processes, and what
 * tells a call that a signal interrupted whether it is made again.
 */
const SYSCALLS = `
  socket bind listen accept accept4 connect shutdown close setsockopt getsockopt
  read readv recvfrom recvmsg write writev sendto sendmsg sendfile splice
  poll ppoll select pselect6 epoll_wait epoll_pwait epoll_pwait2 epoll_ctl restart_syscall
  fcntl ioctl clone clone3 fork vfork execve rt_sigreturn`
  .trim()
  .split(/\s+/);

/** For 16 bytes of a timeval, and for as many descriptors of a poll. */
const LONGEST_MEMBERS = 32;

export function straceCalls(tool: StraceTool, options: StraceOptions): ProgramObserver {
  return {
    name: 'strace',
    about: 'the socket calls of any program: arguments, result or errno, bytes, start, duration, thread',
    needs: ['strace'],
    equip: () => ({ env: {}, descriptors: [], wrap: (fifo) => straceCommand(tool, fifo, options.failure) }),
    attach: (target, emit) => {
      const { tellsCalls, tellsSyscalls } = options;
      const trace = new StraceTrace(target, emit, { tracer: `strace ${tool.version}`, tellsCalls, tellsSyscalls });
      return (descriptor, bytes) => {
        if (descriptor !== FIFO) return;
        if (bytes === undefined) trace.end();
        else trace.push(bytes);
      };
    },
  };
}

function straceCommand(tool: StraceTool, fifo: string, failure: SyscallFailure | undefined): readonly string[] {
  // Names that this machine's architecture does not have (?) are passed over.
  const traced = `trace=${SYSCALLS.map((name) => `?${name}`).join(',')}`;
  return [
    tool.file,
    // The tracer is the grandchild, so that the program is our own child; and in a group of its own, which our signals miss.
    '-DD',
    '-q',
    '-f',
    '-ttt',
    '-T',
    '-y',
    `-s${LONGEST_MEMBERS}`,
    `-o${fifo}`,
    ...(tool.hasSeccompBpf ? ['--seccomp-bpf'] : []),
    `-e${traced}`,
    ...(failure === undefined ? [] : [`-einject=${failure.syscall}:error=${failure.errno}:when=${failure.nth}`]),
    '--',
  ];
}
