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
selector.close()
for each in (listener, conn, client):
    each.close()
