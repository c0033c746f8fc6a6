/** How a tool call is put into words. Pure. */
import type { ToolPart } from '../state/message';
import { visibleName } from '../ui/visibleText';

const SUMMARY_VALUES = 8;
const SUMMARY_CHARS = 80;

export type ToolState = 'running' | 'waiting' | 'done' | 'failed' | 'denied' | 'unfinished';

export function toolState(tool: ToolPart, live: boolean): ToolState {
  if (tool.approval?.reply?.approved === false) return 'denied';
  if (tool.result !== null) return tool.result.isError ? 'failed' : 'done';
  if (!live) return 'unfinished';
  return tool.approval !== null && tool.approval.reply === null ? 'waiting' : 'running';
}

export function prettyJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** A result that is JSON is laid out as such; any other text stays as it is. */
export function prettyResult(content: string): string {
  const first = content.trimStart().charAt(0);
  if (first !== '{' && first !== '[') return content;
  try {
    return prettyJson(JSON.parse(content));
  } catch {
    return content;
  }
}

/** The plain values of the arguments in one line, for the folded head. */
export function argumentSummary(toolArguments: Readonly<Record<string, unknown>>): string {
  return Object.values(toolArguments)
    .filter((value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    .slice(0, SUMMARY_VALUES)
    .map((value) => visibleName(String(value).slice(0, SUMMARY_CHARS)))
    .join(' · ');
}
