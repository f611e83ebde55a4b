"""Refuse every connection that leaves this machine.

Python imports a module of this name when it starts. tests/conftest.py puts this folder on PYTHONPATH,
so the refusal also holds in the kernels of the notebooks, in JupyterLab and in the command.
"""

import ipaddress
import socket


class NetworkRefused(RuntimeError):
    """A test or a notebook tried to reach another machine. Not an OSError, which is easily swallowed."""


def is_here(host):
    """Tell whether a host is this machine. Names other than localhost are looked up by nobody."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def check(host):
    """Raise when a host is not this machine."""
    if not is_here(host):
        raise NetworkRefused(f"The tests reach no other machine, and this asked for {host!r}.")


def refuse():
    """Wrap the calls through which a connection begins. Local sockets that are files stay free."""
    internet = (socket.AF_INET, socket.AF_INET6)

    def by_address(call):
        def checked(self, *arguments):
            if self.family in internet and isinstance(arguments[-1], tuple):
                check(arguments[-1][0])
            return call(self, *arguments)

        return checked

    def by_name(call):
        def checked(host, *arguments, **options):
            check(host)
            return call(host, *arguments, **options)

        return checked

    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, by_address(getattr(socket.socket, name)))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(socket, name, by_name(getattr(socket, name)))
    socket.network_refused = True


if not getattr(socket, "network_refused", False):
    refuse()
