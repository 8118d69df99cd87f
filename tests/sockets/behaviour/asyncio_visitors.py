# asyncio.start_server(): visitors that come at the same time.
import asyncio

from under_test import require
from visitors import serve_while, visit

require("visitors at the same time")


async def visits(port):
    print(sorted(await asyncio.gather(*[visit(port, number) for number in range(3)])))


serve_while(visits)
