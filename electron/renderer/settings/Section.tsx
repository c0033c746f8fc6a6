import type { ReactNode } from 'react';

interface Props {
  title: string;
  text?: string;
  children: ReactNode;
}

export function Section({ title, text, children }: Props) {
  return (
    <section className="settings-section">
      <div className="settings-section-head">
        <h2>{title}</h2>
        {text !== undefined && <p>{text}</p>}
      </div>
      <div className="settings-section-body">{children}</div>
    </section>
  );
}
