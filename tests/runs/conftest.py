"""One fork server for all tests that start kernels or jobs."""

import pytest

from prevent_geo.runs.kernels.server import start_fork_server


@pytest.fixture(scope="session")
def fork_server():
    server = start_fork_server()
    assert server.ready(120)
    return server
