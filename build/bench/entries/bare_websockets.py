"""A bare ``websockets`` server: no framework, no agent; each piece of the model's answer is a frame."""

import asyncio
import json

import httpx2
from websockets.asyncio.server import ServerConnection, serve

from build.bench.entries.serving import listen


async def main() -> None:
    """Serve until the process ends."""
    async with httpx2.AsyncClient(timeout=None, trust_env=False) as client:

        async def chat(websocket: ServerConnection) -> None:
            async for message in websocket:
                question = json.loads(message)
                body = {
                    "model": "bench",
                    "messages": [{"role": "user", "content": question["input"]}],
                    "stream": True,
                }
                async with client.stream("POST", f"{question['base_url']}/chat/completions", json=body) as response:
                    async for line in response.aiter_lines():
                        if line.startswith("data: ") and line != "data: [DONE]":
                            text = json.loads(line[6:])["choices"][0]["delta"].get("content")
                            if text:
                                await websocket.send(json.dumps({"type": "token", "text": text}, separators=(",", ":")))
                await websocket.send(json.dumps({"type": "end"}, separators=(",", ":")))

        async with serve(chat, sock=listen(), compression=None) as server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
