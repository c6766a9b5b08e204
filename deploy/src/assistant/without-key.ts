/** Masks the key that a model is asked with: its server knows it, and may repeat it. */
export function withoutKey(key: string | undefined): (text: string) => string {
  if (key === undefined) return (text) => text;
  return (text) => text.replaceAll(key, '***');
}
