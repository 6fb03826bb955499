# %%
import asyncio
await asyncio.sleep(0.01)
"awaited"
# %%
async def seven():
    return 7
await seven()
# %%
async def numbers():
    for number in range(2):
        yield number
[number async for number in numbers()]
# %%
async for number in numbers():
    print(number)
# %%
async with asyncio.timeout(1):
    print("inside")
# %%
task = asyncio.create_task(asyncio.sleep(0, result=3))
# %%
await task
# %%
asyncio.get_event_loop().is_running()
# %%
await asyncio.gather(seven(), seven())
# %%
def not_async():
    await seven()
# %%
async def failing():
    raise ValueError("in a coroutine")
await failing()
# %%
seven().close()
# %%
await asyncio.wait_for(asyncio.sleep(5), 0.01)
# %%
asyncio.run(seven())
