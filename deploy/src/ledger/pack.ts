import { gunzipSync, gzipSync } from 'node:zlib';

/** JSON as gzip in base64: what the ledger keeps is repetitive, and the room in an object is limited. */
export function pack(value: unknown): string {
  return gzipSync(JSON.stringify(value)).toString('base64');
}

/** @throws when the text is not what `pack` gave */
export function unpack(packed: string): unknown {
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
}
