import { memo, useState } from 'react';
import { EMPTY_SPLIT, splitBlocks, type Block } from './blocks';
import { CodeBlock } from './CodeBlock';
import { MarkdownBlock } from './MarkdownBlock';
import './markdown.css';

/** So many blocks are laid out, and skipped while they are off screen, as one. */
const GROUP = 16;

/** A text in Markdown that may still grow at its end: what is whole is neither parsed nor painted again. */
export function Markdown({ text }: { text: string }) {
  const [split, setSplit] = useState(() => splitBlocks(text, EMPTY_SPLIT));
  let current = split;
  if (split.source !== text) {
    current = splitBlocks(text, split);
    setSplit(current);
  }
  return (
    <div className="md">
      {groupsOf(current.blocks).map((blocks, index) => (
        <BlockGroup key={index} blocks={blocks} definitions={current.definitions} />
      ))}
    </div>
  );
}

function groupsOf(blocks: readonly Block[]): (readonly Block[])[] {
  const groups: (readonly Block[])[] = [];
  for (let start = 0; start < blocks.length; start += GROUP) groups.push(blocks.slice(start, start + GROUP));
  return groups;
}

interface GroupProps {
  blocks: readonly Block[];
  definitions: string;
}

const BlockGroup = memo(
  function BlockGroup({ blocks, definitions }: GroupProps) {
    return (
      <div className="md-group">
        {blocks.map((block, index) =>
          block.kind === 'code' ? (
            <CodeBlock key={index} code={block.text} language={block.language} closed={block.closed} />
          ) : (
            <MarkdownBlock key={index} source={block.source} definitions={usedDefinitions(block.source, definitions)} />
          ),
        )}
      </div>
    );
  },
  (before, after) =>
    before.definitions === after.definitions &&
    before.blocks.length === after.blocks.length &&
    before.blocks.every((block, index) => block === after.blocks[index]),
);

/** Only a block with brackets can use a definition; the others are not parsed again when one comes. */
function usedDefinitions(source: string, definitions: string): string {
  return source.includes('[') ? definitions : '';
}
