import { Button } from '@mantine/core';
import { memo, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/useFormats';
import { EMPTY_SPLIT, splitBlocks, type Block, type SplitText } from './blocks';
import { CodeBlock } from './CodeBlock';
import { usedDefinitions } from './definitions';
import { MarkdownBlock } from './MarkdownBlock';
import { PartsContext } from './PartsContext';
import { ParserGuard } from './ParserGuard';
import { PlainBlock } from './PlainBlock';
import { nextStep, PAGE_CHARS, reveal, STEP_WEIGHT, type Revealed } from './reveal';
import './markdown.css';

/** So many blocks are laid out, and skipped while they are off screen, as one. */
const GROUP = 16;

interface Shown extends Revealed {
  readonly split: SplitText;
  readonly pages: number;
  /** The weight of a step. */
  readonly step: number;
}

interface Props {
  text: string;
  /** Whether it is still being written: until then nothing changes but its end. */
  growing: boolean;
}

/**
 * A text in Markdown that may still grow at its end: what is whole is neither parsed nor painted again. A long one comes
 * onto the page over several frames, and a very long one as far as the reader asks for it.
 */
export function Markdown({ text, growing }: Props) {
  const [pages, setPages] = useState(1);
  const [shown, setShown] = useState<Shown>(() =>
    showMore(splitBlocks(begin(text, 1), EMPTY_SPLIT), 0, 1, STEP_WEIGHT),
  );
  // Looking into a text that has just grown copies all of it.
  const isFull = shown.split.source.length === pages * PAGE_CHARS;
  const readable = growing && isFull && text.length >= pages * PAGE_CHARS ? shown.split.source : begin(text, pages);
  let current = shown;
  if (current.split.source !== readable || current.pages !== pages) {
    const grown = readable.startsWith(shown.split.source);
    current = showMore(splitBlocks(readable, shown.split), grown ? shown.blocks : 0, pages, shown.step);
    setShown(current);
  }
  const { split, blocks, settled } = current;

  useEffect(() => {
    if (settled) return undefined;
    const frame = requestAnimationFrame(() => {
      const began = performance.now();
      flushSync(() => {
        setShown((before) => showMore(before.split, before.blocks, before.pages, before.step));
      });
      const tookMs = performance.now() - began;
      setShown((before) => {
        const step = nextStep(before.step, tookMs);
        return step === before.step ? before : { ...before, step };
      });
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [split, blocks, settled]);

  const hiddenFrom = split.starts[blocks]?.at ?? readable.length;
  return (
    <div className="md">
      <PartsContext>
        {groupsOf(split.blocks.slice(0, blocks)).map((group, index) => (
          <BlockGroup key={index} blocks={group} definitions={split.definitions} />
        ))}
      </PartsContext>
      {settled && hiddenFrom < text.length && (
        <MoreButton
          hiddenChars={text.length - hiddenFrom}
          onClick={() => {
            setPages(pages + 1);
          }}
        />
      )}
    </div>
  );
}

function begin(text: string, pages: number): string {
  return text.length <= pages * PAGE_CHARS ? text : text.slice(0, pages * PAGE_CHARS);
}

function showMore(split: SplitText, blocks: number, pages: number, step: number): Shown {
  return { split, pages, step, ...reveal(split.blocks, blocks, pages, step) };
}

function MoreButton({ hiddenChars, onClick }: { hiddenChars: number; onClick: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <p className="md-more">
      <span>{t('markdown.hidden', { chars: formats.number(hiddenChars) })}</span>{' '}
      <Button size="compact-sm" variant="default" onClick={onClick}>
        {t('showMore')}
      </Button>
    </p>
  );
}

function groupsOf(blocks: readonly Block[]): (readonly Block[])[] {
  const groups: (readonly Block[])[] = [];
  for (let start = 0; start < blocks.length; start += GROUP) groups.push(blocks.slice(start, start + GROUP));
  return groups;
}

interface GroupProps {
  blocks: readonly Block[];
  definitions: ReadonlyMap<string, string>;
}

const BlockGroup = memo(
  function BlockGroup({ blocks, definitions }: GroupProps) {
    return (
      <div className="md-group">
        {blocks.map((block, index) => (
          <BlockView key={index} block={block} definitions={definitions} />
        ))}
      </div>
    );
  },
  (before, after) =>
    before.definitions === after.definitions &&
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block === after.blocks[index]),
);

function BlockView({ block, definitions }: { block: Block; definitions: ReadonlyMap<string, string> }) {
  switch (block.kind) {
    case 'code':
      return <CodeBlock code={block.text} language={block.language} closed={block.closed} />;
    case 'plain':
      return <PlainBlock text={block.source} />;
    case 'markdown':
      return (
        <ParserGuard source={block.source}>
          <MarkdownBlock source={block.source} definitions={usedDefinitions(block.source, definitions)} />
        </ParserGuard>
      );
  }
}
