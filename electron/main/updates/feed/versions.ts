/** Versions and their order: Semantic Versioning 2.0.0, section 11. */

const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([\da-z-]+(?:\.[\da-z-]+)*))?(?:\+[\da-z.-]+)?$/i;

export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/** Negative when `a` comes before `b`, 0 when neither does. Both must be versions. */
export function compareVersions(a: string, b: string): number {
  const [numbersOfA, tagsOfA] = parts(a);
  const [numbersOfB, tagsOfB] = parts(b);
  for (const [place, number] of numbersOfA.entries()) {
    const difference = number - (numbersOfB[place] ?? 0);
    if (difference !== 0) return difference;
  }
  if (tagsOfA.length === 0 || tagsOfB.length === 0) return tagsOfB.length - tagsOfA.length;
  for (const [place, tag] of tagsOfA.entries()) {
    const other = tagsOfB[place];
    if (other === undefined) return 1;
    const order = compareTags(tag, other);
    if (order !== 0) return order;
  }
  return tagsOfA.length - tagsOfB.length;
}

function parts(version: string): [numbers: number[], tags: string[]] {
  const [, major, minor, patch, tags] = VERSION.exec(version) ?? [];
  return [[Number(major), Number(minor), Number(patch)], tags?.split('.') ?? []];
}

function compareTags(a: string, b: string): number {
  const [isNumber, otherIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && otherIsNumber) return Number(a) - Number(b);
  if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
