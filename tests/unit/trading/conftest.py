"""What the tests of the trading room share."""

from collections.abc import AsyncIterator

import pytest

from tests.helpers.desk import Desk, open_desk


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A trading service on a fake exchange, ready for orders."""
    async with open_desk() as made:
        yield made
