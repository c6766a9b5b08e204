const mebi = 1024 ** 2;
const gibi = 1024 ** 3;

const factors: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 1024, Mi: mebi, Gi: gibi, Ti: 1024 ** 4, Pi: 1024 ** 5, Ei: 1024 ** 6 },
};

const pattern = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i)?$/;

/** The number that a quantity of Kubernetes stands for: 0.25 of `250m`, 67108864 of `64Mi`; undefined of what is none. */
export function parseQuantity(quantity: unknown): number | undefined {
  if (typeof quantity === 'number') return quantity;
  const [, number, suffix] = pattern.exec(typeof quantity === 'string' ? quantity.trim() : '') ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (suffix === undefined ? 1 : (factors[suffix] ?? 1));
}

/** `250m`, or `2` of whole cores. */
export function formatCpu(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}

/** `1Gi`, `96Mi`, `12Ki`: as charts write memory, and no more exact than that. */
export function formatMemory(bytes: number): string {
  if (bytes >= gibi && bytes % gibi === 0) return `${bytes / gibi}Gi`;
  return bytes >= mebi ? `${Math.round(bytes / mebi)}Mi` : `${Math.round(bytes / 1024)}Ki`;
}
