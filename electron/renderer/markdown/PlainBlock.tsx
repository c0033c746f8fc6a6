import { memo } from 'react';

/** Text that is shown as it was written. */
export const PlainBlock = memo(function PlainBlock({ text }: { text: string }) {
  return <p className="md-plain">{text}</p>;
});
