"""socketserver, http.server with urllib, asyncio with streams and with bare sockets."""
import asyncio
import http.server
import socket
import socketserver
import threading
import urllib.request


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline().upper())


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"page of " + self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    with socket.create_connection(server.server_address) as sock:
        sock.sendall(b"line\n")
        print(sock.makefile("rb").readline())
    server.shutdown()
    thread.join()

with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    print(opener.open(f"http://127.0.0.1:{server.server_port}/a").read())
    server.shutdown()
    thread.join()


async def main():
    async def handle(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"stream\n")
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    loop = asyncio.get_running_loop()
    with socket.socket() as sock:
        sock.setblocking(False)
        await loop.sock_connect(sock, address)
        await loop.sock_sendall(sock, b"bare\n")
        print(await loop.sock_recv(sock, 100))
        try:
            await asyncio.wait_for(loop.sock_recv(sock, 100), 5)
        except (asyncio.TimeoutError, OSError) as error:
            print(type(error).__name__)
    server.close()


asyncio.run(main())
