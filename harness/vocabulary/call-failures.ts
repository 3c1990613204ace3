// Which errors a socket call may plausibly meet, as its man page's ERRORS lists them, and a program should be ready for. Those
// that only a wrong program meets (EBADF, EFAULT, ENOTSOCK) are left out.

const SENDING = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOBUFS'];
const RECEIVING = ['ECONNRESET', 'ETIMEDOUT', 'EINTR'];
const WAITING = ['EINTR', 'ENOMEM'];

/** By the call's name as programs know it. */
export const CALL_FAILURES: Readonly<Record<string, readonly string[]>> = {
  socket: ['EMFILE', 'ENOBUFS'],
  setsockopt: ['ENOPROTOOPT'],
  bind: ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES'],
  listen: ['EADDRINUSE'],
  accept: ['ECONNABORTED', 'EMFILE', 'EINTR'],
  connect: ['ECONNREFUSED', 'ETIMEDOUT', 'ENETUNREACH', 'EADDRNOTAVAIL'],
  send: SENDING,
  sendto: SENDING,
  sendmsg: SENDING,
  sendfile: SENDING,
  recv: RECEIVING,
  recvfrom: RECEIVING,
  recvmsg: RECEIVING,
  shutdown: ['ENOTCONN'],
  close: ['EIO'],
  poll: WAITING,
  select: WAITING,
  epoll_wait: ['EINTR'],
};

/** Empty for a call that can't plausibly fail. */
export const failuresOf = (call: string): readonly string[] => CALL_FAILURES[call] ?? [];
