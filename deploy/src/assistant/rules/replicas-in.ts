import type { Question } from './question.ts';

/** How many pods are wanted: a number, or one that depends on how many run now. */
export type ReplicasWish =
  | { readonly kind: 'number'; readonly replicas: number }
  | { readonly kind: 'more'; readonly by: number }
  | { readonly kind: 'times'; readonly factor: number }
  /** More or fewer, and nobody said how many. */
  | { readonly kind: 'step'; readonly by: 1 | -1 };

/** What a question says of the number of pods; undefined where it says nothing of it. */
export function replicasIn({ text }: Question): ReplicasWish | undefined {
  return changeIn(text) ?? numberIn(text) ?? factorIn(text) ?? stepIn(text);
}

const fewer = /\b(down|fewer|less|reduce|decrease|shrink|remove|lower|downscale)\b/;

/** `2 more pods`, `by 2`, `add 2 pods`. */
function changeIn(text: string): ReplicasWish | undefined {
  const found =
    /\b(\d{1,3}) (?:more|extra|additional|further|fewer|less)\b/.exec(text) ??
    /\bby (\d{1,3})\b/.exec(text) ??
    /\b(?:add|remove|another|extra) (\d{1,3})\b/.exec(text) ??
    /\b(?:add|remove) (?:a|another) ()(?:pod|replica|instance|copy)\b/.exec(text);
  if (!found) return undefined;
  const by = Number(found[1] === '' ? '1' : found[1]);
  return { kind: 'more', by: fewer.test(text) ? -by : by };
}

/** `2 replicas`, `to 3`, `scale backend 3`. */
function numberIn(text: string): ReplicasWish | undefined {
  const found =
    /\b(\d{1,3}) (?:\w+ )?(?:pods?|replicas?|instances?|copies|copy)\b/.exec(text) ??
    /(?:\b(?:to|at|with|replicas?)|=) (\d{1,3})\b/.exec(text) ??
    /\b(?:scale|resize|upscale|downscale)\b.* (\d{1,3})$/.exec(text);
  return found ? { kind: 'number', replicas: Number(found[1]) } : undefined;
}

function factorIn(text: string): ReplicasWish | undefined {
  if (/\b(double|twice)\b/.test(text)) return { kind: 'times', factor: 2 };
  if (/\btriple\b/.test(text)) return { kind: 'times', factor: 3 };
  return /\b(half|halve)\b/.test(text) ? { kind: 'times', factor: 0.5 } : undefined;
}

function stepIn(text: string): ReplicasWish | undefined {
  if (/\b(load|traffic|users|demand|visitors)\b/.test(text) && !/\bless\b/.test(text))
    return { kind: 'step', by: 1 };
  if (fewer.test(text)) return { kind: 'step', by: -1 };
  return /\b(scale|more|up|increase|upscale|raise|another|extra)\b/.test(text)
    ? { kind: 'step', by: 1 }
    : undefined;
}
