"""A time limit that holds."""

import asyncio


async def within(seconds, awaitable):
    """What it gives. wait_for() of Python 3.11 waits for what it cancelled, and drops a cancel() of its own."""
    task = asyncio.ensure_future(awaitable)
    done, _ = await asyncio.wait([task], timeout=seconds)
    if not done:
        task.cancel()
        raise TimeoutError
    return task.result()
