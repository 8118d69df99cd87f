# asyncio.start_server(): one visitor after the other.
from visitors import serve_while, visit


async def visits(port):
    print(await visit(port, 1))
    print(await visit(port, 2))


serve_while(visits)
