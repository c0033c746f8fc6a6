// @vitest-environment node
import { expect, test } from 'vitest';
import { readJson, readText } from '../../../../electron/renderer/state/readText';

/** An answer that comes in pieces of so many bytes, which cut letters in two. */
function inPieces(text: string, bytes: number): Response {
  const all = new TextEncoder().encode(text);
  let at = 0;
  return new Response(
    new ReadableStream({
      pull: (controller) => {
        if (at >= all.length) controller.close();
        else controller.enqueue(all.slice(at, (at += bytes)));
      },
    }),
  );
}

test('letters that come in two pieces are whole', async () => {
  expect(await readText(inPieces('Zoë 测试 🎉', 1))).toBe('Zoë 测试 🎉');
});

test('an answer without a body is no text, and no JSON', async () => {
  expect(await readText(new Response(null, { status: 204 }))).toBe('');
  expect(await readJson(new Response(null, { status: 204 }))).toBeUndefined();
});

test.each(['', '{"cut', `["${'a'.repeat(200_000)}`])('what is not JSON is undefined', async (text) => {
  expect(await readJson(inPieces(text, 1_000))).toBeUndefined();
});

test('an answer that breaks off is undefined', async () => {
  const broken = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('[1'));
      controller.error(new Error('the backend is gone'));
    },
  });
  expect(await readJson(new Response(broken))).toBeUndefined();
});

test('the page comes to its turn while a long answer is read', async () => {
  const long = JSON.stringify(['测'.repeat(3_000_000)]);
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  });
  expect(await readJson(inPieces(long, 65_536))).toEqual(['测'.repeat(3_000_000)]);
  clearInterval(count);
  expect(turns).toBeGreaterThan(0);
});
