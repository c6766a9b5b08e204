export type Unit = 'ms' | 'bytes' | 'calls';

/** A figure as people read it: `0.43 s`, `213 MB`, `6 calls`. */
export function formatQuantity(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return `${(value / 1000).toFixed(value < 1000 ? 3 : 2)} s`;
    case 'bytes':
      return formatBytes(value);
    case 'calls':
      return `${value} call${value === 1 ? '' : 's'}`;
    default:
      return unit satisfies never;
  }
}

function formatBytes(value: number): string {
  if (value < 1e3) return `${value} B`;
  if (value < 1e6) return `${(value / 1e3).toFixed(1)} kB`;
  return `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0)} MB`;
}
