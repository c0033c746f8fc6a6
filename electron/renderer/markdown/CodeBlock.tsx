import { memo, useMemo } from 'react';
import { CopyButton } from '../ui/CopyButton';
import { highlight, languageLabel } from './highlight';
import { useWords } from './PartsContext';

interface Props {
  code: string;
  language: string;
  /** Code that is still being written stays plain, and is highlighted once. */
  closed: boolean;
}

export const CodeBlock = memo(function CodeBlock({ code, language, closed }: Props) {
  const t = useWords();
  const pieces = useMemo(
    () => (closed ? highlight(code, language) : [{ className: '', text: code }]),
    [code, language, closed],
  );
  const label = languageLabel(language) ?? t('markdown.plainText');
  return (
    <figure className="md-code" aria-label={label}>
      <figcaption className="md-code-head">
        <span>{label}</span>
        <CopyButton label={t('markdown.copyCode')} text={() => code} />
      </figcaption>
      <pre className="md-code-body" tabIndex={0} aria-label={label} role="group">
        <code>
          {pieces.map((piece, index) =>
            piece.className === '' ? (
              piece.text
            ) : (
              <span key={index} className={piece.className}>
                {piece.text}
              </span>
            ),
          )}
        </code>
      </pre>
    </figure>
  );
});
