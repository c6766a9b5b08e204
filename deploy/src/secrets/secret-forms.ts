/** Shorter values are words of any log, and masking them would hide what is no secret. */
const lengthMin = 6;
/** Fewer characters of base64 could come from anything. */
const base64LengthMin = 8;
/** Longer values are archives and the like, of which no program writes parts into a URL or other base64. */
const encodedLengthMax = 16_384;

/**
 * What a text may hold of a Secret's value: the value itself, each of its lines, a password inside of it (of a URL, or of
 * JSON such as a registry's login), and all of these as JSON, a URL, base64 or a longer base64 writes them.
 */
export function secretForms(value: string): readonly string[] {
  const whole = value.trim();
  const parts = [value, whole, ...linesOf(whole), ...passwordOfUrl(whole), ...passwordsOfJson(whole)];
  const forms = [...new Set(parts)].filter(({ length }) => length >= lengthMin).flatMap(encodings);
  return [...new Set(forms)];
}

/**
 * The texts within values that are secrets by what their key is called, or by a password in their URL. What is only the
 * name of a secret is none.
 */
export function secretTexts(values: unknown): readonly string[] {
  const found: string[] = [];
  JSON.stringify(values, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    const isNamedSo = passwordKey.test(key) && !/(name|ref|mode|type)$/i.test(key);
    if (isNamedSo || passwordOfUrl(value).length > 0) found.push(value);
    return value;
  });
  return found;
}

function linesOf(value: string): readonly string[] {
  return value.includes('\n') ? value.split('\n').map((line) => line.trim()) : [];
}

/** A connection URL's password is as secret as the URL. */
function passwordOfUrl(value: string): readonly string[] {
  const password = URL.canParse(value) ? new URL(value).password : '';
  return password ? [password, unescaped(password)] : [];
}

function unescaped(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

const passwordKey = /pass|secret|token|auth|key|credential/i;

function passwordsOfJson(value: string): readonly string[] {
  if (!/^[{[]/.test(value)) return [];
  try {
    const found: string[] = [];
    JSON.parse(value, (key, part: unknown) => {
      if (typeof part === 'string' && passwordKey.test(key)) found.push(part);
      return part;
    });
    return found;
  } catch {
    return [];
  }
}

function encodings(value: string): readonly string[] {
  if (value.length > encodedLengthMax) return [value, Buffer.from(value).toString('base64')];
  const json = inJson(value);
  const url = encodeURIComponent(value);
  return [
    value,
    json,
    inJson(json),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    new URLSearchParams({ '': value }).toString().slice(1),
    ...base64Forms(value),
  ];
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** In base64, also as a part of something longer: `user:PASSWORD` in base64 has one of three forms of PASSWORD in it. */
function base64Forms(value: string): readonly string[] {
  const whole = Buffer.from(value).toString('base64');
  const parts = [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    // Its first and last characters depend on the bytes around the value too.
    const [cutStart, cutEnd] = [[0, 2, 3][offset], [0, 3, 2][bytes.length % 3]];
    const text = bytes.toString('base64');
    return text.slice(cutStart, text.length - (cutEnd ?? 0));
  });
  const forms = [whole, ...parts.filter(({ length }) => length >= base64LengthMin)];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}
