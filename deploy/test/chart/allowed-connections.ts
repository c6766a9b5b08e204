import type { V1NetworkPolicy } from '@kubernetes/client-node';
import type { ChartObjects } from './helm.ts';

interface Rule {
  readonly to?: readonly object[];
  readonly from?: readonly object[];
  readonly ports?: readonly { readonly port?: unknown }[];
}

/** `to backend:8000`, `to any:53`: what a policy allows, in short. */
export function allowed(objects: ChartObjects, component: string): readonly string[] {
  const { spec } = objects.one<V1NetworkPolicy>('NetworkPolicy', `todo-${component}`);
  const peer = (found: object) => {
    const text = JSON.stringify(found);
    return (
      /"app.kubernetes.io\/component":"(\w+)"/.exec(text)?.[1] ?? /"cidr":"([^"]+)"/.exec(text)?.[1] ?? text
    );
  };
  const lines = (rules: readonly Rule[], direction: 'from' | 'to') =>
    rules.flatMap((rule) =>
      (rule.ports ?? []).map(({ port }) => {
        const peers = rule[direction]?.map(peer).join('+') ?? 'any';
        return `${direction} ${peers}:${String(port)}`;
      }),
    );
  return [...lines(spec?.ingress ?? [], 'from'), ...lines(spec?.egress ?? [], 'to')];
}
