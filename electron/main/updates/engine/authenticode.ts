/**
 * Whose signature an installer for Windows carries, as Windows itself sees it.
 *
 * The check that electron-updater brings lets an installer pass when PowerShell cannot run, and when app-update.yml names
 * no publisher; this one lets pass only what was said to be good.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod/mini';

const PATIENCE_MS = 60_000;

const answerSchema = z.object({ status: z.string(), subject: z.nullable(z.string()) });

export type AuthenticodeVerdict = 'signed' | 'not-checked' | 'not-valid' | 'other-publisher';

/**
 * @param answer - what PowerShell printed; null when it could not run
 * @param publishers - the whole subjects of the certificates that count, as Windows writes them
 */
export function authenticodeVerdict(answer: string | null, publishers: readonly string[]): AuthenticodeVerdict {
  const parsed = answerSchema.safeParse(parseJson(answer ?? ''));
  if (!parsed.success) return 'not-checked';
  if (parsed.data.status !== 'Valid') return 'not-valid';
  const { subject } = parsed.data;
  return subject !== null && subject !== '' && publishers.includes(subject) ? 'signed' : 'other-publisher';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Null when Windows could not be asked. */
export function askWindows(file: string): Promise<string | null> {
  const root = process.env['SystemRoot'] ?? 'C:\\Windows';
  const powershell = path.win32.join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const encoded = Buffer.from(question(file), 'utf16le').toString('base64');
  const args = ['-NoProfile', '-NonInteractive', '-InputFormat', 'None', '-EncodedCommand', encoded];
  return new Promise((resolve) => {
    execFile(powershell, args, { timeout: PATIENCE_MS, windowsHide: true }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : null);
    });
  });
}

function question(file: string): string {
  const literal = `'${file.replaceAll("'", "''")}'`;
  return [
    "$ErrorActionPreference = 'Stop'",
    "$ProgressPreference = 'SilentlyContinue'",
    '[Console]::OutputEncoding = [System.Text.Encoding]::UTF8',
    // A module of the user's own must not answer in place of the system's.
    '$env:PSModulePath = Join-Path $PSHOME "Modules"',
    `$found = Get-AuthenticodeSignature -LiteralPath ${literal}`,
    '@{ status = [string]$found.Status; subject = $found.SignerCertificate.Subject } | ConvertTo-Json -Compress',
  ].join('; ');
}
