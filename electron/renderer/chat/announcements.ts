/** What a screen reader is told while an answer streams: its beginning, whole sentences now and then, its end. Pure. */
import { isLive, pendingApprovals, textOf, type Message } from '../state/message';

/** Words of the catalog, passed in. */
export interface AnnouncementWords {
  started: string;
  finished: string;
  cancelled: string;
  failed: string;
  interrupted: string;
  tool(name: string): string;
  approval(name: string, why: string): string;
}

/** Sentences are gathered for this long, so that the voice is not cut off by the next one. */
const PAUSE_MS = 1_500;

/** Nobody listens to more of it; what came later is read on the page. */
const LONGEST_SPOKEN = 4_000;

const SENTENCE_END = /[.!?:。！？…](?=\s|$)|\n/g;
const MARKS = /[*_#>`|~]+/g;

export class AnswerAnnouncer {
  #messageId: string | null = null;
  #spokenChars = 0;
  #spokenTools = 0;
  #askedFor: string | null = null;
  #spokeAt = Number.NEGATIVE_INFINITY;

  /** What to say now, or null. To be asked at each change of the message, and some time after. */
  next(message: Message | null, words: AnnouncementWords, now: number): string | null {
    if (message === null) return null;
    if (message.id !== this.#messageId) return isLive(message) ? this.#begin(message, words, now) : null;
    if (!isLive(message)) return this.#end(message, words);
    return this.#approval(message, words) ?? this.#progress(message, words, now);
  }

  #begin(message: Message, words: AnnouncementWords, now: number): string {
    this.#messageId = message.id;
    this.#spokenChars = 0;
    this.#spokenTools = 0;
    this.#askedFor = null;
    this.#spokeAt = now;
    return words.started;
  }

  #end(message: Message, words: AnnouncementWords): string {
    this.#messageId = null;
    const rest = speakable(this.#unspoken(message));
    const ends = {
      finished: words.finished,
      cancelled: words.cancelled,
      failed: [words.failed, message.problem?.title, message.problem?.detail].filter(Boolean).join(' '),
      interrupted: words.interrupted,
    };
    const end = message.state === 'running' || message.state === 'sending' ? '' : ends[message.state];
    return [rest, end].filter((text) => text !== '').join(' ');
  }

  #approval(message: Message, words: AnnouncementWords): string | null {
    const asked = pendingApprovals(message)[0];
    if (asked === undefined || asked.callId === this.#askedFor) return null;
    this.#askedFor = asked.callId;
    return words.approval(asked.name, asked.approval?.why ?? '');
  }

  #progress(message: Message, words: AnnouncementWords, now: number): string | null {
    if (now - this.#spokeAt < PAUSE_MS) return null;
    const said = [...this.#newTools(message, words), this.#newSentences(message)].filter((text) => text !== '');
    if (said.length === 0) return null;
    this.#spokeAt = now;
    return said.join(' ');
  }

  #newTools(message: Message, words: AnnouncementWords): string[] {
    const tools = message.parts.filter((part) => part.type === 'tool');
    const names = tools.slice(this.#spokenTools).map((tool) => words.tool(tool.name));
    this.#spokenTools = tools.length;
    return names;
  }

  #newSentences(message: Message): string {
    const unspoken = this.#unspoken(message);
    const end = [...unspoken.matchAll(SENTENCE_END)].at(-1);
    if (end === undefined) return '';
    const whole = unspoken.slice(0, end.index + end[0].length);
    this.#spokenChars += whole.length;
    return speakable(whole);
  }

  #unspoken(message: Message): string {
    return textOf(message).slice(this.#spokenChars, this.#spokenChars + LONGEST_SPOKEN);
  }
}

function speakable(markdown: string): string {
  return markdown.replaceAll(MARKS, ' ').replaceAll(/\s+/g, ' ').trim();
}
