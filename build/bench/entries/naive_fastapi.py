"""The handler that most tutorials show: each piece of the model's answer is a frame, sent where it is read."""

import json
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI, WebSocket

from build.bench.entries.serving import listen

app = FastAPI()
# A client that knows how many will ask: by itself it lets only a hundred at once.
client = httpx2.AsyncClient(timeout=None, trust_env=False, limits=httpx2.Limits(max_connections=None))


@app.get("/health")
async def health() -> dict[str, str]:
    """Say that all is well."""
    return {"status": "ok"}


@app.websocket("/ws")
async def chat(websocket: WebSocket) -> None:
    """Answer one question after the other."""
    await websocket.accept()
    async for question in websocket.iter_json():
        body: dict[str, Any] = {
            "model": "bench",
            "messages": [{"role": "user", "content": question["input"]}],
            "stream": True,
        }
        async with client.stream("POST", f"{question['base_url']}/chat/completions", json=body) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: ") and line != "data: [DONE]":
                    text = json.loads(line[6:])["choices"][0]["delta"].get("content")
                    if text:
                        await websocket.send_json({"type": "token", "text": text})
        await websocket.send_json({"type": "end"})


if __name__ == "__main__":
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listen()])
