"""What a program can see of its surroundings."""
import os
import sys

print("first file", os.open(os.devnull, os.O_RDONLY))
print("sitecustomize" in sys.modules, [name for name in sys.modules if "guasto" in name])
import socket  # noqa: E402

print(sys.path, [name for name in sys.modules if "guasto" in name])
print(socket.__spec__.loader is socket.__loader__, type(socket.__loader__).__name__, socket.__spec__.loader.name)
print("first socket", socket.socket().fileno())
import inspect  # noqa: E402

print(inspect.signature(socket.socket.accept), inspect.getsource(socket.socket.close)[:20])
