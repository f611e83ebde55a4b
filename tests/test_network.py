"""The refusal of the network is itself tested: here, in other processes, and only towards the outside."""

import os
import socket
import subprocess
import sys

import pytest

OUTSIDE = "192.0.2.1"  # an address reserved for documentation; nobody answers there


def test_an_outside_address_is_refused():
    with socket.socket() as s, pytest.raises(RuntimeError) as refusal:
        s.connect((OUTSIDE, 80))
    assert str(refusal.value) == f"The tests reach no other machine, and this asked for '{OUTSIDE}'."


def test_an_outside_datagram_is_refused():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s, pytest.raises(RuntimeError):
        s.sendto(b"x", (OUTSIDE, 53))


def test_an_outside_name_is_not_even_looked_up():
    with pytest.raises(RuntimeError) as refusal:
        socket.create_connection(("example.org", 443))
    assert str(refusal.value) == "The tests reach no other machine, and this asked for 'example.org'."


def test_this_machine_can_be_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(("localhost", server.getsockname()[1])),
    ):
        connection, _ = server.accept()
        connection.close()


def test_processes_that_the_tests_start_refuse_too():
    code = f"import socket; socket.socket().connect(('{OUTSIDE}', 80))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False
    )
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].endswith(
        f"NetworkRefused: The tests reach no other machine, and this asked for '{OUTSIDE}'."
    )
