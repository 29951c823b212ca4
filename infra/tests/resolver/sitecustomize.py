"""Resolves every name below `localhost` to this machine (RFC 6761, section 6.3), which some systems do not.

Python imports this module when it starts with this folder in PYTHONPATH. The emulator needs it to reach its own API by its
host name, as CloudFront does.
"""

import socket

resolve = socket.getaddrinfo


def getaddrinfo(host, *arguments, **options):
    if isinstance(host, str) and host.endswith(".localhost"):
        host = "127.0.0.1"
    return resolve(host, *arguments, **options)


socket.getaddrinfo = getaddrinfo
