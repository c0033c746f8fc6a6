/** What the parts of main write to; `logs.ts` makes the real one. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}
