"""Does something once a module has been imported, without importing it: most programs never need it."""

import sys


def after_import(name, action):
    """Calls `action(module)` when `name` has run; at once if it already has. What `action` raises is swallowed."""
    if name in sys.modules:
        action(sys.modules[name])
    else:
        # It stays there for good, as it costs nothing and another thread may be walking along the list just now.
        sys.meta_path.insert(0, _Finder(name, action))


class _Finder:
    def __init__(self, name, action):
        self.name = name
        self.action = action

    def find_spec(self, name, path=None, target=None):
        if name != self.name or self.action is None:
            return None
        for finder in sys.meta_path:
            # A finder of the old kind has no find_spec (PEP 451), and finds no module of the standard library.
            find = getattr(finder, "find_spec", None)
            spec = None if finder is self or find is None else find(name, path, target)
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader, self)
                return spec
        return None


class _Loader:
    """Stands in for the module's loader until the module has run."""

    def __init__(self, loader, finder):
        self._loader = loader
        self._finder = finder

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        action, self._finder.action = self._finder.action, None
        if action is not None:
            try:
                action(module)
            except Exception:  # then the program goes on without a trace
                pass
