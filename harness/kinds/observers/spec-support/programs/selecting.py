"""One thread, non-blocking sockets: selectors, select, poll, connect_ex."""
import errno
import select
import selectors
import socket

selector = selectors.DefaultSelector()
listener = socket.create_server(("127.0.0.1", 0))
listener.setblocking(False)
try:
    listener.accept()
except BlockingIOError as error:
    print(errno.errorcode[error.errno])
selector.register(listener, selectors.EVENT_READ)
print(selector.select(0), selector.select(0.02))
client = socket.socket()
client.setblocking(False)
print(errno.errorcode.get(client.connect_ex(listener.getsockname())))
print(len(select.select([], [client], [], 5)[1]), client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
print([key.fileobj is listener for key, _ in selector.select(5)])
conn, address = listener.accept()
print(address == client.getsockname(), conn.gettimeout(), conn.getblocking())
client.send(b"ciao")
conn.setblocking(False)
selector.register(conn, selectors.EVENT_READ)
for key, _ in selector.select(5):
    print(key.fileobj.recv(100))
try:
    conn.recv(100)
except BlockingIOError as error:
    print(error)
poller = select.poll()
poller.register(conn, select.POLLOUT)
print([event for _, event in poller.poll(5000)])


class Holder:
    wait = select.select


print(len(Holder().wait([], [conn], [], 5)[1]), select.select.__name__, select.select([conn], [], [], 0.01))
for kind in (selectors.SelectSelector, selectors.PollSelector):
    with kind() as other:
        other.register(conn, selectors.EVENT_WRITE)
        print(kind.__name__, len(other.select(5)), other.select.__name__)
print(select.select((each for each in [conn]), iter([conn]), [], 5)[1] == [conn])
for wrong in ((), ([],), ([conn], [], [], -1), ([conn], [], [], "x"), ([5000], [], [], 1), ([object()], [], [])):
    try:
        print(select.select(*wrong))
    except (TypeError, ValueError, OSError) as error:
        print(type(error).__name__, error)
for each in (selector, listener, conn, client):
    each.close()
selector = None
select.select([conn], [], [], 1)
