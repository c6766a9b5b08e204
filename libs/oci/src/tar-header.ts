/** One entry of a tar archive, without its content. */
export interface TarEntry {
  /** Ends with a slash for a directory. */
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes; 0 for everything but files. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly linkName?: string;
}

export const tarBlockBytes = 512;

const typeFlags = { file: '0', symlink: '2', directory: '5', pax: 'x' } as const;
const nameBytesMax = 100;
const sizeMax = 0o77777777777;
const idMax = 0o7777777;

/**
 * The header of an entry in the pax interchange format (POSIX.1-2017, pax): one ustar block, and before it an extended
 * header where a name is too long or not ASCII, or a number is too large.
 */
export function tarHeader(entry: TarEntry): Uint8Array {
  const records = extendedRecords(entry);
  const block = ustarBlock(entry, typeFlags[entry.type]);
  if (records.length === 0) return block;
  const extended = Buffer.from(records.map(([key, value]) => paxRecord(key, value)).join(''));
  const header = { ...entry, name: 'PaxHeader', linkName: undefined, size: extended.length };
  return Buffer.concat([ustarBlock(header, typeFlags.pax), extended, tarPadding(extended.length), block]);
}

/** What fills the last block of some content. */
export function tarPadding(contentBytes: number): Uint8Array {
  return new Uint8Array((tarBlockBytes - (contentBytes % tarBlockBytes)) % tarBlockBytes);
}

function extendedRecords({ name, linkName, size, uid, gid }: TarEntry): [string, string][] {
  const records: [string, string][] = [];
  if (needsExtension(name)) records.push(['path', name]);
  if (linkName !== undefined && needsExtension(linkName)) records.push(['linkpath', linkName]);
  if (size > sizeMax) records.push(['size', String(size)]);
  if (uid > idMax) records.push(['uid', String(uid)]);
  if (gid > idMax) records.push(['gid', String(gid)]);
  return records;
}

function needsExtension(name: string): boolean {
  return Buffer.byteLength(name) > nameBytesMax || Buffer.byteLength(name) !== name.length;
}

/** `LENGTH KEY=VALUE\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + 1;
  while (length !== bytes + String(length).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

function ustarBlock(entry: TarEntry, typeFlag: string): Buffer {
  const block = Buffer.alloc(tarBlockBytes);
  block.write(entry.name.slice(0, nameBytesMax), 0, nameBytesMax);
  block.write(octal(entry.mode, 7), 100);
  block.write(octal(Math.min(entry.uid, idMax), 7), 108);
  block.write(octal(Math.min(entry.gid, idMax), 7), 116);
  block.write(octal(Math.min(entry.size, sizeMax), 11), 124);
  block.write(octal(entry.mtime, 11), 136);
  block.write(typeFlag, 156);
  block.write((entry.linkName ?? '').slice(0, nameBytesMax), 157, nameBytesMax);
  block.write('ustar\0' + '00', 257);
  block.write(octal(0, 7), 329);
  block.write(octal(0, 7), 337);
  // the checksum counts itself as spaces
  block.fill(' ', 148, 156);
  block.write(`${octal(checksum(block), 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function checksum(block: Buffer): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}
