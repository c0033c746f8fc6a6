import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import './ui.css';

interface Props {
  head: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A line that folds what is below it away. */
export function Disclosure({ head, children, className = '' }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={`disclosure ${className}`} data-open={open}>
      <button
        type="button"
        className="disclosure-head"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {head}
        <IconChevronRight size={16} aria-hidden className="disclosure-chevron" />
      </button>
      {open && (
        <div id={id} className="disclosure-body">
          {children}
        </div>
      )}
    </div>
  );
}
