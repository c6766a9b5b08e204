import { isRecord, refOf, refText, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { secretForms, secretTexts } from './secret-forms.ts';

/**
 * The Secrets that a deploy has met, and that nothing it says may hold. The one place where output is masked: every event,
 * plan and error passes it on the way out, whatever else was done where it came from.
 */
export interface KnownSecrets {
  /** From now on hides what the Secrets among these objects hold; what any of them is called is no secret. */
  readonly learn: (objects: readonly KubernetesObject[]) => void;
  /** The same of texts within the values that a chart is given, by what their keys are called. */
  readonly learnValues: (values: unknown) => void;
  /** Puts `***` in place of every value. */
  readonly mask: (text: string) => string;
  /** Masks every text within a value that is made of records, lists and plain values. */
  readonly maskAll: <Value>(value: Value) => Value;
  /** Masks what an error and its causes say. */
  readonly maskError: (error: unknown) => void;
}

export function createKnownSecrets(): KnownSecrets {
  const secret = new Set<string>();
  const names = new Set<string>();
  let longestFirst: readonly string[] = [];
  const mask = (text: string) =>
    longestFirst.reduce((masked, value) => masked.replaceAll(value, '***'), text);
  const maskAll = (value: unknown) => (longestFirst.length > 0 ? mapTexts(value, mask) : value);
  const hide = (forms: readonly string[]) => {
    for (const form of forms) secret.add(form);
    const hidden = [...secret].filter((value) => ![...names].some((name) => name.includes(value)));
    longestFirst = hidden.toSorted((a, b) => b.length - a.length);
  };
  return {
    learn(objects) {
      for (const name of objects.flatMap(namesOf)) names.add(name);
      hide(objects.flatMap(formsOf));
    },
    learnValues: (values) => hide(secretTexts(values).flatMap(secretForms)),
    mask,
    maskAll: maskAll as KnownSecrets['maskAll'],
    maskError(error) {
      for (let each = error; each instanceof Error; each = each.cause) maskTexts(each, maskAll);
    },
  };
}

/** Values such as `postgres` are also words of names, which an output cannot do without. */
function namesOf(object: KubernetesObject): readonly string[] {
  return [
    refText(refOf(object)),
    ...Object.keys({ ...dataOf(object, 'data'), ...dataOf(object, 'stringData') }),
  ];
}

function formsOf(object: KubernetesObject): readonly string[] {
  if (object.kind !== 'Secret') return [];
  const encoded = texts(dataOf(object, 'data'));
  const decoded = encoded.map((value) => Buffer.from(value, 'base64').toString('utf8'));
  return [...encoded, ...decoded, ...texts(dataOf(object, 'stringData'))].flatMap(secretForms);
}

function dataOf(object: KubernetesObject, field: 'data' | 'stringData'): Readonly<Record<string, unknown>> {
  const data = object[field];
  return isRecord(data) ? data : {};
}

/** Also numbers, which a chart may write without quotes by mistake; the cluster then quotes them in its refusal. */
function texts(data: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(data).flatMap((value) =>
    typeof value === 'string' || typeof value === 'number' ? [String(value)] : [],
  );
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, map));
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, map)]));
}

/** In place, as an error's class and identity matter to whoever catches it. */
function maskTexts(error: object, maskAll: (value: unknown) => unknown): void {
  for (const name of ['message', 'stack', 'hint', 'context']) {
    const value: unknown = Reflect.get(error, name);
    if (value === undefined) continue;
    Object.defineProperty(error, name, { value: maskAll(value), configurable: true, writable: true });
  }
}
