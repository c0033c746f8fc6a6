/** Reads a long answer in several tasks: `Response.json` makes text of all of it, and values of the text, in one. */

/** After so long the page may paint, and take what the user does. */
const LONGEST_TASK_MS = 15;
/** What is parsed with the last piece, whatever that took. */
const SHORT_CHARS = 100_000;

export async function readText({ body }: Response): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let since = performance.now();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(decoder.decode(piece.value, { stream: true }));
    if (performance.now() - since > LONGEST_TASK_MS) {
      await nextTask();
      since = performance.now();
    }
  }
  return pieces.join('') + decoder.decode();
}

/** Undefined where the answer is not JSON. */
export async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await readText(response);
    if (text.length <= SHORT_CHARS) return JSON.parse(text) as unknown;
    await nextTask();
    const value = JSON.parse(text) as unknown;
    await nextTask();
    return value;
  } catch {
    return undefined;
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
