import { IconSquare, IconSquareCheck } from '@tabler/icons-react';
import { memo, useMemo, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from './CodeBlock';
import { ExternalLink } from './ExternalLink';
import { useWords } from './PartsContext';
import { RemoteImage } from './RemoteImage';

const PLUGINS = [remarkGfm];

/** Addresses go to our own components only, which put none of them into the page unless they may be opened. */
const keepAddress = (address: string) => address;

function plainText(children: ReactNode): ReactNode {
  return Array.isArray(children) && children.length === 1 ? (children[0] as ReactNode) : children;
}

function Table({ children }: { children: ReactNode }) {
  const t = useWords();
  return (
    <div className="md-table" role="group" aria-label={t('markdown.table')} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

function TaskMark({ done }: { done: boolean }) {
  const t = useWords();
  const Icon = done ? IconSquareCheck : IconSquare;
  return (
    <span role="img" aria-label={done ? t('markdown.taskDone') : t('markdown.taskOpen')} className="md-task">
      <Icon size={16} aria-hidden />
    </span>
  );
}

/**
 * Headings stand below that of their message, which is of the second level. Whatever level a model begins with, none is
 * skipped; how large it looks is still by its own.
 */
const COMPONENTS: Components = {
  h1: ({ children }) => <h3 className="md-h1">{children}</h3>,
  h2: ({ children }) => <h3 className="md-h2">{children}</h3>,
  h3: ({ children }) => <h3 className="md-h3">{children}</h3>,
  h4: ({ children }) => <h4 className="md-h3">{children}</h4>,
  h5: ({ children }) => <h4 className="md-h3">{children}</h4>,
  h6: ({ children }) => <h4 className="md-h3">{children}</h4>,
  a: ({ href, children }) => <ExternalLink address={href ?? ''}>{plainText(children)}</ExternalLink>,
  img: ({ alt, src }) => <RemoteImage alt={alt ?? ''} address={typeof src === 'string' ? src : ''} />,
  input: ({ checked }) => <TaskMark done={checked === true} />,
  table: ({ children }) => <Table>{children}</Table>,
  pre: ({ children }) => <>{children}</>,
  code: ({ className, children, node }) => {
    const text = typeof children === 'string' ? children : '';
    const spansLines = node?.position !== undefined && node.position.start.line !== node.position.end.line;
    const language = /language-(\S+)/.exec(className ?? '')?.[1];
    if (language === undefined && !(spansLines && text.endsWith('\n'))) return <code>{children}</code>;
    return <CodeBlock code={text.replace(/\n$/, '')} language={language ?? ''} closed />;
  },
};

interface Props {
  source: string;
  definitions: string;
}

/** One block of Markdown; raw HTML in it is text. */
export const MarkdownBlock = memo(function MarkdownBlock({ source, definitions }: Props) {
  const t = useWords();
  const rehypeOptions = useMemo(() => ({ footnoteLabel: t('markdown.footnotes') }), [t]);
  return (
    <ReactMarkdown
      remarkPlugins={PLUGINS}
      remarkRehypeOptions={rehypeOptions}
      components={COMPONENTS}
      urlTransform={keepAddress}
    >
      {definitions === '' ? source : `${source}\n\n${definitions}`}
    </ReactMarkdown>
  );
});
