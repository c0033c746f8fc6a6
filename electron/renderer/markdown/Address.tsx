import { visibleName } from '../ui/visibleText';

/** An address as it is, whatever stands before it: no text around it turns its letters. */
export function Address({ address }: { address: string }) {
  return (
    <bdi className="md-address" dir="ltr">
      {visibleName(address)}
    </bdi>
  );
}
