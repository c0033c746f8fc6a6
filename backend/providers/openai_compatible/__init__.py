"""Any server that speaks OpenAI's chat-completions wire: in the cloud, on this machine, or in the next room.

Written from the documented wire format (https://platform.openai.com/docs/api-reference/chat-streaming) and from what
servers in the field make of it. ``sse`` and ``answer`` are pure; ``client`` does the input and output.
"""
